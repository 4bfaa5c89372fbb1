package io.podseg.policy;

import java.util.List;
import java.util.Objects;

/**
 * The pods that exactly the same policies isolate in one direction, so that one chain serves them all. Pods that only policies in
 * audit mode select are classes too: nothing of theirs is denied, and what would be is logged.
 *
 * @param direction which way
 * @param policies the isolating policies, sorted by key, all enforced or all in audit mode; none for the open class
 * @param members selectable endpoints, sorted by id, at least one
 */
public record PodClass(Direction direction, List<Policy> policies, List<Endpoint> members) {
    public PodClass {
        Objects.requireNonNull(direction);
        policies = List.copyOf(policies);
        members = List.copyOf(members);
    }

    /** Whether its policies are in audit mode. */
    public boolean audit() {
        return !policies.isEmpty() && policies.getFirst().audit();
    }

    /** Whether nothing isolates its members in this direction. */
    public boolean open() {
        return policies.isEmpty();
    }
}
