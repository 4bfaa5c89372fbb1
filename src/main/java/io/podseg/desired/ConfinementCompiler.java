package io.podseg.desired;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.model.Hardening.Seccomp;
import io.podseg.model.PodmanAnnotations;
import io.podseg.state.ContainerSettings.Confinement;
import io.podseg.state.ContainerSettings.SeccompFile;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Seccomp, AppArmor and what else confines a container: its own word counts, then the pod's, then the annotations. */
final class ConfinementCompiler {
    /** Where kubelet looks for profiles, and kube play ({@code --seccomp-profile-root}). */
    private static final String SECCOMP_ROOT = "/var/lib/kubelet/seccomp/";

    private static final String UNCONFINED = "unconfined";
    private static final String LOCALHOST = "localhost/";

    private ConfinementCompiler() {}

    /**
     * @param profile the profile that stands for {@link Seccomp#LOCALHOST}
     */
    static Confinement compile(
            Pod object, Container container, Map<String, String> annotations, Optional<SeccompFile> profile) {
        PodSecurityContext pod = object.getSpec().getSecurityContext() == null
                ? new PodSecurityContext()
                : object.getSpec().getSecurityContext();
        SecurityContext own =
                container.getSecurityContext() == null ? new SecurityContext() : container.getSecurityContext();
        Boolean nonRoot = own.getRunAsNonRoot() != null ? own.getRunAsNonRoot() : pod.getRunAsNonRoot();
        SeccompProfile seccomp = own.getSeccompProfile() != null ? own.getSeccompProfile() : pod.getSeccompProfile();
        boolean written =
                profile.isPresent() && seccomp != null && Seccomp.LOCALHOST.equals(seccomp.getLocalhostProfile());
        return new Confinement(
                "Unmasked".equals(own.getProcMount()),
                Boolean.TRUE.equals(nonRoot),
                seccomp(seccomp)
                        .or(() -> seccompAnnotation(container.getName(), annotations))
                        .filter(path -> !path.isEmpty() && !written),
                profile.filter(_ -> written),
                apparmor(own.getAppArmorProfile() != null ? own.getAppArmorProfile() : pod.getAppArmorProfile())
                        .or(() -> apparmorAnnotation(container.getName(), annotations))
                        .filter(name -> !name.isEmpty()));
    }

    /** Empty text means Podman's default. */
    private static Optional<String> seccomp(@Nullable SeccompProfile profile) {
        return Optional.ofNullable(profile).map(some -> switch (String.valueOf(some.getType())) {
            case "Unconfined" -> UNCONFINED;
            case "Localhost" -> SECCOMP_ROOT + some.getLocalhostProfile();
            default -> "";
        });
    }

    private static Optional<String> seccompAnnotation(String container, Map<String, String> annotations) {
        return PodmanAnnotations.of(annotations, PodmanAnnotations.SECCOMP, container)
                .or(() -> PodmanAnnotations.of(annotations, PodmanAnnotations.LEGACY_SECCOMP, container)
                        .or(() -> Optional.ofNullable(annotations.get(PodmanAnnotations.LEGACY_POD_SECCOMP)))
                        .map(value -> legacy(value, SECCOMP_ROOT)));
    }

    private static Optional<String> apparmor(@Nullable AppArmorProfile profile) {
        return Optional.ofNullable(profile).map(some -> switch (String.valueOf(some.getType())) {
            case "Unconfined" -> UNCONFINED;
            case "Localhost" -> String.valueOf(some.getLocalhostProfile());
            default -> "";
        });
    }

    private static Optional<String> apparmorAnnotation(String container, Map<String, String> annotations) {
        return PodmanAnnotations.of(annotations, PodmanAnnotations.APPARMOR, container)
                .or(() -> PodmanAnnotations.of(annotations, PodmanAnnotations.LEGACY_APPARMOR, container)
                        .map(value -> legacy(value, "")));
    }

    private static String legacy(String value, String root) {
        if (value.startsWith(LOCALHOST)) {
            return root + value.substring(LOCALHOST.length());
        }
        return value.equals(UNCONFINED) ? UNCONFINED : "";
    }
}
