package io.podseg.web;

import io.podseg.plan.PlanJson;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.Outcome;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A plan for whoever may reach the port, which every user and every container on the host's network may: of objects that may hold
 * what others must not know, such as the environment of a container, it names the fields that change and not their values.
 */
final class PublicPlan {
    private static final Set<String> OPEN = Set.of("Network", "NetworkPolicy", "Namespace", "Service");

    private PublicPlan() {}

    static Map<String, Object> tree(Cycle.Work work) {
        Map<String, Object> tree =
                new LinkedHashMap<>(PlanJson.tree(work.planned().plan()));
        List<Object> changes = new ArrayList<>();
        if (tree.get("changes") instanceof List<?> all) {
            for (int index = 0; index < all.size(); index++) {
                if (all.get(index) instanceof Map<?, ?> change) {
                    changes.add(change(change, work.outcomes(), index));
                }
            }
        }
        tree.put("changes", changes);
        tree.put("revision", work.planned().revision());
        return tree;
    }

    /** Outcomes stand in the plan's order. */
    private static Map<Object, Object> change(Map<?, ?> change, List<Outcome> outcomes, int index) {
        Map<Object, Object> copy = new LinkedHashMap<>(change);
        if (change.get("fields") instanceof List<?> fields && !OPEN.contains(String.valueOf(change.get("kind")))) {
            copy.put(
                    "fields",
                    fields.stream()
                            .map(field -> field instanceof Map<?, ?> map ? Map.of("path", map.get("path")) : field)
                            .toList());
        }
        if (index < outcomes.size()) {
            copy.put("outcome", outcomes.get(index).word());
            String why = outcomes.get(index).why();
            if (!why.isEmpty()) {
                copy.put("message", why);
            }
        }
        return copy;
    }
}
