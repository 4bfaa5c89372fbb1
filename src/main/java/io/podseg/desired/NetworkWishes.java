package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.desired.AddressPlanner.Wish;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.state.NetworkMode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Which networks the pods ask for: their own annotation, else their namespace's, else the default network.
 *
 * @param wishes one for each pod that joins networks
 * @param modes how each pod is connected
 */
record NetworkWishes(List<Wish> wishes, SortedMap<ObjectKey, NetworkMode> modes) {
    private static final String POINTER = "/metadata/annotations/podseg.io~1networks";

    static NetworkWishes of(Declarations declarations, List<Diagnostic> diagnostics) {
        Map<String, Manifest<Namespace>> namespaces = new HashMap<>();
        declarations
                .namespaces()
                .forEach(manifest -> namespaces.put(manifest.key().name(), manifest));
        List<Wish> wishes = new ArrayList<>();
        TreeMap<ObjectKey, NetworkMode> modes = new TreeMap<>();
        for (Manifest<Pod> pod : declarations.pods()) {
            Manifest<Namespace> namespace = namespaces.get(pod.key().namespace());
            String own = ObjectFields.annotations(pod.object()).get(AttachmentRequest.ANNOTATION);
            if (Boolean.TRUE.equals(pod.object().getSpec().getHostNetwork())) {
                if (own != null) {
                    diagnostics.add(Diagnostic.error(
                            pod.source().at(POINTER), "a pod with hostNetwork: true cannot join networks; remove one"));
                }
                modes.put(pod.key(), NetworkMode.HOST);
                continue;
            }
            String inherited = namespace == null
                    ? null
                    : ObjectFields.annotations(namespace.object()).get(AttachmentRequest.ANNOTATION);
            if (own != null) {
                add(pod, pod.source().at(POINTER), own, diagnostics, wishes, modes);
            } else if (inherited != null && namespace != null) {
                add(pod, namespace.source().at(POINTER), inherited, diagnostics, wishes, modes);
            } else {
                modes.put(pod.key(), NetworkMode.BRIDGE);
                wishes.add(
                        new Wish(pod, pod.source().start(), List.of(AttachmentRequest.plain(Names.DEFAULT_NETWORK))));
            }
        }
        return new NetworkWishes(wishes, modes);
    }

    private static void add(
            Manifest<Pod> pod,
            Position position,
            String annotation,
            List<Diagnostic> diagnostics,
            List<Wish> wishes,
            SortedMap<ObjectKey, NetworkMode> modes) {
        List<String> problems = new ArrayList<>();
        NetworkChoice choice = NetworkChoice.parse(annotation, problems);
        problems.forEach(problem -> diagnostics.add(Diagnostic.error(position, problem)));
        modes.put(pod.key(), choice.mode());
        if (choice.mode().kind() == NetworkMode.Kind.BRIDGE) {
            wishes.add(new Wish(pod, position, choice.requests()));
        }
    }

    /** How a pod is connected. */
    NetworkMode mode(ObjectKey pod) {
        return modes.getOrDefault(pod, NetworkMode.BRIDGE);
    }

    /** Names of all networks that are asked for. */
    Set<String> names() {
        Set<String> names = new TreeSet<>();
        wishes.forEach(wish -> wish.requests().forEach(request -> names.add(request.network())));
        return names;
    }

    /** Addresses that are asked for by number, by network. */
    SortedMap<String, Set<Ip>> wanted() {
        TreeMap<String, Set<Ip>> wanted = new TreeMap<>();
        wishes.forEach(wish -> wish.requests()
                .forEach(request -> wanted.computeIfAbsent(request.network(), key -> new TreeSet<>())
                        .addAll(request.addresses())));
        return wanted;
    }
}
