package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.desired.AddressPlanner.Wish;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.Position;
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
 * @param wishes one for each pod with a network of its own
 */
record NetworkWishes(List<Wish> wishes) {
    private static final String POINTER = "/metadata/annotations/podseg.io~1networks";

    static NetworkWishes of(Declarations declarations, List<Diagnostic> diagnostics) {
        Map<String, Manifest<Namespace>> namespaces = new HashMap<>();
        declarations
                .namespaces()
                .forEach(manifest -> namespaces.put(manifest.key().name(), manifest));
        List<Wish> wishes = new ArrayList<>();
        for (Manifest<Pod> pod : declarations.pods()) {
            Manifest<Namespace> namespace = namespaces.get(pod.key().namespace());
            String own = ObjectFields.annotations(pod.object()).get(AttachmentRequest.ANNOTATION);
            if (Boolean.TRUE.equals(pod.object().getSpec().getHostNetwork())) {
                if (own != null) {
                    diagnostics.add(Diagnostic.error(
                            pod.source().at(POINTER), "a pod with hostNetwork: true cannot join networks; remove one"));
                }
                continue;
            }
            String inherited = namespace == null
                    ? null
                    : ObjectFields.annotations(namespace.object()).get(AttachmentRequest.ANNOTATION);
            if (own != null) {
                wishes.add(wish(pod, pod.source().at(POINTER), own, diagnostics));
            } else if (inherited != null && namespace != null) {
                wishes.add(wish(pod, namespace.source().at(POINTER), inherited, diagnostics));
            } else {
                wishes.add(
                        new Wish(pod, pod.source().start(), List.of(AttachmentRequest.plain(Names.DEFAULT_NETWORK))));
            }
        }
        return new NetworkWishes(wishes);
    }

    private static Wish wish(Manifest<Pod> pod, Position position, String annotation, List<Diagnostic> diagnostics) {
        List<String> problems = new ArrayList<>();
        List<AttachmentRequest> requests = AttachmentRequest.parse(annotation, problems);
        problems.forEach(problem -> diagnostics.add(Diagnostic.error(position, problem)));
        return new Wish(pod, position, requests);
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
