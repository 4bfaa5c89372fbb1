package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.model.Declarations;
import io.podseg.model.Manifest;
import io.podseg.model.SecurityProfile;
import io.podseg.policy.Selector;
import io.podseg.policy.SelectorParser;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Which profiles select a pod. */
public final class Selection {
    private static final String NAME = "kubernetes.io/metadata.name";

    private final List<Selecting> profiles = new ArrayList<>();
    private final Map<String, Map<String, String>> namespaces = new HashMap<>();

    private record Selecting(Manifest<SecurityProfile> profile, Selector namespaces, Selector pods) {}

    /** What these profiles select in these namespaces. */
    public Selection(Declarations declarations) {
        this(declarations, new TreeMap<>());
    }

    Selection(Declarations declarations, SortedMap<String, SortedMap<String, String>> kept) {
        namespaces.putAll(kept);
        declarations.namespaces().forEach(manifest -> {
            Map<String, String> labels = manifest.object().getMetadata().getLabels();
            namespaces.put(manifest.key().name(), labels == null ? Map.of() : labels);
        });
        declarations.profiles().stream()
                .filter(manifest -> !manifest.object().host())
                .forEach(manifest -> profiles.add(new Selecting(
                        manifest,
                        selector(manifest, manifest.object().namespaces(), "/spec/namespaceSelector"),
                        selector(manifest, manifest.object().pods(), "/spec/podSelector"))));
    }

    /** What is wrong with a selector was reported when the profile was read; then it selects everything, which is the safe side. */
    private static Selector selector(
            Manifest<SecurityProfile> manifest, Optional<LabelSelector> selector, String pointer) {
        return selector.flatMap(
                        some -> SelectorParser.read(some, manifest.source(), pointer, at -> true, new ArrayList<>()))
                .orElse(Selector.ALL);
    }

    List<Manifest<SecurityProfile>> of(Manifest<Pod> pod) {
        if (profiles.isEmpty()) {
            return List.of();
        }
        Map<String, String> labels = pod.object().getMetadata().getLabels();
        return of(pod.key().namespace(), labels == null ? Map.of() : labels);
    }

    /**
     * The profiles that select a pod.
     *
     * @param namespace where it is
     * @param labels its own
     */
    public List<Manifest<SecurityProfile>> of(String namespace, Map<String, String> labels) {
        Map<String, String> around = new TreeMap<>(namespaces.getOrDefault(namespace, Map.of()));
        around.put(NAME, namespace);
        return profiles.stream()
                .filter(one -> one.namespaces().matches(around) && one.pods().matches(labels))
                .map(Selecting::profile)
                .toList();
    }
}
