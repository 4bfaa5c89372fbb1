package io.podseg.policy;

import java.util.List;
import java.util.Objects;

/**
 * The pods that exactly the same policies isolate in one direction, so that one chain serves them all.
 *
 * @param direction which way
 * @param policies the isolating policies, sorted by key; none for the open class
 * @param members selectable endpoints, sorted by id, at least one
 */
public record PodClass(Direction direction, List<Policy> policies, List<Endpoint> members) {
    public PodClass {
        Objects.requireNonNull(direction);
        policies = List.copyOf(policies);
        members = List.copyOf(members);
    }

    /** Whether nothing isolates its members in this direction. */
    public boolean open() {
        return policies.isEmpty();
    }
}
