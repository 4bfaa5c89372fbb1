package io.podseg.policy;

import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Pods by labels; where both selectors are given, both must hold.
 *
 * @param namespaces labels of the pod's namespace; without it the policy's own namespace is meant
 * @param pods labels of the pod; without it every pod of those namespaces
 */
public record PodPeer(Optional<Selector> namespaces, Optional<Selector> pods) implements Peer {
    public PodPeer {
        if (namespaces.isEmpty() && pods.isEmpty()) {
            throw new IllegalArgumentException("a peer without a selector");
        }
    }

    /** {@code namespaces team=a and pods app=web}. */
    @Override
    public String toString() {
        return Stream.concat(
                        namespaces.stream().map(selector -> "namespaces " + selector),
                        pods.stream().map(selector -> "pods " + selector))
                .collect(Collectors.joining(" and "));
    }
}
