package io.podseg.plan;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.state.Firewall;
import io.podseg.state.Interpreter;
import io.podseg.state.Packet;
import io.podseg.state.TrackedConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Which open connections a firewall would not let anybody open again. They are found by the rules themselves, so that exactly
 * those are cut: what was opened under older policies, and what belonged to pods that are gone.
 */
public final class Revocation {
    /** An interface that is none of podseg's: the way to the outside. */
    private static final String OUTSIDE = "";

    private final Interpreter interpreter;
    private final Map<Ip, String> bridges = new HashMap<>();

    private Revocation(List<ReadyMember> gone, Firewall target) {
        interpreter = new Interpreter(target);
        gone.forEach(this::place);
        ReadySets.members(target).forEach(this::place);
    }

    private void place(ReadyMember member) {
        Ip.parse(member.address()).ifPresent(ip -> bridges.put(ip, member.bridge()));
    }

    /**
     * Connections of managed pods that the target drops.
     *
     * @param gone entries of pods that leave the ready sets; their connections end too
     * @param target firewall that decides, ready sets complete; one without chains allows everything
     */
    public static List<TrackedConnection> revoked(
            List<ReadyMember> gone, Firewall target, List<TrackedConnection> connections) {
        if (target.table(Family.V4).chains().isEmpty()) {
            return List.of();
        }
        Revocation revocation = new Revocation(gone, target);
        return connections.stream().filter(revocation::isRevoked).toList();
    }

    private boolean isRevoked(TrackedConnection connection) {
        String in = bridges.getOrDefault(connection.source(), OUTSIDE);
        String out = bridges.getOrDefault(connection.destination(), OUTSIDE);
        if (in.isEmpty() && out.isEmpty()) {
            return false;
        }
        if (connection.fromNode()) {
            return !passes("POSTROUTING", in, out, connection);
        }
        boolean toNode = out.isEmpty() && passes("INPUT", in, out, connection);
        return !toNode && !passes("FORWARD", in, out, connection);
    }

    private boolean passes(String hook, String in, String out, TrackedConnection connection) {
        return interpreter.passes(new Packet(
                hook,
                in,
                out,
                connection.source(),
                connection.destination(),
                connection.transport(),
                connection.port()));
    }
}
