package io.podseg.controller;

import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Pause;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Whether podseg is paused. A pause that ends by itself is measured from when it was first seen, so that a clock that is set back
 * cannot make it longer.
 */
final class Pausing {
    private final ControllerMemory memory;
    private final Clock clock;
    private final LongSupplier nanos;
    private Optional<Pause> known = Optional.empty();
    private long end = Long.MAX_VALUE;
    private boolean paused;

    Pausing(ControllerMemory memory, Clock clock, LongSupplier nanos) {
        this.memory = memory;
        this.clock = clock;
        this.nanos = nanos;
    }

    /** The pause, where there is one that has not ended. */
    Optional<Pause> now() {
        Optional<Pause> found = memory.pause();
        if (!found.equals(known)) {
            known = found;
            end = found.flatMap(this::left)
                    .map(left -> nanos.getAsLong() + left.toNanos())
                    .orElse(Long.MAX_VALUE);
        }
        Optional<Pause> running = found.filter(pause -> end == Long.MAX_VALUE || nanos.getAsLong() < end);
        if (found.isPresent() && running.isEmpty()) {
            forget();
        }
        paused = running.isPresent();
        return running;
    }

    private Optional<Duration> left(Pause pause) {
        return pause.time().map(time -> {
            Duration left = Duration.between(clock.instant(), pause.since().plus(time));
            return left.isNegative() ? Duration.ZERO : left.compareTo(time) < 0 ? left : time;
        });
    }

    private void forget() {
        try {
            memory.resume();
        } catch (HostException e) {
            // It is over whether or not its file can be removed.
            end = nanos.getAsLong();
        }
    }

    /** Whether it is otherwise than when {@link #now} was asked last. */
    boolean changed() {
        boolean before = paused;
        return now().isPresent() != before;
    }
}
