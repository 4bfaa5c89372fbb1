package io.podseg.reconcile;

import java.time.Duration;

/**
 * How long to wait before something that failed is tried again: twice as long after each failure, as Kubernetes does with
 * containers that crash.
 *
 * @param first after the first failure
 * @param longest never longer
 */
public record Doubling(Duration first, Duration longest) {
    /** Doubled so often, any time is longer than the longest. */
    private static final int MOST = 20;

    /** How long after so many failures in a row, 1 or more. */
    public Duration after(int failures) {
        Duration pause = first.multipliedBy(1L << Math.min(failures - 1, MOST));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}
