package io.podseg.policy;

import io.podseg.model.ObjectKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;

/**
 * Which policies select which pods, both ways round. Pods are found through an index of their labels, so that many of both take no
 * longer than there are matches.
 *
 * @param <K> what pods are called
 */
public final class Selections<K> {
    private final Map<K, List<Policy>> selecting = new HashMap<>();
    private final Map<ObjectKey, Integer> selected = new HashMap<>();

    /**
     * A pod that policies can select.
     *
     * @param <K> what pods are called
     */
    public record Pod<K>(K key, String namespace, SortedMap<String, String> labels) {}

    /** Selects. */
    public Selections(List<Policy> policies, List<Pod<K>> pods) {
        Map<String, List<Pod<K>>> byNamespace = new HashMap<>();
        pods.forEach(pod -> byNamespace
                .computeIfAbsent(pod.namespace(), key -> new ArrayList<>())
                .add(pod));
        Map<String, LabelIndex> indexes = new HashMap<>();
        byNamespace.forEach((namespace, some) -> indexes.put(
                namespace, new LabelIndex(some.stream().map(Pod::labels).toList())));
        for (Policy policy : policies) {
            LabelIndex index = indexes.get(policy.namespace());
            int[] found = index == null ? new int[0] : index.matching(policy.pods());
            selected.put(policy.key(), found.length);
            for (int i : found) {
                K key = byNamespace
                        .getOrDefault(policy.namespace(), List.of())
                        .get(i)
                        .key();
                selecting.computeIfAbsent(key, one -> new ArrayList<>()).add(policy);
            }
        }
    }

    /** Ids of the policies that are enforced and isolate a pod in a direction. */
    public List<String> isolating(K pod, Direction direction) {
        return selecting.getOrDefault(pod, List.of()).stream()
                .filter(policy -> !policy.audit() && policy.rules(direction).isPresent())
                .map(Policy::id)
                .toList();
    }

    /** How many pods one of the policies selects. */
    public int selected(Policy policy) {
        return selected.getOrDefault(policy.key(), 0);
    }
}
