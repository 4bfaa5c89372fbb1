package io.podseg.controller;

import io.podseg.controller.Wanted.Trouble;
import io.podseg.model.Diagnostic;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HookDependence;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.HostView;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.reconcile.Outcome;
import io.podseg.reconcile.Pause;
import io.podseg.reconcile.Readiness;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.Standing;
import io.podseg.reconcile.StateStore.LockedException;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Vigil;
import io.podseg.state.HostState;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.SortedSet;

/** One turn: read the manifests if they may have changed, plan, carry out, read back. */
final class Turn {
    private final Controller.Host host;
    private final HostView view;
    private final Reconciler reconciler;
    private final Controller.Rules rules;
    private final Clock clock;
    private final Wanted wanted;
    private final Planning planning;
    private final Standing standing;
    private final Vigil vigil;
    private final Readiness readiness;
    private final Backoff backoff;
    private final Pausing pausing;

    /** Turns on one host. */
    Turn(Controller.Parts parts, Controller.Rules rules, Vigil vigil, Backoff backoff) {
        this.host = parts.host();
        this.view = new HostView(host.ports(), System::nanoTime);
        this.reconciler = new Reconciler(view.ports(), host.store());
        this.rules = rules;
        this.clock = parts.clock();
        this.wanted = new Wanted(parts.manifests().source(), parts.manifests().reader(), host.memory());
        this.planning = new Planning(wanted, reconciler, host.store(), rules);
        this.standing = new Standing(view.netfilter());
        this.vigil = vigil;
        this.readiness = host.readiness().by(vigil);
        this.backoff = backoff;
        this.pausing = new Pausing(host.memory(), clock, System::nanoTime);
    }

    /** What came of looking at everything. */
    private record Ended(
            Cycle.Result result,
            Optional<String> problem,
            List<Diagnostic> diagnostics,
            Optional<Cycle.Work> work,
            Optional<Cycle.Reading> reading) {
        static Ended of(Cycle.Result result, String problem, List<Diagnostic> diagnostics) {
            return new Ended(result, Optional.of(problem), diagnostics, Optional.empty(), Optional.empty());
        }
    }

    /** Whether somebody has paused podseg, or ended a pause, since the last turn. */
    boolean pauseChanged() {
        return pausing.changed();
    }

    /** When the kernel began to be read that is known now, by {@link System#nanoTime()}. */
    OptionalLong kernelSeen() {
        return view.kernelSeen();
    }

    Cycle take(long number, SortedSet<Trigger> triggers) {
        Instant started = clock.instant();
        long begin = System.nanoTime();
        Ended ended = take(triggers);
        Duration took = Duration.ofNanos(System.nanoTime() - begin);
        return new Cycle(
                new Cycle.Occasion(number, triggers, started, took),
                ended.result(),
                ended.problem()
                        .or(() -> ended.reading()
                                .flatMap(reading -> HookDependence.problem(
                                        reading.actual(), host.ports().facts().get()))),
                new Cycle.Source(wanted.good().map(Loaded::revision).orElse(""), ended.diagnostics()),
                ended.work(),
                ended.reading());
    }

    private Ended take(SortedSet<Trigger> triggers) {
        try {
            view.doubt(triggers);
            wanted.look(triggers);
            host.revival().run();
            return reconcile();
        } catch (LockedException e) {
            return Ended.of(Cycle.Result.LOCKED, sentence(e), List.of());
        } catch (HostException e) {
            return failed(sentence(e));
        } catch (RuntimeException e) {
            return failed("podseg failed unexpectedly: " + e + where(e));
        }
    }

    /** The Java runtime leaves the place out where the same fault comes often. */
    private static String where(RuntimeException e) {
        return e.getStackTrace().length == 0 ? "" : " at " + e.getStackTrace()[0];
    }

    static String sentence(Exception e) {
        return String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
    }

    /** Without Podman the firewall at least is kept as it was, which is never more open than it should be. */
    private Ended failed(String problem) {
        view.doubt();
        String words = problem;
        try {
            if (!rules.reportOnly() && pausing.now().isEmpty() && standing.restore()) {
                words += "; the firewall was not as podseg left it and has been put back";
            }
        } catch (HostException e) {
            words += "; the firewall: " + sentence(e);
        }
        return Ended.of(
                Cycle.Result.FAILED,
                words,
                wanted.trouble().map(Trouble::diagnostics).orElse(List.of()));
    }

