package io.podseg.desired;

import io.podseg.model.Manifest;
import io.podseg.model.Workload;
import io.podseg.model.Workload.Strategy;
import io.podseg.state.Membership;
import io.podseg.state.PodFields;
import io.podseg.state.PodSpec;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Workloads and their pods as flat paths and values: what all pods have in common is told once, with the workload. */
final class WorkloadFields {
    private WorkloadFields() {}

    static SortedMap<String, String> of(Manifest<Workload> workload, @Nullable PodSpec template) {
        TreeMap<String, String> fields = new TreeMap<>();
        labels(fields, "labels", workload.object().metadata().getLabels());
        labels(
                fields,
                "template.labels",
                workload.object().template().object().getMetadata().getLabels());
        Strategy strategy = workload.object().strategy();
        switch (strategy.type()) {
            case ROLLING -> fields.put("strategy", "RollingUpdate");
            case RECREATE -> fields.put("strategy", "Recreate");
            case REPLACE -> {}
        }
        if (workload.key().kind().equals("Deployment")) {
            fields.put("replicas", Integer.toString(workload.object().replicas()));
        } else if (workload.object().replicas() == 0) {
            fields.put("suspend", "true");
        }
        if (strategy.minReadySeconds() > 0) {
            fields.put("minReadySeconds", Integer.toString(strategy.minReadySeconds()));
        }
        if (template != null) {
            PodFields.of(template).forEach((path, value) -> fields.put("template." + path, value));
        }
        return fields;
    }

    /** What a pod has for itself, and the limits, which change in each pod that runs. */
    static SortedMap<String, String> own(PodSpec pod, Membership member) {
        TreeMap<String, String> fields = new TreeMap<>();
        PodFields.of(pod).forEach((path, value) -> {
            if (path.startsWith("networks[") || path.contains("].resources.limits.")) {
                fields.put(path, value);
            }
        });
        fields.put("workload", member.workload().toString());
        fields.put("template", member.templateHash());
        return fields;
    }

    private static void labels(TreeMap<String, String> fields, String path, @Nullable Map<String, String> labels) {
        if (labels != null) {
            labels.forEach((name, value) -> fields.put(path + "[" + name + "]", value));
        }
    }
}
