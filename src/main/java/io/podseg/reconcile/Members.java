package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Plan;
import io.podseg.state.Membership;
import io.podseg.state.PodSpec;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** Deployments, DaemonSets and Jobs whose pods a plan touches: what becomes of the pods becomes of them. */
final class Members {
    private final Plan plan;
    private final Outcomes outcomes;
    private final Map<ObjectKey, Set<ObjectKey>> pods = new LinkedHashMap<>();

    Members(Plan plan, Outcomes outcomes) {
        this.plan = plan;
        this.outcomes = outcomes;
        for (Change change : plan.changes()) {
            pod(change)
                    .flatMap(PodSpec::member)
                    .map(Membership::workload)
                    .ifPresent(workload -> pods.computeIfAbsent(workload, key -> new TreeSet<>())
                            .add(change.header().key()));
        }
    }

    private static Optional<PodSpec> pod(Change change) {
        return switch (change) {
            case Change.CreatePod create -> Optional.of(create.pod());
            case Change.ReplacePod replace -> Optional.of(replace.pod());
            case Change.StartPod start -> Optional.of(start.pod());
            default -> Optional.empty();
        };
    }

    /** Whether a change is told only when its pods are done. */
    boolean has(Change change) {
        return pods.containsKey(change.header().key());
    }

    /** Tells of the workloads, when their pods are done. */
    void finish() {
        for (Change change : plan.changes()) {
            if (change instanceof Change.Remember && has(change) && outcomes.isOpen(change)) {
                Set<ObjectKey> own = pods.getOrDefault(change.header().key(), Set.of());
                Optional<Outcome> failed = own.stream()
                        .filter(outcomes::hasFailed)
                        .findFirst()
                        .map(pod -> new Outcome.Blocked(change, pod, ""));
                Optional<Outcome> waiting = own.stream()
                        .filter(outcomes::isWaiting)
                        .findFirst()
                        .map(pod -> new Outcome.Waiting(change, pod + " is not ready yet"));
                outcomes.finish(failed.or(() -> waiting).orElseGet(() -> new Outcome.Applied(change)));
            }
        }
    }
}