    private Ended reconcile() throws HostException, LockedException {
        Optional<Pause> pause = pausing.now();
        if (rules.reportOnly() || pause.isPresent()) {
            return report(pause);
        }
        AutoCloseable lock = host.store().lock("run");
        try {
            Optional<Planned> planned = planning.plan(true);
            return planned.isPresent() ? apply(planned.get()) : nothing();
        } finally {
            release(lock);
        }
    }

    private static void release(AutoCloseable lock) {
        try {
            lock.close();
        } catch (Exception e) {
            throw new IllegalStateException("the lock cannot be given back", e);
        }
    }

    /** There are no good manifests, and there never were: the host stays as it is. */
    private Ended nothing() {
        Trouble trouble = wanted.trouble().orElse(new Trouble(Cycle.Result.INVALID, Wanted.ERRORS, List.of()));
        return Ended.of(trouble.result(), trouble.problem() + "; this host is left as it is", trouble.diagnostics());
    }

    /** Says what would be done. */
    private Ended report(Optional<Pause> pause) throws HostException {
        Optional<Planned> planned = planning.plan(false);
        if (planned.isEmpty()) {
            return nothing();
        }
        if (planned.get().desired().hasErrors()) {
            return unusable(planned.get());
        }
        HostState actual = planned.get().actual();
        Cycle.Result result = pause.isPresent()
                ? Cycle.Result.PAUSED
                : planned.get().plan().isEmpty() ? Cycle.Result.UNCHANGED : Cycle.Result.REPORTED;
        return done(result, pause.map(Pause::text), planned.get(), List.of(), actual);
    }

    private Ended apply(Planned planned) throws HostException {
        if (planned.desired().hasErrors()) {
            return unusable(planned);
        }
        Optional<String> tooMany = planning.tooMany(planned);
        if (tooMany.isPresent()) {
            return Ended.of(Cycle.Result.FAILED, tooMany.get(), List.of());
        }
        Optional<String> unkept = planning.keep(planned);
        backoff.begin(planned);
        List<Outcome> outcomes = List.of();
        HostState actual = planned.actual();
        if (!planned.plan().isEmpty()) {
            outcomes = reconciler.apply(planned, readiness, backoff, outcome -> {});
            actual = reconciler.observe();
        }
        backoff.ended(outcomes);
        vigil.retain(actual.pods().keySet());
        standing.remember(planned, actual.firewall());
        Cycle.Result result = unkept.isPresent() ? Cycle.Result.PARTIAL : result(outcomes);
        return done(result, unkept, planned, outcomes, actual);
    }

    private static Cycle.Result result(List<Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return Cycle.Result.UNCHANGED;
        }
        if (Reconciler.complete(outcomes)) {
            return Cycle.Result.APPLIED;
        }
        boolean waiting = outcomes.stream()
                .allMatch(outcome -> outcome instanceof Outcome.Applied || outcome instanceof Outcome.Waiting);
        return waiting ? Cycle.Result.WAITING : Cycle.Result.PARTIAL;
    }

    /** Good manifests that this host cannot take any more, because of something that is not podseg's. */
    private Ended unusable(Planned planned) {
        return Ended.of(
                Cycle.Result.FAILED,
                "the manifests cannot be put in force on this host",
                planned.desired().diagnostics());
    }

    /** However well the last good manifests were put in force: that newer ones could not be is what the turn ends with. */
    private Ended done(
            Cycle.Result result, Optional<String> problem, Planned planned, List<Outcome> outcomes, HostState actual)
            throws HostException {
        Optional<Trouble> trouble = wanted.trouble();
        boolean paused = result == Cycle.Result.PAUSED;
        String kept = wanted.good()
                .map(loaded -> "; " + revision(loaded) + " stays in force")
                .orElse("");
        List<String> problems = new ArrayList<>();
        problem.ifPresent(problems::add);
        trouble.ifPresent(some -> problems.add(some.problem() + kept));
        return new Ended(
                paused ? result : trouble.map(Trouble::result).orElse(result),
                problems.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", problems)),
                trouble.map(Trouble::diagnostics)
                        .orElseGet(() -> wanted.good()
                                .map(loaded -> loaded.merged(planned.desired().diagnostics()))
                                .orElse(List.of())),
                Optional.of(new Cycle.Work(planned, outcomes)),
                Optional.of(
                        new Cycle.Reading(actual, host.store().load().orElse(Inventory.EMPTY), reconciler.counters())));
    }

    private static String revision(Loaded loaded) {
        return "the last good revision " + loaded.revision();
    }
}
