package io.podseg.audit.facts;

import java.util.List;

/**
 * The policies that select a pod and are enforced.
 *
 * @param ingress ids of those that isolate what it receives
 * @param egress ids of those that isolate what it sends
 */
public record PolicyCover(List<String> ingress, List<String> egress) {
    public static final PolicyCover NONE = new PolicyCover(List.of(), List.of());

    public PolicyCover {
        ingress = ingress.stream().sorted().toList();
        egress = egress.stream().sorted().toList();
    }
}
