package io.podseg.controller;

import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.ControllerMemory.Reign;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.Fetching;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.HostPorts;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.Readiness;
import io.podseg.reconcile.Scope;
import io.podseg.reconcile.StateStore;
import io.podseg.reconcile.StateStore.LockedException;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Vigil;
import io.podseg.reconcile.Watch;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Consumer;

/** Wakes when something may have changed, takes a turn, and tells what came of it. */
public final class Controller {
    /** How often somebody who waits looks whether podseg is paused or something is due. */
    private static final Duration TICK = Duration.ofSeconds(1);

    /** The least time between two looks because of the kernel's rules. */
    private static final Duration ALARM = Duration.ofMillis(500);

    /** And the longest. */
    private static final Duration FALSE_ALARMS = Duration.ofSeconds(10);

    private final Parts parts;
    private final Rules rules;
    private final Turn turn;
    private final Queue queue = new Queue();
    private final Vigil vigil = new Vigil(() -> queue.add(Trigger.READINESS));
    private final Backoff backoff;
    private final Retries retries;

    /**
     * What it works with; the host is open as long as the controller runs.
     *
     * @param manifests where they come from
     * @param host Podman, the kernel and the state folder
     * @param watches what wakes it
     * @param sinks who is told of turns
     * @param clock time of day; what is waited for is not measured by it
     * @param complain is told in one sentence what went wrong beside the turns
     */
    public record Parts(
            Manifests manifests,
            Host host,
            List<Watch> watches,
            List<CycleSink> sinks,
            Clock clock,
            Consumer<String> complain) {
        public Parts {
            watches = List.copyOf(watches);
            sinks = List.copyOf(sinks);
        }
    }

    /**
     * Manifests.
     *
     * @param source the newest
     * @param reader reads those again that were kept
     */
    public record Manifests(ManifestSource source, ManifestSource.Reader reader) {}

    /**
     * The host.
     *
     * @param readiness how pods are waited for
     * @param revival called before each turn
     */
    public record Host(
            HostPorts ports, StateStore store, ControllerMemory memory, Readiness readiness, Revival revival) {}

    /** Brings back what podseg itself runs and what has ended, such as a private API service. */
    @FunctionalInterface
    public interface Revival {
        void run() throws HostException;
    }

    /**
     * What it may do.
     *
     * @param scope which objects it may touch
     * @param reportOnly whether it only says what it would do
     * @param maxDeletes how many objects one plan may remove
     * @param interval the longest time between two looks at everything, more or less
     */
    public record Rules(Scope scope, boolean reportOnly, OptionalInt maxDeletes, Duration interval) {}

    /** A controller at rest. */
    public Controller(Parts parts, Rules rules) {
        this.parts = parts;
        this.rules = rules;
        this.backoff = new Backoff(
                vigil,
                new Fetching(parts.host().ports().podman(), () -> queue.add(Trigger.READINESS)),
                queue::closed,
                System::nanoTime);
        this.turn = new Turn(parts, rules, vigil, backoff);
        this.retries = new Retries(rules.interval(), System::nanoTime);
    }

    /** Adds a trigger, from any thread. */
    public void wake(Trigger trigger) {
        queue.add(trigger);
    }

    /** Ends {@link #run} after the change that is being carried out. */
    public void stop() {
        if (queue.close()) {
            each(CycleSink::stopping);
        }
    }

    /**
     * Works until it is stopped.
     *
     * @throws LockedException where another controller keeps the same state folder
     */
    public void run() throws InterruptedException, HostException, LockedException {
        List<AutoCloseable> watching = new ArrayList<>();
        try (Reign reign = parts.host().memory().reign()) {
            queue.add(Trigger.START);
            parts.watches().forEach(watch -> watching.add(watch.start(queue::add)));
            long number = 0;
            while (!queue.closed()) {
                SortedSet<Trigger> triggers = next();
                if (!triggers.isEmpty() && !queue.closed()) {
                    renew(reign);
                    number++;
                    take(number, triggers);
                }
            }
        } finally {
            watching.forEach(this::end);
            vigil.close();
            each(CycleSink::stopped);
        }
    }

    private void renew(Reign reign) throws LockedException {
        try {
            reign.renew();
        } catch (HostException e) {
            parts.complain().accept(String.valueOf(e.getMessage()));
        }
    }

    /** What woke the worker; nothing where it shall go on waiting. */
    private SortedSet<Trigger> next() throws InterruptedException {
        SortedSet<Trigger> triggers = queue.take(retries.left(backoff.next(), TICK));
        if (triggers.isEmpty() && !queue.closed()) {
            SortedSet<Trigger> due = new TreeSet<>(retries.due(backoff.next()));
            if (turn.pauseChanged()) {
                due.add(Trigger.RESUME);
            }
            each(CycleSink::alive);
            return due;
        }
        return triggers;
    }

    private void take(long number, SortedSet<Trigger> triggers) {
        each(sink -> sink.began(number, triggers));
        Cycle cycle = turn.take(number, triggers);
        retries.ended(cycle);
        // Our own rules, and whatever else was done to the kernel before it was read last.
        turn.kernelSeen().ifPresent(seen -> queue.drop(Trigger.NETFILTER, seen));
        Duration took = cycle.occasion().took();
        // Podman's events are many, and after our own changes they are echoes: they cost a twentieth of the time at the
        // most.
        queue.rest(Trigger.PODMAN, between(Duration.ofSeconds(1), took.multipliedBy(20), Duration.ofSeconds(30)));
        queue.rest(Trigger.NETFILTER, between(ALARM, inVain(cycle) ? took.multipliedBy(5) : ALARM, FALSE_ALARMS));
        each(sink -> sink.ended(cycle));
    }

    /** Whoever changes the kernel's rules without touching podseg's is listened to less often, and nobody else. */
    private static boolean inVain(Cycle cycle) {
        return cycle.occasion().triggers().equals(Set.of(Trigger.NETFILTER))
                && cycle.result() == Cycle.Result.UNCHANGED;
    }

    private static Duration between(Duration least, Duration wish, Duration most) {
        Duration low = wish.compareTo(least) < 0 ? least : wish;
        return low.compareTo(most) > 0 ? most : low;
    }

    private interface Telling {
        void tell(CycleSink sink) throws HostException;
    }

    /** Nobody who is told can keep the controller from its work. */
    private void each(Telling telling) {
        for (CycleSink sink : parts.sinks()) {
            try {
                telling.tell(sink);
            } catch (HostException e) {
                parts.complain().accept(String.valueOf(e.getMessage()));
            } catch (RuntimeException e) {
                parts.complain().accept("a part of podseg failed unexpectedly: " + e);
            }
        }
    }

    private void end(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            parts.complain().accept(String.valueOf(e.getMessage()));
        }
    }
}
