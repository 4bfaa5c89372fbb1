package io.podseg.policy;

import io.podseg.model.Sorted;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A label selector: all pairs and all expressions must hold; without any it matches everything.
 *
 * @param matchLabels label key to the value it must have
 * @param expressions further requirements, sorted by their text, without duplicates
 */
public record Selector(SortedMap<String, String> matchLabels, List<Requirement> expressions) {
    /** The empty selector, which matches everything. */
    public static final Selector ALL = new Selector(new TreeMap<>(), List.of());

    public Selector {
        matchLabels = Sorted.map(matchLabels);
        expressions = expressions.stream()
                .distinct()
                .sorted(Comparator.comparing(Requirement::toString))
                .toList();
    }

    /** A selector of pairs only. */
    public static Selector of(Map<String, String> matchLabels) {
        return new Selector(new TreeMap<>(matchLabels), List.of());
    }

    /** Whether a set of labels meets every pair and every expression. */
    public boolean matches(Map<String, String> labels) {
        for (Map.Entry<String, String> pair : matchLabels.entrySet()) {
            if (!pair.getValue().equals(labels.get(pair.getKey()))) {
                return false;
            }
        }
        for (Requirement requirement : expressions) {
            if (!requirement.matches(labels)) {
                return false;
            }
        }
        return true;
    }

    /** Whether it matches whatever the labels are. */
    public boolean isAll() {
        return matchLabels.isEmpty() && expressions.isEmpty();
    }

    /** As kubectl prints it, in a stable order: {@code app=web,tier in (a,b),!canary}, or {@code <all>}. */
    @Override
    public String toString() {
        if (isAll()) {
            return "<all>";
        }
        return Stream.concat(
                        matchLabels.entrySet().stream().map(pair -> pair.getKey() + "=" + pair.getValue()),
                        expressions.stream().map(Requirement::toString))
                .collect(Collectors.joining(","));
    }
}
