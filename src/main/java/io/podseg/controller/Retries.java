package io.podseg.controller;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.Doubling;
import io.podseg.reconcile.Trigger;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.LongSupplier;

/** When a turn follows that nothing outside asks for: because one failed, or because it is long since everything was looked at. */
final class Retries {
    private final LongSupplier nanos;
    private final long interval;
    private int row;
    private long retry = Long.MAX_VALUE;
    private long resync;

    /**
     * Nothing has failed.
     *
     * @param interval the time between two looks at everything; whoever should call for them in time may fail to
     * @param nanos a clock that is never set back
     */
    Retries(Duration interval, LongSupplier nanos) {
        this.nanos = nanos;
        this.interval = interval.toNanos();
        this.resync = nanos.getAsLong();
    }

    void ended(Cycle cycle) {
        long now = nanos.getAsLong();
        Optional<Doubling> pause = pause(cycle.result());
        row = pause.isPresent() ? row + 1 : 0;
        retry = pause.map(some -> now + some.after(row).toNanos()).orElse(Long.MAX_VALUE);
        if (cycle.occasion().triggers().contains(Trigger.SCHEDULE)
                || cycle.occasion().triggers().contains(Trigger.START)) {
            resync = now;
        }
    }

    private static Optional<Doubling> pause(Cycle.Result result) {
        return switch (result) {
            case LOCKED -> Optional.of(new Doubling(Duration.ofSeconds(1), Duration.ofSeconds(1)));
            case FAILED -> Optional.of(new Doubling(Duration.ofSeconds(1), Duration.ofMinutes(1)));
            case UNFETCHED -> Optional.of(Backoff.PAUSE);
            default -> Optional.empty();
        };
    }

    /** How long nothing is due, this long at the most. */
    Duration left(Optional<Duration> objects, Duration most) {
        long left = Math.min(retry == Long.MAX_VALUE ? Long.MAX_VALUE : retry - nanos.getAsLong(), most.toNanos());
        left = Math.min(left, objects.map(Duration::toNanos).orElse(Long.MAX_VALUE));
        return Duration.ofNanos(Math.max(0, left));
    }

    /** What is due now. */
    Set<Trigger> due(Optional<Duration> objects) {
        long now = nanos.getAsLong();
        EnumSet<Trigger> due = EnumSet.noneOf(Trigger.class);
        if (retry <= now || objects.filter(left -> !left.isPositive()).isPresent()) {
            due.add(Trigger.RETRY);
        }
        if (now - resync > 2 * interval) {
            due.add(Trigger.SCHEDULE);
        }
        return due;
    }
}
