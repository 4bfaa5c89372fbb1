package io.podseg.policy;

import io.podseg.model.ObjectKey;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A NetworkPolicy, defaults filled in and checked.
 *
 * @param key identity
 * @param pods pods of its own namespace that it selects
 * @param ingress rules; present (also with an empty list) where it isolates the pods for ingress
 * @param egress rules; present (also with an empty list) where it isolates the pods for egress
 * @param audit whether it is in audit mode: it neither denies nor allows, and what it would deny is logged and counted
 */
public record Policy(
        ObjectKey key,
        Selector pods,
        Optional<List<PolicyRule>> ingress,
        Optional<List<PolicyRule>> egress,
        boolean audit)
        implements Comparable<Policy> {
    public Policy {
        Objects.requireNonNull(key);
        Objects.requireNonNull(pods);
        ingress = ingress.map(List::copyOf);
        egress = egress.map(List::copyOf);
    }

    /** A policy that is enforced. */
    public Policy(ObjectKey key, Selector pods, Optional<List<PolicyRule>> ingress, Optional<List<PolicyRule>> egress) {
        this(key, pods, ingress, egress, false);
    }

    public String namespace() {
        return key.namespace();
    }

    /** {@code namespace/name}. */
    public String id() {
        return key.id();
    }

    /** The rules of a direction; empty where it does not isolate that way. */
    public Optional<List<PolicyRule>> rules(Direction direction) {
        return direction == Direction.INGRESS ? ingress : egress;
    }

    /** Whether it selects the endpoint: a pod with an address of its own, in the policy's namespace, by labels. */
    public boolean selects(Endpoint endpoint) {
        return endpoint.selectable() && endpoint.namespace().equals(key.namespace()) && pods.matches(endpoint.labels());
    }

    @Override
    public int compareTo(Policy other) {
        return key.compareTo(other.key);
    }

    /** Canonical and complete: two policies that mean the same in the same words print alike. Made to be hashed. */
    @Override
    public String toString() {
        return key + " pods(" + pods + ") ingress" + text(ingress) + " egress" + text(egress) + (audit ? " audit" : "");
    }

    private static String text(Optional<List<PolicyRule>> rules) {
        return rules.map(List::toString).orElse("(not isolated)");
    }
}
