package io.podseg.plan;

import io.podseg.model.Ip;
import io.podseg.state.Firewall;
import io.podseg.state.Interpreter;
import io.podseg.state.Packet;
import io.podseg.state.TrackedConnection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Which open connections a plan ends: those that its firewall would not let anybody open again, found by the rules themselves so
 * that exactly those are cut, and those of pods that go or are made anew.
 */
public final class Revocation {
    /** An interface that is none of podseg's: the way to the outside. */
    private static final String OUTSIDE = "";

    private static final String LOOPBACK = "lo";

    /** Any interface of a pod but the loopback: the rules do not tell them apart. */
    private static final String POD_DEVICE = "eth0";

    private final Set<Ip> gone;
    private final Interpreter interpreter;
    private final Map<Ip, String> bridges = new HashMap<>();

    private Revocation(Set<Ip> gone, Firewall target) {
        this.gone = gone;
        interpreter = new Interpreter(target);
        for (ReadyMember member : ReadySets.members(target)) {
            Ip.parse(member.address()).ifPresent(ip -> bridges.put(ip, member.bridge()));
        }
    }

    /**
     * Connections of managed pods that end.
     *
     * @param gone addresses of pods that go or are made anew; their connections end whatever the policies say
     * @param target firewall that decides about the others, ready sets complete; one without chains allows everything
     */
    public static List<TrackedConnection> revoked(Set<Ip> gone, Firewall target, List<TrackedConnection> connections) {
        Revocation revocation = new Revocation(gone, target);
        return connections.stream().filter(revocation::isRevoked).toList();
    }

    /**
     * Connections in the network namespace of a pod that its own rules would not let anybody open again.
     *
     * @param target rules of that namespace; without chains they allow everything
     * @param connections as the namespace tracks them: what it opened itself is from its node
     */
    public static List<TrackedConnection> revokedInPod(Firewall target, List<TrackedConnection> connections) {
        Revocation revocation = new Revocation(Set.of(), target);
        return connections.stream().filter(revocation::isRevokedInPod).toList();
    }

    /** A forwarder of published ports calls the pod at its own address: that passes both ways, on the loopback interface. */
    private boolean isRevokedInPod(TrackedConnection connection) {
        boolean loopback = connection.source().equals(connection.destination());
        String device = loopback ? LOOPBACK : POD_DEVICE;
        boolean leaves = !connection.fromNode() || passes("POSTROUTING", OUTSIDE, device, connection);
        boolean arrives = connection.fromNode() && !loopback || passes("INPUT", device, OUTSIDE, connection);
        return !leaves || !arrives;
    }

    private boolean isRevoked(TrackedConnection connection) {
        if (gone.contains(connection.source()) || gone.contains(connection.destination())) {
            return true;
        }
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
