package io.podseg.policy;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The endpoints that selectors can find, grouped by namespace and labels: selectors cannot tell the members of a
 * group apart, so that each selector is tried once a group and not once a pod.
 */
final class Groups {
    /**
     * One group.
     *
     * @param index its number
     * @param namespace namespace of the members
     * @param labels labels of the members
     * @param resolver whether the members are resolvers, which no policy selects
     * @param members sorted by id
     */
    record Group(
            int index, String namespace, SortedMap<String, String> labels, boolean resolver, List<Endpoint> members) {}

    private record Identity(String namespace, boolean resolver, SortedMap<String, String> labels) {}

    private record Local(LabelIndex labels, List<Group> groups) {}

    private final World world;
    private final List<Group> groups = new ArrayList<>();
    private final Map<String, Group> byEndpoint = new HashMap<>();
    private final SortedMap<String, Local> byNamespace = new TreeMap<>();
    private final List<String> namespaces;
    private final LabelIndex namespaceLabels;
    private final Map<Selector, List<String>> selectedNamespaces = new HashMap<>();

    Groups(World world) {
        this.world = world;
        Map<Identity, List<Endpoint>> members = new LinkedHashMap<>();
        for (Endpoint endpoint : world.endpoints()) {
            if (endpoint.visibleToSelectors()) {
                boolean resolver = endpoint.kind() == Endpoint.Kind.RESOLVER;
                members.computeIfAbsent(
                                new Identity(endpoint.namespace(), resolver, endpoint.labels()),
                                key -> new ArrayList<>())
                        .add(endpoint);
            }
        }
        Map<String, List<Group>> local = new TreeMap<>();
        members.forEach((identity, endpoints) -> {
            Group group = new Group(
                    groups.size(),
                    identity.namespace(),
                    identity.labels(),
                    identity.resolver(),
                    List.copyOf(endpoints));
            groups.add(group);
            endpoints.forEach(endpoint -> byEndpoint.put(endpoint.id(), group));
            local.computeIfAbsent(group.namespace(), key -> new ArrayList<>()).add(group);
        });
        local.forEach((namespace, list) -> byNamespace.put(
                namespace,
                new Local(new LabelIndex(list.stream().map(Group::labels).toList()), List.copyOf(list))));
        namespaces = List.copyOf(world.namespaceLabels().keySet());
        namespaceLabels = new LabelIndex(List.copyOf(world.namespaceLabels().values()));
    }

    World world() {
        return world;
    }

    List<Group> all() {
        return groups;
    }

    /** The group of an endpoint; none for outside and host-network ones. */
    Optional<Group> of(Endpoint endpoint) {
        return Optional.ofNullable(byEndpoint.get(endpoint.id()));
    }

    /** Numbers of the groups that a peer of a policy in that namespace means, ascending. */
    int[] matching(PodPeer peer, String policyNamespace) {
        List<String> scope = peer.namespaces().map(this::namespacesMatching).orElseGet(() -> List.of(policyNamespace));
        Selector pods = peer.pods().orElse(Selector.ALL);
        return scope.stream()
                .flatMap(namespace -> in(namespace, pods).stream())
                .mapToInt(Group::index)
                .sorted()
                .toArray();
    }

    /** The groups of one namespace with matching labels. */
    List<Group> in(String namespace, Selector pods) {
        Local local = byNamespace.get(namespace);
        if (local == null) {
            return List.of();
        }
        return Arrays.stream(local.labels().matching(pods))
                .mapToObj(local.groups()::get)
                .toList();
    }

    /** Names of the namespaces whose labels match. */
    List<String> namespacesMatching(Selector selector) {
        return selectedNamespaces.computeIfAbsent(
                selector,
                key -> Arrays.stream(namespaceLabels.matching(key))
                        .mapToObj(namespaces::get)
                        .toList());
    }
}
