package io.podseg.manifest;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.manifest.check.HostPortCheck;
import io.podseg.manifest.check.NetworksCheck;
import io.podseg.manifest.check.ReferenceCheck;
import io.podseg.manifest.check.WorkloadNamesCheck;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.Workload;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Collects declared objects and checks what concerns several of them. */
final class Declared {
    private final Map<ObjectKey, Position> places = new HashMap<>();
    private final Set<ObjectKey> broken = new HashSet<>();
    private final List<Manifest<?>> objects = new ArrayList<>();

    /** Takes an object in; the second of an identity is an error that names the first. */
    void add(Named named, List<Diagnostic> diagnostics) {
        ObjectKey key = named.key();
        Position before = places.putIfAbsent(key, named.place());
        if (before != null) {
            diagnostics.add(Diagnostic.error(
                    named.place(), Quoted.path(key.toString()) + " is declared twice, first at " + before));
            return;
        }
        if (named.broken()) {
            broken.add(key);
        }
        named.manifest().ifPresent(objects::add);
    }

    /** How many documents named an object so far. */
    int size() {
        return places.size();
    }

    /** All objects, and the problems between them. */
    Declarations finish(List<Diagnostic> diagnostics) {
        Declarations all = new Declarations(
                of(Namespace.class),
                of(NetworkSpec.class),
                of(Pod.class),
                of(ConfigMap.class),
                of(Secret.class),
                of(NetworkPolicy.class),
                of(Service.class),
                of(Workload.class),
                of(PersistentVolumeClaim.class));
        ReferenceCheck references = new ReferenceCheck(all.configMaps(), all.secrets(), broken, diagnostics);
        HostPortCheck hostPorts = new HostPortCheck(diagnostics);
        for (Manifest<Pod> pod : all.pods()) {
            references.check(pod);
            hostPorts.check(pod);
        }
        WorkloadNamesCheck names = new WorkloadNamesCheck(all.pods(), diagnostics);
        for (Manifest<Workload> workload : all.workloads()) {
            references.check(workload.object().template());
            hostPorts.check(workload.object().template());
            names.check(workload);
        }
        new NetworksCheck(diagnostics).check(all.networks());
        return all;
    }

    /** The very objects that were added, so that whoever compares two loads sees what is the same. */
    @SuppressWarnings("unchecked") // The object is of that type, and a record has nothing to put another into.
    private <T> List<Manifest<T>> of(Class<T> type) {
        List<Manifest<T>> found = new ArrayList<>();
        for (Manifest<?> manifest : objects) {
            if (type.isInstance(manifest.object())) {
                found.add((Manifest<T>) manifest);
            }
        }
        return found;
    }
}
