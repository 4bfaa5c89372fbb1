package io.podseg.policy;

import java.util.List;
import java.util.Optional;

/**
 * What a change of the world opens and closes, over all ports, pods, resolvers and addresses outside. Connections that
 * no policy can govern are left out: from the node, and of a pod to itself.
 *
 * @param opened connections that are allowed after and were not before, sorted
 * @param closed connections that were allowed before and are not after, sorted
 */
public record ReachabilityDifference(List<Connection> opened, List<Connection> closed) {
    public ReachabilityDifference {
        opened = opened.stream().sorted().toList();
        closed = closed.stream().sorted().toList();
    }

    /** Whether nothing opens and nothing closes. */
    public boolean isEmpty() {
        return opened.isEmpty() && closed.isEmpty();
    }

    /** Compares two worlds. A pod that is only in one of them opens or closes all that it is allowed there. */
    public static ReachabilityDifference between(World before, World after) {
        if (before.equals(after)) {
            return new ReachabilityDifference(List.of(), List.of());
        }
        Access was = new Access(before);
        Access is = new Access(after);
        Behaviours behaviours = new Behaviours(was, is);
        List<Behaviour> all = behaviours.all();
        ConnectionGroups opened = new ConnectionGroups(all, behaviours.parts(), new EndpointNames(after));
        ConnectionGroups closed = new ConnectionGroups(all, behaviours.parts(), new EndpointNames(before));
        Touched touched = new Touched(was, is, all);
        for (int from = 0; from < all.size(); from++) {
            for (int to = 0; to < all.size(); to++) {
                if (touched.pair(from, to)) {
                    PortSet old = ports(was, all.get(from).before(), all.get(to).before());
                    PortSet now = ports(is, all.get(from).after(), all.get(to).after());
                    opened.add(from, to, now.minus(old));
                    closed.add(from, to, old.minus(now));
                }
            }
        }
        return new ReachabilityDifference(opened.connections(), closed.connections());
    }

    private static PortSet ports(Access access, Optional<Endpoint> from, Optional<Endpoint> to) {
        return from.isPresent() && to.isPresent() && governed(from.get(), to.get())
                ? access.ports(from.get(), to.get())
                : PortSet.NONE;
    }

    private static boolean governed(Endpoint from, Endpoint to) {
        return from.selectable() || from.kind() == Endpoint.Kind.EXTERNAL && to.selectable();
    }
}
