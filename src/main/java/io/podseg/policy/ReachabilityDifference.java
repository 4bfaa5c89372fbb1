package io.podseg.policy;

import java.util.List;

/**
 * What a change of the world opens and closes.
 *
 * @param opened connections that are allowed after and were not before
 * @param closed connections that were allowed before and are not after
 */
public record ReachabilityDifference(List<Connection> opened, List<Connection> closed) {
    public ReachabilityDifference {
        opened = List.copyOf(opened);
        closed = List.copyOf(closed);
    }

    /** Compares two worlds over all ports, pods, resolvers and addresses outside. */
    public static ReachabilityDifference between(World before, World after) {
        throw new UnsupportedOperationException(before + " " + after);
    }
}
