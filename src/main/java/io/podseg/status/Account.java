package io.podseg.status;

import io.podseg.model.Sorted;
import io.podseg.reconcile.Cycle;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What the controller has to say of the host and of itself.
 *
 * @param host objects, as they were when the host was last read
 * @param conditions of the host as a whole: {@code Ready}, {@code Reconciling}, {@code Stalled}
 * @param writer who says so
 * @param turn the last turn; empty before the first has ended
 * @param written when it was said
 */
public record Account(
        HostStatus host, List<Condition> conditions, Writer writer, Optional<Turn> turn, Instant written) {
    public Account {
        conditions = List.copyOf(conditions);
    }

    /**
     * A turn of the controller in short.
     *
     * @param number counts up from 1
     * @param triggers what woke it, in lower case
     * @param result how it ended
     * @param problem why it did not end well
     * @param started time of day
     * @param took how long it took
     * @param outcomes how many changes came to which end
     * @param problems errors in the newest manifests, the first of them
     * @param lastSuccess when a turn last ended well
     */
    public record Turn(
            long number,
            List<String> triggers,
            Cycle.Result result,
            Optional<String> problem,
            Instant started,
            Duration took,
            SortedMap<String, Integer> outcomes,
            List<String> problems,
            Optional<Instant> lastSuccess) {
        private static final int MOST_PROBLEMS = 20;

        public Turn {
            triggers = List.copyOf(triggers);
            outcomes = Sorted.map(outcomes);
            problems = List.copyOf(problems);
        }

        static Turn of(Cycle cycle, Optional<Instant> lastSuccess) {
            TreeMap<String, Integer> outcomes = new TreeMap<>();
            cycle.outcomes().forEach(outcome -> outcomes.merge(outcome.word(), 1, Integer::sum));
            return new Turn(
                    cycle.occasion().number(),
                    cycle.occasion().words(),
                    cycle.result(),
                    cycle.problem(),
                    cycle.occasion().started(),
                    cycle.occasion().took(),
                    outcomes,
                    cycle.source().errors().stream().limit(MOST_PROBLEMS).toList(),
                    lastSuccess);
        }
    }
}
