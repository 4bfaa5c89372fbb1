package io.podseg.policy;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Lists for messages, none much longer than a line, and why a selector fits nothing. */
final class Hints {
    private static final int MOST = 4;

    private Hints() {}

    static String list(List<String> items) {
        String shown = String.join(", ", items.subList(0, Math.min(MOST, items.size())));
        return items.size() > MOST ? shown + " and " + (items.size() - MOST) + " more" : shown;
    }

    /** Why a selector fits none of these labels: the first of its pairs that nobody has, and what there is instead. */
    static String missing(Selector selector, List<Map<String, String>> labels, String kind, String where) {
        for (Map.Entry<String, String> pair : selector.matchLabels().entrySet()) {
            List<String> values = labels.stream()
                    .flatMap(each -> Stream.ofNullable(each.get(pair.getKey())))
                    .distinct()
                    .sorted()
                    .toList();
            if (values.isEmpty()) {
                return "no " + kind + " of " + where + " has a label " + pair.getKey();
            }
            if (!values.contains(pair.getValue())) {
                return "in " + where + " " + pair.getKey() + " is " + list(values);
            }
        }
        return "no " + kind + " of " + where + " has labels that fit " + selector;
    }
}
