package io.podseg.reconcile;

import java.time.Duration;
import java.time.Instant;

/** Time, as far as waiting needs it. */
public interface Pace {
    /** That of this host. */
    Pace REAL = new Pace() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public void sleep(Duration time) throws HostException {
            try {
                Thread.sleep(time);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new HostException("Interrupted while waiting.", e);
            }
        }
    };

    Instant now();

    void sleep(Duration time) throws HostException;
}
