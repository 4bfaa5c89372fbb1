package io.podseg.audit.manifests;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SELinuxOptions;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.audit.facts.Confinement;
import io.podseg.audit.facts.SelinuxFacts;
import io.podseg.model.PodmanAnnotations;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seccomp, SELinux and AppArmor of a container: its own word counts, then the pod's, then the annotations. */
final class Confinements {
    private final PodSecurityContext pod;
    private final SecurityContext own;
    private final String name;
    private final Map<String, String> annotations;

    Confinements(Pod pod, Container container, Map<String, String> annotations) {
        this.pod = pod.getSpec().getSecurityContext() == null
                ? new PodSecurityContext()
                : pod.getSpec().getSecurityContext();
        this.own = container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext();
        this.name = container.getName();
        this.annotations = annotations;
    }

    Confinement seccomp() {
        SeccompProfile profile = own.getSeccompProfile() != null ? own.getSeccompProfile() : pod.getSeccompProfile();
        if (profile != null) {
            return of(profile.getType(), profile.getLocalhostProfile());
        }
        return PodmanAnnotations.of(annotations, PodmanAnnotations.SECCOMP, name)
                .or(() -> PodmanAnnotations.of(annotations, PodmanAnnotations.LEGACY_SECCOMP, name))
                .or(() -> Optional.ofNullable(annotations.get(PodmanAnnotations.LEGACY_POD_SECCOMP)))
                .map(Confinements::word)
                .orElse(Confinement.UNSTATED);
    }

    Confinement apparmor() {
        AppArmorProfile profile =
                own.getAppArmorProfile() != null ? own.getAppArmorProfile() : pod.getAppArmorProfile();
        if (profile != null) {
            return of(profile.getType(), profile.getLocalhostProfile());
        }
        return PodmanAnnotations.of(annotations, PodmanAnnotations.APPARMOR, name)
                .or(() -> PodmanAnnotations.of(annotations, PodmanAnnotations.LEGACY_APPARMOR, name))
                .map(Confinements::word)
                .orElse(Confinement.UNSTATED);
    }

    SelinuxFacts selinux() {
        SELinuxOptions options = own.getSeLinuxOptions() != null ? own.getSeLinuxOptions() : pod.getSeLinuxOptions();
        SelinuxFacts label = PodmanAnnotations.of(annotations, PodmanAnnotations.LABEL, name)
                .map(Confinements::label)
                .orElse(SelinuxFacts.UNSTATED);
        return options == null || label.disabled() ? label : with(label, options);
    }

    /** Podman is given both; what the annotation says comes last. */
    private static SelinuxFacts with(SelinuxFacts label, SELinuxOptions options) {
        return new SelinuxFacts(
                false,
                either(label.user(), options.getUser()),
                either(label.role(), options.getRole()),
                either(label.type(), options.getType()),
                either(label.level(), options.getLevel()));
    }

    /** What {@code --security-opt label=} takes. */
    private static SelinuxFacts label(String value) {
        if (value.equals("disable")) {
            return SelinuxFacts.OFF;
        }
        int colon = value.indexOf(':');
        String word = colon < 0 ? "" : value.substring(0, colon);
        String rest = value.substring(colon + 1);
        return new SelinuxFacts(
                false,
                word.equals("user") ? rest : "",
                word.equals("role") ? rest : "",
                word.equals("type") ? rest : "",
                word.equals("level") ? rest : "");
    }

    private static Confinement of(@Nullable String type, @Nullable String localhost) {
        return switch (String.valueOf(type)) {
            case "Unconfined" -> Confinement.OFF;
            case "Localhost" -> Confinement.own(String.valueOf(localhost));
            default -> Confinement.DEFAULT;
        };
    }

    private static Confinement word(String value) {
        return switch (value) {
            case "unconfined" -> Confinement.OFF;
            case "runtime/default", "docker/default", "" -> Confinement.DEFAULT;
            default -> Confinement.own(value);
        };
    }

    private static String either(String text, @Nullable String other) {
        return !text.isEmpty() || other == null ? text : other;
    }
}
