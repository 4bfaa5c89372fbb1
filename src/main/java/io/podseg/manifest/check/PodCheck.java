package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of a Pod (Kubernetes: pkg/apis/core/validation), as far as one pod alone can tell. */
public final class PodCheck {
    private static final List<String> RESTART = List.of("Always", "OnFailure", "Never");
    private static final String NETWORKS = "podseg.io/networks";

    private final Problems problems;

    /** A check of one Pod. */
    public PodCheck(Problems problems) {
        this.problems = problems;
    }

    /** Reports everything that is wrong. */
    public void check(Pod pod) {
        PodSpec spec = pod.getSpec();
        if (spec == null) {
            problems.missing("", "spec");
            return;
        }
        if (spec.getHostname() != null) {
            Syntax.LABEL.check(problems, "/spec/hostname", "hostname", spec.getHostname());
        }
        Values values = new Values(problems);
        values.oneOf("/spec/restartPolicy", spec.getRestartPolicy(), RESTART);
        values.range(
                "/spec/terminationGracePeriodSeconds", spec.getTerminationGracePeriodSeconds(), 0, Integer.MAX_VALUE);
        hostNetwork(spec, pod.getMetadata() == null ? null : pod.getMetadata().getAnnotations());
        if (spec.getSecurityContext() != null) {
            security(spec.getSecurityContext(), values);
        }
        Set<String> volumes = new VolumeCheck(problems).check(spec);
        containers(spec, volumes);
        new PortCheck(problems).check(spec);
        new SettingsCheck(problems).check(spec);
        new PodmanAnnotationCheck(problems)
                .check(pod.getMetadata() == null ? null : pod.getMetadata().getAnnotations(), spec);
    }

    private void hostNetwork(PodSpec spec, @Nullable Map<String, String> annotations) {
        if (Boolean.TRUE.equals(spec.getHostNetwork()) && annotations != null && annotations.containsKey(NETWORKS)) {
            problems.error(
                    Pointers.child("/metadata/annotations", NETWORKS),
                    "annotation \"" + NETWORKS + "\" has no effect on a pod with hostNetwork: true");
        }
    }

    private void security(PodSecurityContext context, Values values) {
        String at = "/spec/securityContext";
        values.id(at + "/runAsUser", context.getRunAsUser());
        values.id(at + "/runAsGroup", context.getRunAsGroup());
        for (int i = 0; i < context.getSupplementalGroups().size(); i++) {
            values.id(
                    Pointers.child(at + "/supplementalGroups", i),
                    context.getSupplementalGroups().get(i));
        }
        values.seLinux(at + "/seLinuxOptions", context.getSeLinuxOptions());
        Profiles profiles = new Profiles(problems);
        profiles.seccomp(context.getSeccompProfile(), at + "/seccompProfile");
        profiles.apparmor(context.getAppArmorProfile(), at + "/appArmorProfile");
    }

    private void containers(PodSpec spec, Set<String> volumes) {
        if (spec.getContainers().isEmpty()) {
            if (!problems.at("/spec/containers")) {
                problems.error("/spec/containers", "a pod needs one container at least");
            }
            return;
        }
        ContainerCheck check = new ContainerCheck(problems, spec, volumes);
        Set<String> names = new HashSet<>();
        containers(spec.getInitContainers(), "/spec/initContainers", check, names);
        containers(spec.getContainers(), "/spec/containers", check, names);
    }

    private void containers(List<Container> containers, String at, ContainerCheck check, Set<String> names) {
        for (int i = 0; i < containers.size(); i++) {
            Container container = containers.get(i);
            String pointer = Pointers.child(at, i);
            check.check(container, pointer);
            if (container.getName() != null && !names.add(container.getName())) {
                problems.error(
                        pointer + "/name",
                        "container name " + Quoted.of(container.getName()) + " stands twice in the pod");
            }
        }
    }
}
