package io.podseg.audit.facts;

import java.util.OptionalInt;

/**
 * Whether a container is started again.
 *
 * @param policy what for
 * @param retries how often at most; empty without bound
 */
public record RestartFacts(Policy policy, OptionalInt retries) {
    public static final RestartFacts NEVER = new RestartFacts(Policy.NEVER, OptionalInt.empty());

    /** When it is started again. */
    public enum Policy {
        NEVER,
        ON_FAILURE,
        ALWAYS
    }

    /** Whether a crash loop would have no end. */
    public boolean endless() {
        return policy != Policy.NEVER && retries.isEmpty();
    }
}
