package io.podseg.reconcile;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock whose hands somebody moves. */
public final class HandClock extends Clock {
    private Instant now;

    public HandClock(String now) {
        this.now = Instant.parse(now);
    }

    /** Sets the hands. */
    public void set(Instant time) {
        now = time;
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return this;
    }

    @Override
    public Instant instant() {
        return now;
    }
}
