package io.podseg.git;

import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.SourceException;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Manifests of a Git repository for the controller. A thread of its own asks the server, so that one that does not answer delays
 * nothing else; whoever loads gets what was found last. The controller is woken only where something is new: another commit, a
 * failure, its end.
 */
public final class GitFollower implements ManifestSource, Watch {
    private static final Duration FIRST = Duration.ofSeconds(10);
    private static final Duration GAP = Duration.ofSeconds(1);

    private final ManifestSource source;
    private final String url;
    private final Pace pace;
    private Optional<Found> found = Optional.empty();
    private Optional<Trigger> hurry = Optional.empty();
    private boolean started;
    private boolean closed;

    /**
     * How quickly it works.
     *
     * @param interval time between two looks, a tenth more or less
     * @param first how long the first look may take before the controller goes on without
     * @param gap least time between two looks: whoever may call the webhook must not make podseg ask all the time
     */
    record Pace(Duration interval, Duration first, Duration gap) {}

    /** What a look gave: manifests or a problem. */
    private record Found(Optional<Loaded> loaded, String problem) {
        boolean differs(Found other) {
            return !problem.equals(other.problem)
                    || !loaded.map(Loaded::revision).equals(other.loaded.map(Loaded::revision));
        }
    }

    /**
     * A follower.
     *
     * @param interval time between two looks; a tenth more or less, so that many hosts do not ask at once
     */
    public GitFollower(GitSource source, Duration interval) {
        this(source, source.repository().url().text(), new Pace(interval, FIRST, GAP));
    }

    GitFollower(ManifestSource source, String url, Pace pace) {
        this.source = source;
        this.url = url;
        this.pace = pace;
    }

    /** Somebody says that there is something new: looks at once, and wakes with {@link Trigger#WEBHOOK}. */
    public synchronized void hurry() {
        hurry = Optional.of(Trigger.WEBHOOK);
        notifyAll();
    }

    @Override
    public synchronized AutoCloseable start(Consumer<Trigger> wake) {
        started = true;
        closed = false;
        Thread thread = Thread.ofPlatform().daemon().name("git").start(() -> follow(wake));
        return () -> {
            close();
            thread.interrupt();
        };
    }

    private synchronized void close() {
        closed = true;
        started = false;
        notifyAll();
    }

    private void follow(Consumer<Trigger> wake) {
        try {
            Trigger cause = Trigger.GIT;
            while (!isClosed()) {
                if (remember(look())) {
                    wake.accept(cause);
                }
                cause = pause();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    private Found look() {
        try {
            return new Found(Optional.of(source.load()), "");
        } catch (SourceException e) {
            return new Found(Optional.empty(), String.valueOf(e.getMessage()));
        }
    }

    private synchronized boolean remember(Found now) {
        boolean differs = found.isEmpty() || now.differs(found.get());
        found = Optional.of(now);
        notifyAll();
        return differs;
    }

    private Trigger pause() throws InterruptedException {
        Thread.sleep(pace.gap());
        long nanos = pace.interval().toNanos();
        long end = System.nanoTime()
                + nanos
                - nanos / 10
                + ThreadLocalRandom.current().nextLong(nanos / 5 + 1);
        synchronized (this) {
            while (hurry.isEmpty() && !closed && System.nanoTime() < end) {
                wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
            }
            Trigger cause = hurry.orElse(Trigger.GIT);
            hurry = Optional.empty();
            return cause;
        }
    }

    /**
     * What was found last.
     *
     * @throws SourceException where the last look failed, or the first one is not yet over after some seconds
     */
    @Override
    public Loaded load() throws SourceException {
        Found now = awaited().orElseGet(this::look);
        if (now.loaded().isEmpty()) {
            throw new SourceException(now.problem());
        }
        return now.loaded().get();
    }

    /** Empty where nobody follows. */
    private synchronized Optional<Found> awaited() throws SourceException {
        long end = System.nanoTime() + pace.first().toNanos();
        while (started && found.isEmpty() && System.nanoTime() < end) {
            try {
                wait(100);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new SourceException("podseg is being stopped", e);
            }
        }
        if (started && found.isEmpty()) {
            throw new SourceException("the first fetch from " + Plain.of(url) + " is still under way");
        }
        return started ? found : Optional.empty();
    }
}
