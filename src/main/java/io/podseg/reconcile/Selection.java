package io.podseg.reconcile;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.podseg.desired.PodNeeds;
import io.podseg.model.Declarations;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Workload;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** The declared objects that targets mean: they themselves, and what they need. */
final class Selection {
    private final Map<ObjectKey, Manifest<?>> declared = new TreeMap<>();
    private final io.podseg.hardening.Selection profiles;

    Selection(Declarations declarations) {
        declarations.all().forEach(manifest -> declared.put(manifest.key(), manifest));
        profiles = new io.podseg.hardening.Selection(declarations);
    }

    /** Keys of the targets, and of the declared objects that they need. */
    Set<ObjectKey> closure(Collection<ObjectKey> targets) {
        Set<ObjectKey> closure = new HashSet<>();
        Deque<ObjectKey> open = new ArrayDeque<>(targets);
        while (!open.isEmpty()) {
            ObjectKey key = open.pop();
            if (closure.add(key) && declared.get(key) instanceof Manifest<?> manifest) {
                needs(manifest).stream().filter(declared::containsKey).forEach(open::push);
            }
        }
        declared.values().stream()
                .filter(manifest -> manifest.object() instanceof Service)
                .filter(manifest -> pods(manifest).stream().anyMatch(closure::contains))
                .map(Manifest::key)
                .toList()
                .forEach(closure::add);
        return closure;
    }

    /** The declared pods and workloads that a Service selects. */
    private List<ObjectKey> pods(Manifest<?> service) {
        return declared.values().stream()
                .filter(manifest -> manifest.object() instanceof Pod || manifest.object() instanceof Workload)
                .filter(manifest -> service.object() instanceof Service object
                        && manifest.key().namespace().equals(service.key().namespace())
                        && labels(manifest.object())
                                .entrySet()
                                .containsAll(object.getSpec().getSelector().entrySet()))
                .map(Manifest::key)
                .toList();
    }

    private static Map<String, String> labels(Object object) {
        Pod pod = object instanceof Workload workload ? workload.template().object() : (Pod) object;
        Map<String, String> labels = pod.getMetadata().getLabels();
        return labels == null ? Map.of() : labels;
    }

    private Collection<ObjectKey> needs(Manifest<?> manifest) {
        return switch (manifest.object()) {
            case Pod pod -> needs(pod, manifest.key().namespace());
            case Workload workload ->
                needs(workload.template().object(), manifest.key().namespace());
            case Service _ -> pods(manifest);
            default -> Set.of();
        };
    }

    private Collection<ObjectKey> needs(Pod pod, String namespace) {
        Set<ObjectKey> needs = new HashSet<>(
                PodNeeds.of(namespace, pod.getSpec(), pod.getMetadata().getAnnotations(), inherited(namespace)));
        profiles.of(namespace, labels(pod)).forEach(profile -> needs.add(profile.key()));
        return needs;
    }

    private Map<String, String> inherited(String namespace) {
        Manifest<?> found = declared.get(new ObjectKey("Namespace", "", namespace));
        return found != null && found.object() instanceof Namespace object ? annotations(object) : Map.of();
    }

    private static Map<String, String> annotations(Namespace namespace) {
        Map<String, String> annotations = namespace.getMetadata().getAnnotations();
        return annotations == null ? Map.of() : annotations;
    }
}
