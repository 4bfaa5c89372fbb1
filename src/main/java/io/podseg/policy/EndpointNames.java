package io.podseg.policy;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Short words for many endpoints of one world: all, those of a namespace, those with a label, and only then one by one.
 */
final class EndpointNames {
    private static final int MOST = 10;

    /** Labels that controllers put on single pods, which say nothing to people. */
    private static final Set<String> NOISE = Set.of(
            "pod-template-hash",
            "controller-revision-hash",
            "pod-template-generation",
            "controller-uid",
            "job-name",
            "batch.kubernetes.io/controller-uid",
            "batch.kubernetes.io/job-name",
            "batch.kubernetes.io/job-completion-index",
            "statefulset.kubernetes.io/pod-name",
            "apps.kubernetes.io/pod-index");

    private static final List<String> TELLING = List.of("app.kubernetes.io/name", "app");

    private record Label(String namespace, String key, String value) {}

    private record Labels(String namespace, SortedMap<String, String> labels) {}

    private final Map<String, Endpoint> byId = new HashMap<>();
    private final Map<Behaviour.Role, Integer> inRole = new HashMap<>();
    private final Map<String, Integer> inNamespace = new HashMap<>();
    private final Map<Label, Integer> withLabel = new HashMap<>();
    private final Map<Labels, Integer> withLabels = new HashMap<>();

    EndpointNames(World world) {
        for (Endpoint endpoint : world.endpoints()) {
            byId.put(endpoint.id(), endpoint);
            inRole.merge(Behaviour.role(endpoint), 1, Integer::sum);
            if (endpoint.selectable()) {
                inNamespace.merge(endpoint.namespace(), 1, Integer::sum);
                withLabels.merge(labels(endpoint), 1, Integer::sum);
                endpoint.labels()
                        .forEach((key, value) ->
                                withLabel.merge(new Label(endpoint.namespace(), key, value), 1, Integer::sum));
            }
        }
    }

    /** Words for endpoints of this world that have one role; not for outside addresses. */
    String describe(Behaviour.Role role, Collection<String> ids) {
        List<Endpoint> endpoints =
                ids.stream().sorted().map(byId::get).filter(e -> e != null).toList();
        boolean every = endpoints.size() > 1 && endpoints.size() == inRole.getOrDefault(role, 0);
        return switch (role) {
            case POD -> every ? "every pod" : listed(pods(endpoints));
            case RESOLVER ->
                every
                        ? "every resolver"
                        : listed(endpoints.stream().map(Endpoint::id).toList());
            case NODE, OUTSIDE -> listed(endpoints.stream().map(Endpoint::id).toList());
        };
    }

    private List<String> pods(List<Endpoint> endpoints) {
        SortedMap<String, List<Endpoint>> byNamespace = new TreeMap<>();
        for (Endpoint endpoint : endpoints) {
            byNamespace
                    .computeIfAbsent(endpoint.namespace(), key -> new ArrayList<>())
                    .add(endpoint);
        }
        List<String> words = new ArrayList<>();
        byNamespace.forEach((namespace, pods) -> words.addAll(ofNamespace(namespace, pods)));
        return words;
    }

    private List<String> ofNamespace(String namespace, List<Endpoint> pods) {
        if (pods.size() == 1) {
            return List.of(pods.getFirst().id());
        }
        if (pods.size() == inNamespace.getOrDefault(namespace, 0)) {
            return List.of("every pod of " + namespace + count(pods));
        }
        for (String key : keys(pods.getFirst())) {
            String value = pods.getFirst().labels().getOrDefault(key, "");
            boolean common =
                    pods.stream().allMatch(pod -> value.equals(pod.labels().get(key)));
            if (common && withLabel.getOrDefault(new Label(namespace, key, value), 0) == pods.size()) {
                return List.of(namespace + "/" + key + "=" + value + count(pods));
            }
        }
        return byLabels(namespace, pods);
    }

    private List<String> byLabels(String namespace, List<Endpoint> pods) {
        Map<Labels, List<Endpoint>> groups = new LinkedHashMap<>();
        pods.forEach(pod ->
                groups.computeIfAbsent(labels(pod), key -> new ArrayList<>()).add(pod));
        List<String> words = new ArrayList<>();
        groups.forEach((labels, members) -> {
            boolean whole = members.size() == withLabels.getOrDefault(labels, 0);
            if (members.size() > 1 && whole && !labels.labels().isEmpty()) {
                words.add(namespace + "/" + Selector.of(labels.labels()) + count(members));
            } else {
                members.forEach(member -> words.add(member.id()));
            }
        });
        return words;
    }

    private static List<String> keys(Endpoint pod) {
        List<String> keys = new ArrayList<>(TELLING);
        pod.labels().keySet().stream().filter(key -> !keys.contains(key)).forEach(keys::add);
        keys.removeIf(key -> NOISE.contains(key) || !pod.labels().containsKey(key));
        return keys;
    }

    private static Labels labels(Endpoint endpoint) {
        SortedMap<String, String> labels = new TreeMap<>(endpoint.labels());
        labels.keySet().removeAll(NOISE);
        return new Labels(endpoint.namespace(), labels);
    }

    private static String count(List<Endpoint> pods) {
        return " (" + pods.size() + " pods)";
    }

    private static String listed(List<String> words) {
        if (words.size() <= MOST) {
            return String.join(", ", words);
        }
        return String.join(", ", words.subList(0, MOST - 1)) + " and " + (words.size() - MOST + 1) + " more";
    }
}
