package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.podseg.manifest.shape.Quantities;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Signals;
import java.math.BigDecimal;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The values of one container. */
final class ContainerCheck {
    static final List<String> PULL = List.of("Always", "IfNotPresent", "Never");
    private static final List<String> PROPAGATION = List.of("None", "HostToContainer", "Bidirectional");
    private static final BigDecimal LARGEST = BigDecimal.valueOf(Long.MAX_VALUE);

    private final Problems problems;
    private final Values values;
    private final EnvCheck env;
    private final SecurityCheck security;
    private final PodSpec pod;
    private final Set<String> volumes;

    ContainerCheck(Problems problems, PodSpec pod, Set<String> volumes) {
        this.problems = problems;
        this.values = new Values(problems);
        this.env = new EnvCheck(problems, pod);
        this.security = new SecurityCheck(problems, pod.getSecurityContext());
        this.pod = pod;
        this.volumes = volumes;
    }

    void check(Container container, String pointer) {
        if (container.getName() == null) {
            problems.missing(pointer, "name");
        } else {
            Syntax.LABEL.check(problems, pointer + "/name", "container name", container.getName());
        }
        if (container.getImage() == null) {
            problems.missing(pointer, "image");
        } else {
            Syntax.IMAGE.check(problems, pointer + "/image", "image", container.getImage());
        }
        values.oneOf(pointer + "/imagePullPolicy", container.getImagePullPolicy(), PULL);
        words(pointer + "/command", container.getCommand());
        words(pointer + "/args", container.getArgs());
        if (container.getWorkingDir() != null && !container.getWorkingDir().isEmpty()) {
            Syntax.PATH.check(problems, pointer + "/workingDir", "workingDir", container.getWorkingDir());
        }
        env.check(container, pointer);
        new ProbeCheck(problems, container).check(pointer);
        mounts(container.getVolumeMounts(), pointer + "/volumeMounts");
        resources(container.getResources(), pointer + "/resources");
        if (container.getLifecycle() != null && container.getLifecycle().getStopSignal() != null) {
            String signal = container.getLifecycle().getStopSignal();
            if (Signals.number(signal).isEmpty()) {
                problems.error(
                        pointer + "/lifecycle/stopSignal",
                        "there is no signal " + Quoted.of(signal) + ", expected one such as SIGTERM or SIGRTMIN+3");
            }
        }
        security.check(container.getSecurityContext(), pointer + "/securityContext");
    }

    private void words(String pointer, List<String> words) {
        for (int i = 0; i < words.size(); i++) {
            values.text(Pointers.child(pointer, i), words.get(i));
        }
    }

    private void mounts(List<VolumeMount> mounts, String pointer) {
        Set<String> paths = new HashSet<>();
        for (int i = 0; i < mounts.size(); i++) {
            String at = Pointers.child(pointer, i);
            VolumeMount mount = mounts.get(i);
            if (mount.getName() == null) {
                problems.missing(at, "name");
            } else if (!volumes.contains(mount.getName())) {
                problems.error(at + "/name", "the pod has no volume " + Quoted.of(mount.getName()));
            }
            mountPath(mount.getMountPath(), at, paths);
            values.oneOf(at + "/mountPropagation", mount.getMountPropagation(), PROPAGATION);
            if (mount.getSubPath() != null && !mount.getSubPath().isEmpty()) {
                Syntax.RELATIVE_PATH.check(problems, at + "/subPath", "subPath", mount.getSubPath());
                subPath(mount.getName(), at + "/subPath");
            }
        }
    }

    /** Parts of what stands nowhere on the host cannot be mounted by every version of Podman. */
    private void subPath(@Nullable String volume, String pointer) {
        for (Volume candidate : pod.getVolumes()) {
            boolean memory = candidate.getEmptyDir() != null
                    && "Memory".equals(candidate.getEmptyDir().getMedium());
            if (Objects.equals(candidate.getName(), volume) && (memory || candidate.getImage() != null)) {
                problems.error(
                        pointer,
                        "subPath is not supported for " + (memory ? "a volume in memory" : "an image")
                                + ": the whole volume would be mounted");
            }
        }
    }

    private void mountPath(@Nullable String path, String pointer, Set<String> paths) {
        if (path == null) {
            problems.missing(pointer, "mountPath");
        } else if (Syntax.PATH.check(problems, pointer + "/mountPath", "mountPath", path)) {
            String plain = path.replaceAll("/(\\.?/)*(\\.$)?", "/").replaceAll("(?<=.)/$", "");
            if (plain.equals("/")) {
                problems.error(pointer + "/mountPath", "nothing can be mounted over the container's root");
            } else if (!paths.add(plain)) {
                problems.error(
                        pointer + "/mountPath", "mountPath " + Quoted.of(path) + " stands twice in the container");
            }
        }
    }

    private void resources(@Nullable ResourceRequirements resources, String pointer) {
        if (resources == null) {
            return;
        }
        Map<String, Quantity> limits = resources.getLimits() == null ? Map.of() : resources.getLimits();
        Map<String, Quantity> requests = resources.getRequests() == null ? Map.of() : resources.getRequests();
        quantity(limits, "cpu", pointer + "/limits", new BigDecimal("0.001"));
        quantity(limits, "memory", pointer + "/limits", BigDecimal.ONE);
        quantity(requests, "memory", pointer + "/requests", BigDecimal.ZERO);
        if (requests.containsKey("cpu")) {
            problems.warning(
                    pointer + "/requests/cpu",
                    "field \"cpu\" (" + pointer
                            + "/requests/cpu) is ignored: nothing reserves processors; limits are enforced");
        }
        for (String name : List.of("cpu", "memory")) {
            if (limits.containsKey(name)
                    && requests.containsKey(name)
                    && amount(requests, name).compareTo(amount(limits, name)) > 0) {
                problems.error(pointer + "/requests/" + name, "request of " + name + " is above the limit");
            }
        }
    }

    private static BigDecimal amount(Map<String, Quantity> quantities, String name) {
        return Quantities.parse(String.valueOf(quantities.get(name))).orElse(BigDecimal.ZERO);
    }

    private void quantity(Map<String, Quantity> quantities, String name, String pointer, BigDecimal least) {
        Quantity quantity = quantities.get(name);
        if (quantity == null) {
            return;
        }
        BigDecimal amount = amount(quantities, name);
        if (amount.compareTo(least) < 0 || amount.compareTo(LARGEST) > 0) {
            String what = pointer.endsWith("/limits") ? "limit" : "request";
            problems.error(
                    pointer + "/" + name,
                    what + " of " + name + " is " + Quoted.of(quantity.toString()) + ", expected " + least
                            + " or more");
        }
    }
}
