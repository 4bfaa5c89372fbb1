package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Capabilities;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.model.PodmanAnnotations;
import io.podseg.state.ContainerSpec.Security;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Security context of a container; what it does not say comes from the pod's, as in Kubernetes. */
final class SecurityCompiler {
    private SecurityCompiler() {}

    static Security compile(Pod object, Container container) {
        PodSecurityContext pod = object.getSpec().getSecurityContext() == null
                ? new PodSecurityContext()
                : object.getSpec().getSecurityContext();
        SecurityContext own =
                container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext();
        List<String> selinux =
                selinux(own.getSeLinuxOptions() != null ? own.getSeLinuxOptions() : pod.getSeLinuxOptions());
        PodmanAnnotations.of(ObjectFields.annotations(object), PodmanAnnotations.LABEL, container.getName())
                .filter(label -> !selinux.contains(label))
                .ifPresent(selinux::add);
        Long user = own.getRunAsUser() != null ? own.getRunAsUser() : pod.getRunAsUser();
        Long group = own.getRunAsGroup() != null ? own.getRunAsGroup() : pod.getRunAsGroup();
        Optional<Capabilities> capabilities = Optional.ofNullable(own.getCapabilities());
        return new Security(
                Boolean.TRUE.equals(own.getPrivileged()),
                Boolean.FALSE.equals(own.getAllowPrivilegeEscalation()),
                Boolean.TRUE.equals(own.getReadOnlyRootFilesystem()),
                user(user, group),
                PodCompiler.orEmpty(pod.getSupplementalGroups()).stream()
                        .map(Long::intValue)
                        .toList(),
                names(capabilities.map(Capabilities::getAdd)),
                names(capabilities.map(Capabilities::getDrop)),
                selinux);
    }

    private static Optional<String> user(@Nullable Long user, @Nullable Long group) {
        if (user == null && group == null) {
            return Optional.empty();
        }
        String name = user == null ? "" : Long.toString(user);
        return Optional.of(group == null ? name : name + ":" + group);
    }

    private static List<String> names(Optional<List<String>> capabilities) {
        return capabilities.orElse(List.of()).stream()
                .map(name -> name.toUpperCase(Locale.ROOT).replaceFirst("^CAP_", ""))
                .toList();
    }

    private static List<String> selinux(@Nullable SELinuxOptions options) {
        List<String> words = new ArrayList<>();
        if (options != null) {
            add(words, "user", options, SELinuxOptions::getUser);
            add(words, "role", options, SELinuxOptions::getRole);
            add(words, "type", options, SELinuxOptions::getType);
            add(words, "level", options, SELinuxOptions::getLevel);
        }
        return words;
    }

    private static void add(
            List<String> words, String name, SELinuxOptions options, Function<SELinuxOptions, @Nullable String> get) {
        String value = get.apply(options);
        if (value != null && !value.isEmpty()) {
            words.add(name + ":" + value);
        }
    }
}
