package io.podseg.controller;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.reconcile.Doubling;
import io.podseg.reconcile.Fetching;
import io.podseg.reconcile.Outcome;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.Restraint;
import io.podseg.reconcile.Vigil;
import io.podseg.state.PodSpec;
import io.podseg.trust.TrustRules;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/**
 * Objects that failed are tried again after a time that doubles, as Kubernetes does with containers that crash; the others do not
 * wait for them. Whoever changes the manifest of an object has it tried at once.
 */
final class Backoff implements Restraint {
    static final Doubling PAUSE = new Doubling(Duration.ofSeconds(5), Duration.ofMinutes(5));

    /** What did not fail for so long has no history. */
    private static final Duration MEMORY = Duration.ofMinutes(10);

    private final Vigil vigil;
    private final Fetching fetching;
    private final BooleanSupplier stopping;
    private final LongSupplier nanos;
    private final Map<ObjectKey, Failure> failures = new HashMap<>();
    private final Set<ObjectKey> open = new HashSet<>();
    private SortedMap<ObjectKey, SortedMap<String, String>> wanted = new TreeMap<>();
    private TrustRules trust = TrustRules.NONE;

    /**
     * Nothing has failed.
     *
     * @param stopping whether podseg is being stopped
     * @param nanos a clock that is never set back
     */
    Backoff(Vigil vigil, Fetching fetching, BooleanSupplier stopping, LongSupplier nanos) {
        this.vigil = vigil;
        this.fetching = fetching;
        this.stopping = stopping;
        this.nanos = nanos;
    }

    /** Trying to make an object anew may succeed where trying to run it did not. */
    private enum Kind {
        MAKE,
        RUN,
        REMOVE;

        static Kind of(Change change) {
            return switch (change) {
                case Change.StartPod _, Change.AwaitPod _, Change.UpdatePod _ -> RUN;
                case Change.DeletePod _, Change.DeleteNetwork _, Change.DeleteVolume _ -> REMOVE;
                default -> MAKE;
            };
        }
    }

    private record Failure(Kind kind, Object made, int times, String reason, long at, long until) {}

    /** A plan is about to be carried out. */
    void begin(Planned planned) {
        wanted = planned.desired().objects();
        trust = planned.trust();
        open.clear();
        fetching.begin();
        failures.values().removeIf(failure -> nanos.getAsLong() - failure.until() > MEMORY.toNanos());
    }

    @Override
    public Optional<Outcome> on(Change change) {
        Failure failure = failures.get(change.header().key());
        if (failure != null
                && failure.kind() == Kind.of(change)
                && failure.made().equals(made(change))) {
            Duration left = Duration.ofNanos(failure.until() - nanos.getAsLong());
            if (left.isPositive()) {
                return Optional.of(new Outcome.Held(change, failure.reason(), left));
            }
        }
        // Podman starts it again by itself; whether that helps is being found out.
        return change instanceof Change.StartPod start ? waiting(start, start.pod()) : fetching.before(change, trust);
    }

    private Optional<Outcome> waiting(Change change, PodSpec pod) {
        return Objects.equals(pod.restartPolicy(), "no")
                ? Optional.empty()
                : vigil.waiting(pod).map(state -> new Outcome.Waiting(change, state));
    }

    @Override
    public boolean stopping() {
        return stopping.getAsBoolean();
    }

    /** What an object is made from. */
    private Object made(Change change) {
        return wanted.getOrDefault(change.header().key(), new TreeMap<>());
    }

    /** A plan was carried out. */
    void ended(List<Outcome> outcomes) {
        for (Outcome outcome : outcomes) {
            switch (outcome) {
                case Outcome.Failed failed -> failed(failed.change(), failed.reason());
                case Outcome.Unready unready -> failed(unready.change(), unready.reason());
                case Outcome.RolledBack back -> failed(back.change(), back.reason());
                case Outcome.Held held -> open.add(held.change().header().key());
                case Outcome.Applied _, Outcome.Waiting _, Outcome.Blocked _ -> {}
            }
        }
    }

    private void failed(Change change, String reason) {
        ObjectKey key = change.header().key();
        Failure before = failures.get(key);
        int times = before == null || !before.made().equals(made(change)) ? 1 : before.times() + 1;
        long now = nanos.getAsLong();
        failures.put(
                key,
                new Failure(
                        Kind.of(change),
                        made(change),
                        times,
                        reason,
                        now,
                        now + PAUSE.after(times).toNanos()));
        open.add(key);
    }

    /** How long until something is to be tried again; empty where nothing is. */
    Optional<Duration> next() {
        return open.stream()
                .map(failures::get)
                .filter(Objects::nonNull)
                .map(failure -> Duration.ofNanos(Math.max(0, failure.until() - nanos.getAsLong())))
                .min(Duration::compareTo);
    }
}
