package io.podseg.controller;

import io.podseg.model.Diagnostic;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.Outcome;
import io.podseg.reconcile.Readiness;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.Scope;
import io.podseg.reconcile.SourceException;
import io.podseg.reconcile.StateStore;
import io.podseg.reconcile.StateStore.LockedException;
import io.podseg.reconcile.Trigger;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/** One turn: read the manifests if they may have changed, plan, carry out. */
public final class Turn {
    private final ManifestSource source;
    private final Reconciler reconciler;
    private final StateStore store;
    private final Readiness readiness;
    private final Rules rules;
    private final Clock clock;

    private Optional<Loaded> good = Optional.empty();

    /**
     * What the controller may do.
     *
     * @param scope which objects it may touch
     * @param reportOnly whether it only says what it would do
     */
    public record Rules(Scope scope, boolean reportOnly) {}

    /** Turns on one host; the host is open as long as turns are taken. */
    public Turn(
            ManifestSource source,
            Reconciler reconciler,
            StateStore store,
            Readiness readiness,
            Rules rules,
            Clock clock) {
        this.source = source;
        this.reconciler = reconciler;
        this.store = store;
        this.readiness = readiness;
        this.rules = rules;
        this.clock = clock;
    }

    /** What came of looking at everything. */
    private record Ended(
            Cycle.Result result,
            Optional<String> problem,
            List<Diagnostic> diagnostics,
            Optional<Cycle.Work> work,
            Optional<Cycle.Reading> reading) {}

    Cycle take(long number, SortedSet<Trigger> triggers) {
        Instant started = clock.instant();
        long begin = System.nanoTime();
        Ended ended = take(triggers);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        return new Cycle(
                new Cycle.Occasion(number, triggers, started, took),
                ended.result(),
                ended.problem(),
                new Cycle.Source(good.map(Loaded::revision).orElse(""), ended.diagnostics()),
                ended.work(),
                ended.reading());
    }

    private Ended take(SortedSet<Trigger> triggers) {
        try {
            Loaded newest = good.isEmpty() || triggers.stream().anyMatch(Trigger::concernsManifests)
                    ? source.load()
                    : good.get();
            if (newest.diagnostics().stream().anyMatch(Diagnostic::isError)) {
                return ended(Cycle.Result.INVALID, "the manifests have errors", newest.diagnostics());
            }
            return reconcile(newest);
        } catch (SourceException e) {
            return ended(Cycle.Result.UNFETCHED, String.valueOf(e.getMessage()), List.of());
        } catch (LockedException e) {
            return ended(Cycle.Result.LOCKED, String.valueOf(e.getMessage()), List.of());
        } catch (HostException e) {
            return ended(Cycle.Result.FAILED, String.valueOf(e.getMessage()), List.of());
        }
    }

    private static Ended ended(Cycle.Result result, String problem, List<Diagnostic> diagnostics) {
        return new Ended(result, Optional.of(problem), diagnostics, Optional.empty(), Optional.empty());
    }

    private Ended reconcile(Loaded newest) throws HostException, LockedException {
        AutoCloseable lock = store.lock("run");
        try {
            Planned planned = reconciler.plan(newest.declarations(), newest.revision(), rules.scope());
            List<Diagnostic> diagnostics = planned.desired().diagnostics();
            if (planned.desired().hasErrors()) {
                return ended(Cycle.Result.INVALID, "the manifests have errors", diagnostics);
            }
            good = Optional.of(newest);
            if (planned.plan().isEmpty() || rules.reportOnly()) {
                reconciler.confirm(planned);
                Cycle.Result result = planned.plan().isEmpty() ? Cycle.Result.UNCHANGED : Cycle.Result.REPORTED;
                return new Ended(
                        result,
                        Optional.empty(),
                        diagnostics,
                        Optional.of(new Cycle.Work(planned, List.of())),
                        Optional.of(reading()));
            }
            List<Outcome> outcomes = reconciler.apply(planned, readiness, outcome -> {});
            return new Ended(
                    Reconciler.complete(outcomes) ? Cycle.Result.APPLIED : Cycle.Result.PARTIAL,
                    Optional.empty(),
                    diagnostics,
                    Optional.of(new Cycle.Work(planned, outcomes)),
                    Optional.of(reading()));
        } finally {
            release(lock);
        }
    }

    private Cycle.Reading reading() throws HostException {
        return new Cycle.Reading(reconciler.observe(), store.load().orElse(Inventory.EMPTY), reconciler.counters());
    }

    private static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            throw new IllegalStateException("the lock cannot be given back", e);
        }
    }
}
