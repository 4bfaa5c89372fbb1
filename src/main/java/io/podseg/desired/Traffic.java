package io.podseg.desired;

import io.podseg.state.Count;
import java.util.Objects;

/**
 * What was counted of a pod or of a policy in one direction.
 *
 * @param allowed packets that opened connections by a rule of the policy, in audit mode too; of a pod always zero, since the
 *     rules are the policies'
 * @param denied packets that were dropped; of a policy those of all pods that it isolates
 * @param audited packets that passed and that policies in audit mode would have denied
 */
public record Traffic(Count allowed, Count denied, Count audited) {
    /** Nothing was counted. */
    public static final Traffic NONE = new Traffic(Count.ZERO, Count.ZERO, Count.ZERO);

    public Traffic {
        Objects.requireNonNull(allowed);
        Objects.requireNonNull(denied);
        Objects.requireNonNull(audited);
    }

    /** Both together. */
    public Traffic plus(Traffic other) {
        return new Traffic(allowed.plus(other.allowed), denied.plus(other.denied), audited.plus(other.audited));
    }

    static Traffic allowed(Count count) {
        return new Traffic(count, Count.ZERO, Count.ZERO);
    }

    static Traffic denied(Count count) {
        return new Traffic(Count.ZERO, count, Count.ZERO);
    }

    static Traffic audited(Count count) {
        return new Traffic(Count.ZERO, Count.ZERO, count);
    }
}
