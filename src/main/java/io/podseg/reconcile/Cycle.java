package io.podseg.reconcile;

import io.podseg.model.Diagnostic;
import io.podseg.plan.Inventory;
import io.podseg.state.Counters;
import io.podseg.state.HostState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * One turn of the controller, from what woke it to what came of it. Everything that is told about the controller (status files,
 * metrics, events, history) is made from these.
 *
 * @param occasion why and when
 * @param result how it ended
 * @param problem why it did not end well, or what endangers what is in force, one sentence; empty where nothing does
 * @param source what was to be kept
 * @param work what was planned and what became of it; empty where there was no plan
 * @param reading the host afterwards, as read back; empty where it was not read
 */
public record Cycle(
        Occasion occasion,
        Result result,
        Optional<String> problem,
        Source source,
        Optional<Work> work,
        Optional<Reading> reading) {
    /** What became of each change; none where nothing was carried out. */
    public List<Outcome> outcomes() {
        return work.map(Work::outcomes).orElse(List.of());
    }

    /** How a turn ended. */
    public enum Result {
        /** The host was as it should be. */
        UNCHANGED,
        /** Every change was carried out. */
        APPLIED,
        /** Every change was carried out; pods that were started are not ready yet, and another turn follows when they are. */
        WAITING,
        /** Some changes failed or were blocked; they are tried again later. */
        PARTIAL,
        /** There are changes, and podseg was told only to report them. */
        REPORTED,
        /** Podseg is paused; changes, if there are any, wait. */
        PAUSED,
        /** The newest manifests have errors: the last good ones stay in force. */
        INVALID,
        /** The newest manifests could not be got: the last good ones stay in force. */
        UNFETCHED,
        /** Another podseg holds the lock. */
        LOCKED,
        /** Podman or the kernel could not be read, or podseg has a fault. */
        FAILED;

        /** How users are told: in lower case. */
        public String word() {
            return name().toLowerCase(Locale.ROOT);
        }

        /** What the controller is in by it: carried out or found so, the host is as it should be. */
        public Result state() {
            return this == APPLIED ? UNCHANGED : this;
        }

        /** Whether the host is now as the newest manifests say. */
        public boolean good() {
            return this == UNCHANGED || this == APPLIED;
        }
    }

    /**
     * Why and when.
     *
     * @param number counts up from 1 since the controller started
     * @param triggers all that came since the last turn
     * @param started time of day
     * @param took how long it took, by a clock that is never set back
     */
    public record Occasion(long number, SortedSet<Trigger> triggers, Instant started, Duration took) {
        public Occasion {
            triggers = new TreeSet<>(triggers);
        }

        /** The triggers as users are told of them, in lower case. */
        public List<String> words() {
            return triggers.stream()
                    .map(trigger -> trigger.name().toLowerCase(Locale.ROOT))
                    .toList();
        }
    }

    /**
     * The manifests.
     *
     * @param revision revision of the last good manifests, which are the ones that are kept; empty where there were none yet
     * @param diagnostics problems and warnings of the newest manifests
     */
    public record Source(String revision, List<Diagnostic> diagnostics) {
        public Source {
            diagnostics = List.copyOf(diagnostics);
        }

        /** The errors among them, each with its place. */
        public List<String> errors() {
            return diagnostics.stream()
                    .filter(Diagnostic::isError)
                    .map(Diagnostic::toString)
                    .toList();
        }
    }

    /**
     * What was done.
     *
     * @param planned the plan and what it was made from
     * @param outcomes one for each change, in the plan's order; none where nothing was carried out
     */
    public record Work(Reconciler.Planned planned, List<Outcome> outcomes) {
        public Work {
            outcomes = List.copyOf(outcomes);
        }
    }

    /**
     * The host.
     *
     * @param actual Podman and the kernel
     * @param inventory what podseg remembers
     * @param counters what the kernel has counted
     */
    public record Reading(HostState actual, Inventory inventory, Counters counters) {}
}
