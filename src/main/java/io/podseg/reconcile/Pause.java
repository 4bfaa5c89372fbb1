package io.podseg.reconcile;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody wants the controller to leave the host as it is.
 *
 * @param since time of day at which it was asked for
 * @param by who asked
 * @param time for how long; until it is taken back where empty
 * @param reason why; may be empty
 */
public record Pause(Instant since, String by, Optional<Duration> time, String reason) {
    /** One sentence without its end. */
    public String text() {
        String until = time.map(length -> " until " + since.plus(length)).orElse("");
        return "paused by " + by + " since " + since + until + (reason.isEmpty() ? "" : ": " + reason);
    }
}
