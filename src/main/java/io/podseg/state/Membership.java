package io.podseg.state;

import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * That a pod belongs to a Deployment, DaemonSet or Job.
 *
 * @param workload the declared object
 * @param templateHash hash over what its template asks for, ConfigMaps and Secrets resolved; the same for all its pods of one
 *     version
 */
public record Membership(ObjectKey workload, String templateHash) {
    /** The labels of a pod in Podman that say so. */
    public SortedMap<String, String> labels() {
        TreeMap<String, String> labels = new TreeMap<>();
        labels.put(Owner.WORKLOAD, workload.kind() + "/" + workload.name());
        labels.put(Owner.TEMPLATE_HASH, templateHash);
        return labels;
    }

    /** What {@link #labels} wrote; empty where the pod belongs to nobody. */
    public static Optional<Membership> of(Map<String, String> labels) {
        String workload = labels.getOrDefault(Owner.WORKLOAD, "");
        int slash = workload.indexOf('/');
        return slash < 1
                ? Optional.empty()
                : Optional.of(new Membership(
                        new ObjectKey(
                                workload.substring(0, slash),
                                labels.getOrDefault(Owner.NAMESPACE, ""),
                                workload.substring(slash + 1)),
                        labels.getOrDefault(Owner.TEMPLATE_HASH, "")));
    }
}
