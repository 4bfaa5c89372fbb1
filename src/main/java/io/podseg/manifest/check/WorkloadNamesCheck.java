package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.Workload;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Finds pods that would be named alike: a Deployment {@code web} and a Job {@code web} both call theirs {@code web-pod}. */
public final class WorkloadNamesCheck {
    private record Owner(ObjectKey key, Position position) {}

    private final Map<ObjectKey, Owner> owners = new HashMap<>();
    private final List<Diagnostic> diagnostics;

    /**
     * A check of many workloads, one after the other.
     *
     * @param pods pods that are declared by themselves
     * @param diagnostics where problems go
     */
    public WorkloadNamesCheck(List<Manifest<Pod>> pods, List<Diagnostic> diagnostics) {
        this.diagnostics = diagnostics;
        pods.forEach(
                pod -> owners.put(pod.key(), new Owner(pod.key(), pod.source().at("/metadata/name"))));
    }

    /** Reports the name that somebody before has already. */
    public void check(Manifest<Workload> workload) {
        ObjectKey pod = workload.object().template().key();
        Position position = workload.source().at("/metadata/name");
        Owner other = owners.putIfAbsent(pod, new Owner(workload.key(), position));
        if (other != null) {
            diagnostics.add(Diagnostic.error(
                    position,
                    "the pod of " + workload.key() + " would be named " + pod.name() + ", as that of " + other.key()
                            + " at " + other.position() + "; rename one of them"));
        }
    }
}
