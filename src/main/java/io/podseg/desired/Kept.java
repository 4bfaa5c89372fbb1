package io.podseg.desired;

import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Policy;
import io.podseg.state.Attachment;
import io.podseg.state.PodState;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What stays as it was last applied and as it runs, whatever the manifests say now: it has its place in the networks and in the
 * firewall, and nothing is done to it.
 *
 * @param networks by name, as Podman has them
 * @param pods by key, as Podman has them
 * @param endpoints what policies see of these pods, and of no others
 * @param namespaces labels by namespace
 * @param policies policies that stay in force
 * @param secrets Podman secrets that are needed, with their owners' ids
 * @param objects fields of all objects that stay, as they are remembered
 */
public record Kept(
        SortedMap<String, NetworkSpec> networks,
        SortedMap<ObjectKey, PodState> pods,
        List<Endpoint> endpoints,
        SortedMap<String, SortedMap<String, String>> namespaces,
        List<Policy> policies,
        SortedMap<String, String> secrets,
        SortedMap<ObjectKey, SortedMap<String, String>> objects) {
    public static final Kept NOTHING = new Kept(
            new TreeMap<>(), new TreeMap<>(), List.of(), new TreeMap<>(), List.of(), new TreeMap<>(), new TreeMap<>());

    public Kept {
        networks = Sorted.map(networks);
        pods = Sorted.map(pods);
        endpoints = List.copyOf(endpoints);
        namespaces = Sorted.map(namespaces);
        policies = List.copyOf(policies);
        secrets = Sorted.map(secrets);
        objects = Sorted.map(objects);
    }

    /** Places of those of the pods that policies see at an address. */
    SortedMap<ObjectKey, List<Attachment>> attachments() {
        Set<String> seen = endpoints.stream()
                .filter(endpoint -> !endpoint.addresses().isEmpty())
                .map(Endpoint::id)
                .collect(Collectors.toSet());
        TreeMap<ObjectKey, List<Attachment>> places = new TreeMap<>();
        pods.forEach((key, pod) -> {
            if (seen.contains(key.id())) {
                places.put(key, pod.attachments());
            }
        });
        return places;
    }

    public boolean isEmpty() {
        return equals(NOTHING);
    }
}
