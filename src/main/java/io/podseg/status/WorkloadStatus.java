package io.podseg.status;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Inventory;
import io.podseg.state.HostState;
import io.podseg.state.Membership;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/** Status of Deployments, DaemonSets and Jobs: how many of their pods are well, in the words of kstatus. */
final class WorkloadStatus {
    private static final String WORKLOAD = "workload";

    private WorkloadStatus() {}

    static ObjectStatus of(ObjectKey key, HostState actual, Inventory last, Set<String> ready) {
        TreeMap<ObjectKey, Optional<PodState>> wanted = new TreeMap<>();
        last.objects().forEach((pod, fields) -> {
            if (key.toString().equals(fields.get(WORKLOAD))) {
                wanted.put(pod, Optional.empty());
            }
        });
        TreeSet<String> others = new TreeSet<>();
        for (PodState pod : actual.pods().values()) {
            if (pod.member().map(Membership::workload).filter(key::equals).isPresent()) {
                if (wanted.containsKey(pod.key())) {
                    wanted.put(pod.key(), Optional.of(pod));
                } else {
                    others.add(pod.key().name());
                }
            }
        }
        List<Condition> conditions = new ArrayList<>(List.of(ready(key, wanted, ready)));
        if (!others.isEmpty()) {
            conditions.add(new Condition(
                    Condition.RECONCILING,
                    true,
                    "OtherVersion",
                    "pods of another version are there: " + String.join(", ", others)));
        }
        return new ObjectStatus(key, conditions, new TreeMap<>(), new TreeMap<>());
    }

    private static Condition ready(ObjectKey key, Map<ObjectKey, Optional<PodState>> wanted, Set<String> ready) {
        if (wanted.isEmpty()) {
            return new Condition(Condition.READY, true, "NoPods", "has no pods, as declared");
        }
        List<String> missing = new ArrayList<>();
        String state = "Running";
        for (Map.Entry<ObjectKey, Optional<PodState>> pod : wanted.entrySet()) {
            Optional<Condition> condition = pod.getValue().map(found -> PodStatus.ready(found, ready));
            if (condition.filter(Condition::holds).isEmpty()) {
                missing.add(pod.getKey().name() + ": "
                        + condition.map(Condition::message).orElse("Podman has no such pod"));
            }
            state = condition
                    .filter(found -> found.reason().equals("Completed"))
                    .map(Condition::reason)
                    .orElse(state);
        }
        if (!missing.isEmpty()) {
            String message = (wanted.size() - missing.size()) + " of " + wanted.size() + " pods ready; "
                    + String.join("; ", missing);
            return new Condition(Condition.READY, false, "PodsNotReady", message);
        }
        String message = key.kind().equals("Job")
                ? state.equals("Completed") ? "has run to completion" : "runs"
                : wanted.size() + " of " + wanted.size() + " pods ready";
        return new Condition(Condition.READY, true, state, message);
    }
}
