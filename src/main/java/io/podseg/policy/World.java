package io.podseg.policy;

import io.podseg.model.Sorted;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything that verdicts depend on.
 *
 * @param namespaceLabels labels by namespace; namespaces that are only used are added, and
 *     {@code kubernetes.io/metadata.name} is always set
 * @param networks sorted by name, names unique; without any, every address reaches every other of its family
 * @param endpoints sorted by id, ids unique
 * @param policies sorted by key, keys unique
 */
public record World(
        SortedMap<String, SortedMap<String, String>> namespaceLabels,
        List<Network> networks,
        List<Endpoint> endpoints,
        List<Policy> policies) {
    /** The label that every namespace has, with its name. */
    public static final String NAMESPACE_NAME = "kubernetes.io/metadata.name";

    /** Nothing at all. */
    public static final World EMPTY = new World(new TreeMap<>(), List.of(), List.of(), List.of());

    public World {
        networks = networks.stream().sorted(Comparator.comparing(Network::name)).toList();
        endpoints =
                endpoints.stream().sorted(Comparator.comparing(Endpoint::id)).toList();
        policies = policies.stream().sorted().toList();
        requireUnique(networks.stream().map(Network::name).toList());
        requireUnique(endpoints.stream().map(Endpoint::id).toList());
        requireUnique(policies.stream().map(Policy::id).toList());
        namespaceLabels = complete(namespaceLabels, endpoints, policies);
    }

    /** The policies that decide: those that are not in audit mode. */
    public List<Policy> enforced() {
        return policies.stream().filter(policy -> !policy.audit()).toList();
    }

    /** A world in which every address reaches every other of its family. */
    public World(
            SortedMap<String, SortedMap<String, String>> namespaceLabels,
            List<Endpoint> endpoints,
            List<Policy> policies) {
        this(namespaceLabels, List.of(), endpoints, policies);
    }

    /** The same with other endpoints. */
    public World withEndpoints(List<Endpoint> others) {
        return new World(namespaceLabels, networks, others, policies);
    }

    /** The same with other policies. */
    public World withPolicies(List<Policy> others) {
        return new World(namespaceLabels, networks, endpoints, others);
    }

    private static void requireUnique(List<String> ids) {
        Set<String> seen = new HashSet<>();
        for (String id : ids) {
            if (!seen.add(id)) {
                throw new IllegalArgumentException("twice: " + id);
            }
        }
    }

    private static SortedMap<String, SortedMap<String, String>> complete(
            Map<String, SortedMap<String, String>> declared, List<Endpoint> endpoints, List<Policy> policies) {
        SortedMap<String, SortedMap<String, String>> all = new TreeMap<>(declared);
        for (Endpoint endpoint : endpoints) {
            if (endpoint.kind() != Endpoint.Kind.EXTERNAL) {
                all.putIfAbsent(endpoint.namespace(), new TreeMap<>());
            }
        }
        for (Policy policy : policies) {
            all.putIfAbsent(policy.namespace(), new TreeMap<>());
        }
        all.replaceAll((name, labels) -> {
            SortedMap<String, String> named = new TreeMap<>(labels);
            named.put(NAMESPACE_NAME, name);
            return Sorted.map(named);
        });
        return Sorted.map(all);
    }
}
