package io.podseg.audit.facts;

import java.util.OptionalLong;

/**
 * Upper limits; empty where there is none.
 *
 * @param memory bytes
 * @param milliCpus thousandths of a CPU
 * @param pids processes and threads
 */
public record LimitFacts(OptionalLong memory, OptionalLong milliCpus, OptionalLong pids) {
    public static final LimitFacts NONE =
            new LimitFacts(OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());
}
