package io.podseg.reconcile;

import io.podseg.plan.PlanJson;
import io.podseg.reconcile.Reconciler.Planned;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One apply, as it is remembered.
 *
 * @param who who did it
 * @param when when it began, and when it was last done again
 * @param times how often the controller has tried the same with the same end, 1 or more
 * @param before revision of the manifests that were in force; empty where nothing was
 * @param after revision of the manifests that were applied; empty for a destroy
 * @param result {@code applied}, {@code partial}, {@code failed} or {@code waiting}
 * @param outcomes what became of each change, in the plan's order
 * @param plan the plan as {@link PlanJson} writes it, without secrets
 */
public record Applied(
        Who who,
        When when,
        int times,
        String before,
        String after,
        String result,
        List<Item> outcomes,
        Map<String, Object> plan) {
    public Applied {
        outcomes = List.copyOf(outcomes);
        plan = new LinkedHashMap<>(plan);
    }

    /**
     * Who did it.
     *
     * @param command {@code apply}, {@code destroy} or {@code run}
     * @param user name of the user who podseg ran as
     * @param sudo name of the user who became that one by sudo(8), as it says itself; empty where nobody did
     */
    public record Who(String command, String user, String sudo) {}

    /**
     * When.
     *
     * @param began time of day
     * @param took how long it took, the last time
     * @param last when it was last begun; {@code began} where it was done once
     */
    public record When(Instant began, Duration took, Instant last) {}

    /**
     * What became of a change.
     *
     * @param word {@link Outcome#word}
     * @param why {@link Outcome#why}
     */
    public record Item(String word, String why) {}

    /** What was just done. */
    public static Applied of(Planned planned, List<Outcome> outcomes, Who who, Instant began, Duration took) {
        Instant time = began.truncatedTo(ChronoUnit.MILLIS);
        return new Applied(
                who,
                new When(time, took, time),
                1,
                planned.last().revision(),
                planned.revision(),
                result(outcomes),
                outcomes.stream()
                        .map(outcome -> new Item(outcome.word(), outcome.why()))
                        .toList(),
                PlanJson.tree(planned.plan()));
    }

    private static String result(List<Outcome> outcomes) {
        if (Reconciler.complete(outcomes)) {
            return "applied";
        }
        if (outcomes.stream()
                .allMatch(outcome -> outcome instanceof Outcome.Applied || outcome instanceof Outcome.Waiting)) {
            return "waiting";
        }
        return outcomes.stream().anyMatch(Outcome.Applied.class::isInstance) ? "partial" : "failed";
    }

    /** Whether anything was tried at all: what is only held back or waited for is no apply. */
    public static boolean acted(List<Outcome> outcomes) {
        return outcomes.stream()
                .anyMatch(outcome -> !(outcome instanceof Outcome.Held || outcome instanceof Outcome.Waiting));
    }

    /** Whether the same was tried, and ended in the same way. */
    boolean isSameAs(Applied other) {
        return who.equals(other.who)
                && before.equals(other.before)
                && after.equals(other.after)
                && outcomes.equals(other.outcomes)
                && plan.equals(other.plan);
    }

    /** The same, tried once more. */
    Applied again(When latest) {
        return new Applied(
                who,
                new When(when.began(), latest.took(), latest.last()),
                times + 1,
                before,
                after,
                result,
                outcomes,
                plan);
    }

    /** The plan's changes, each with what became of it. */
    public List<Map<String, Object>> changes() {
        List<Map<String, Object>> changes = new ArrayList<>();
        if (plan.get("changes") instanceof List<?> all) {
            for (Object each : all) {
                if (each instanceof Map<?, ?> map) {
                    Map<String, Object> change = new LinkedHashMap<>();
                    map.forEach((key, value) -> change.put(String.valueOf(key), value));
                    if (changes.size() < outcomes.size()) {
                        change.put("outcome", outcomes.get(changes.size()).word());
                        change.put("message", outcomes.get(changes.size()).why());
                    }
                    changes.add(change);
                }
            }
        }
        return changes;
    }
}
