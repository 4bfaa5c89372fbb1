package io.podseg.reconcile;

import java.time.Duration;

/** Times as users write them. */
final class Durations {
    private static final long MINUTE = 60;

    private Durations() {}

    /** Such as {@code 5m}, {@code 90s} or {@code 500ms}. */
    static String text(Duration time) {
        if (time.toMillisPart() > 0) {
            return time.toMillis() + "ms";
        }
        long seconds = time.toSeconds();
        return seconds >= MINUTE && seconds % MINUTE == 0 ? seconds / MINUTE + "m" : seconds + "s";
    }
}
