package io.podseg.status;

import io.podseg.desired.Traffic;
import io.podseg.policy.Direction;
import io.podseg.state.Count;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/** Counters as trees of maps. */
final class CountTree {
    private CountTree() {}

    /** Adds what was counted of an object of a kind; nothing for kinds that are not counted. */
    static void put(String kind, Counted counted, Map<String, Object> status) {
        if (kind.equals("Pod") && !counted.traffic().isEmpty()) {
            status.put("drops", drops(counted, Traffic::denied));
            if (counted.sum(Traffic::audited).packets() > 0) {
                status.put("audited", drops(counted, Traffic::audited));
            }
        } else if (kind.equals("NetworkPolicy") && !counted.traffic().isEmpty()) {
            status.put("selectedPods", counted.pods());
            Map<String, Object> counters = side(counted::sum);
            counted.traffic()
                    .forEach((direction, traffic) ->
                            counters.put(direction.field(), side(which -> which.apply(traffic))));
            status.put("counters", counters);
        }
    }

    private static Map<String, Object> drops(Counted counted, Function<Traffic, Count> which) {
        Map<String, Object> tree = new LinkedHashMap<>();
        for (Map.Entry<Direction, Traffic> side : counted.traffic().entrySet()) {
            Map<String, Object> count = of(which.apply(side.getValue()));
            count.put("policies", counted.policies().getOrDefault(side.getKey(), List.of()));
            tree.put(side.getKey().field(), count);
        }
        return tree;
    }

    private static Map<String, Object> side(Function<Function<Traffic, Count>, Count> count) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("allowed", of(count.apply(Traffic::allowed)));
        tree.put("denied", of(count.apply(Traffic::denied)));
        tree.put("wouldDeny", of(count.apply(Traffic::audited)));
        return tree;
    }

    /** Drops that belong to no policy, by reason. */
    static Map<String, Object> others(SortedMap<String, Count> drops) {
        Map<String, Object> tree = new LinkedHashMap<>();
        drops.forEach((reason, count) -> tree.put(camelCase(reason), of(count)));
        return tree;
    }

    private static Map<String, Object> of(Count count) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("packets", count.packets());
        tree.put("bytes", count.bytes());
        return tree;
    }

    private static String camelCase(String words) {
        StringBuilder text = new StringBuilder();
        for (String word : words.split("[^A-Za-z0-9]+", -1)) {
            text.append(
                    text.isEmpty() || word.isEmpty()
                            ? word
                            : Character.toUpperCase(word.charAt(0)) + word.substring(1));
        }
        return text.toString();
    }

    /** The reason that {@link #others} wrote in one word, as far as that tells: {@code midStream} was {@code mid-stream}. */
    static String words(String name) {
        return name.equals("midStream")
                ? "mid-stream"
                : name.replaceAll("(?=[A-Z])", " ").toLowerCase(Locale.ROOT);
    }
}
