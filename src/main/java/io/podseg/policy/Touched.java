package io.podseg.policy;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;

/**
 * Which pairs may be connected otherwise than before. A connection is decided by its two endpoints, by the policies that isolate
 * the source's egress and the destination's ingress, by the labels of namespaces and by the networks; where none of these
 * differs, nothing does. After one policy has changed that is a row and a column of a table of a million pairs.
 */
final class Touched {
    private final boolean all;
    private final BitSet sources = new BitSet();
    private final BitSet destinations = new BitSet();

    Touched(Access before, Access after, List<Behaviour> behaviours) {
        World was = before.groups().world();
        World is = after.groups().world();
        all = !was.networks().equals(is.networks()) || !was.namespaceLabels().equals(is.namespaceLabels());
        for (int i = 0; i < behaviours.size(); i++) {
            Behaviour behaviour = behaviours.get(i);
            boolean same = behaviour.before().equals(behaviour.after());
            sources.set(i, !same || differs(before, after, behaviour, Direction.EGRESS));
            destinations.set(i, !same || differs(before, after, behaviour, Direction.INGRESS));
        }
    }

    private static boolean differs(Access before, Access after, Behaviour behaviour, Direction direction) {
        return !policies(before, behaviour.before(), direction).equals(policies(after, behaviour.after(), direction));
    }

    private static List<Policy> policies(Access access, Optional<Endpoint> endpoint, Direction direction) {
        return endpoint.map(known -> access.isolation().policies(known, direction))
                .orElse(List.of());
    }

    /** Whether a connection may be decided otherwise. */
    boolean pair(int from, int to) {
        return all || sources.get(from) || destinations.get(to);
    }
}
