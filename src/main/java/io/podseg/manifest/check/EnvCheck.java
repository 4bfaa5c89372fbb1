package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.ObjectFieldSelector;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceFieldSelector;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The environment of one container; what it refers to is checked by {@link ReferenceCheck}. */
final class EnvCheck {
    private static final Set<String> FIELDS = new TreeSet<>(List.of(
            "metadata.name",
            "metadata.namespace",
            "metadata.uid",
            "spec.nodeName",
            "spec.serviceAccountName",
            "status.podIP",
            "status.podIPs"));
    private static final Pattern SUBSCRIPT = Pattern.compile("metadata\\.(labels|annotations)\\['[^']+'\\]");
    private static final List<String> RESOURCES =
            List.of("limits.cpu", "limits.memory", "requests.cpu", "requests.memory");
    private static final List<String> CPU_DIVISORS = List.of("1", "1m");
    private static final List<String> MEMORY_DIVISORS =
            List.of("1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei");

    private final Problems problems;
    private final Values values;
    private final boolean hostNetwork;
    private final Set<String> containers;

    EnvCheck(Problems problems, PodSpec pod) {
        this.problems = problems;
        this.values = new Values(problems);
        this.hostNetwork = Boolean.TRUE.equals(pod.getHostNetwork());
        this.containers = Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .map(other -> String.valueOf(other.getName()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    void check(Container container, String pointer) {
        Set<String> names = new HashSet<>();
        for (int i = 0; i < container.getEnv().size(); i++) {
            variable(container.getEnv().get(i), Pointers.child(pointer + "/env", i), names);
        }
        for (int i = 0; i < container.getEnvFrom().size(); i++) {
            all(container.getEnvFrom().get(i), Pointers.child(pointer + "/envFrom", i));
        }
    }

    private void variable(EnvVar variable, String pointer, Set<String> names) {
        if (variable.getName() == null) {
            problems.missing(pointer, "name");
        } else if (Syntax.ENV.check(problems, pointer + "/name", "variable name", variable.getName())
                && !names.add(variable.getName())) {
            problems.warning(
                    pointer + "/name",
                    "variable " + Quoted.of(variable.getName())
                            + " stands twice in the container; the later one counts");
        }
        values.text(pointer + "/value", variable.getValue());
        EnvVarSource source = variable.getValueFrom();
        if (source == null) {
            return;
        }
        if (variable.getValue() != null) {
            problems.error(pointer, "a variable has either value or valueFrom");
        }
        long sources = Stream.of(
                        source.getConfigMapKeyRef(),
                        source.getSecretKeyRef(),
                        source.getFieldRef(),
                        source.getResourceFieldRef())
                .filter(Objects::nonNull)
                .count();
        if (sources != 1 && !problems.below(pointer + "/valueFrom")) {
            problems.error(
                    pointer + "/valueFrom",
                    "valueFrom needs exactly one of configMapKeyRef, secretKeyRef, fieldRef and resourceFieldRef");
        }
        if (source.getFieldRef() != null) {
            field(source.getFieldRef(), pointer + "/valueFrom/fieldRef");
        }
        if (source.getResourceFieldRef() != null) {
            resource(source.getResourceFieldRef(), pointer + "/valueFrom/resourceFieldRef");
        }
    }

    private void field(ObjectFieldSelector selector, String pointer) {
        String path = selector.getFieldPath();
        values.oneOf(pointer + "/apiVersion", selector.getApiVersion(), List.of("v1"));
        if (path == null) {
            problems.missing(pointer, "fieldPath");
        } else if (hostNetwork && path.startsWith("status.podIP")) {
            problems.error(pointer + "/fieldPath", "a pod with hostNetwork: true has no address of its own");
        } else if (!FIELDS.contains(path) && !SUBSCRIPT.matcher(path).matches()) {
            problems.error(
                    pointer + "/fieldPath",
                    "fieldPath " + Quoted.of(path) + " is not supported, expected " + String.join(", ", FIELDS)
                            + ", metadata.labels['KEY'] or metadata.annotations['KEY']"
                            + DidYouMean.suffix(path, FIELDS));
        }
    }

    private void resource(ResourceFieldSelector selector, String pointer) {
        if (selector.getResource() == null) {
            problems.missing(pointer, "resource");
            return;
        }
        values.oneOf(pointer + "/resource", selector.getResource(), RESOURCES);
        if (selector.getContainerName() != null && !containers.contains(selector.getContainerName())) {
            problems.error(
                    pointer + "/containerName",
                    "the pod has no container " + Quoted.of(selector.getContainerName())
                            + DidYouMean.suffix(selector.getContainerName(), containers));
        }
        String divisor =
                selector.getDivisor() == null ? "1" : selector.getDivisor().toString();
        List<String> divisors = selector.getResource().endsWith(".cpu") ? CPU_DIVISORS : MEMORY_DIVISORS;
        if (!divisor.equals("0") && !divisors.contains(divisor)) {
            problems.error(
                    pointer + "/divisor",
                    "divisor " + Quoted.of(divisor) + " is not valid, expected one of " + String.join(", ", divisors));
        }
    }

    private void all(EnvFromSource source, String pointer) {
        if (source.getPrefix() != null && !source.getPrefix().isEmpty()) {
            Syntax.ENV.check(problems, pointer + "/prefix", "prefix", source.getPrefix());
        }
        if ((source.getConfigMapRef() == null) == (source.getSecretRef() == null) && !problems.at(pointer)) {
            problems.error(pointer, "an item of envFrom needs exactly one of configMapRef and secretRef");
        }
    }
}
