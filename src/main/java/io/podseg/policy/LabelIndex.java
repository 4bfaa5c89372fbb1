package io.podseg.policy;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** Finds the label sets that a selector matches; a pair of the selector narrows the search to those that have it. */
final class LabelIndex {
    private final List<SortedMap<String, String>> items;
    private final Map<Map.Entry<String, String>, List<Integer>> byPair = new HashMap<>();

    LabelIndex(List<SortedMap<String, String>> items) {
        this.items = List.copyOf(items);
        for (int i = 0; i < items.size(); i++) {
            for (Map.Entry<String, String> pair : items.get(i).entrySet()) {
                byPair.computeIfAbsent(Map.entry(pair.getKey(), pair.getValue()), key -> new ArrayList<>())
                        .add(i);
            }
        }
    }

    /** Indexes of the matching items, ascending. */
    int[] matching(Selector selector) {
        return candidates(selector).filter(i -> selector.matches(items.get(i))).toArray();
    }

    private IntStream candidates(Selector selector) {
        List<Integer> fewest = null;
        for (Map.Entry<String, String> pair : selector.matchLabels().entrySet()) {
            List<Integer> having = byPair.getOrDefault(Map.entry(pair.getKey(), pair.getValue()), List.of());
            if (fewest == null || having.size() < fewest.size()) {
                fewest = having;
            }
        }
        return fewest == null
                ? IntStream.range(0, items.size())
                : fewest.stream().mapToInt(Integer::intValue);
    }
}
