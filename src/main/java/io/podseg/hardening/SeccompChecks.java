package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.SeccompProfile;
import io.podseg.hardening.Parts.Part;
import io.podseg.hardening.Standard.Found;
import io.podseg.model.PodmanAnnotations;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Filters of system calls. Kubernetes reads the annotations before v1.19 and the fields since then; Podman reads both, and an
 * annotation of its own, so all of them count here where they have an effect.
 */
final class SeccompChecks {
    private static final int FIELDS = 19;

    private SeccompChecks() {}

    static void baseline(Parts pod, StandardVersion version, Found found) {
        if (version.since(FIELDS)) {
            unconfined(pod.context().getSeccompProfile(), "pod", Parts.POD_CONTEXT, found);
            pod.containers()
                    .forEach(part ->
                            unconfined(part.context().getSeccompProfile(), part.title(), part.contextPointer(), found));
        }
        annotation(pod, PodmanAnnotations.LEGACY_POD_SECCOMP, found);
        for (Part part : pod.containers()) {
            annotation(pod, PodmanAnnotations.LEGACY_SECCOMP + "/" + part.name(), found);
            String own = PodmanAnnotations.SECCOMP + "/" + part.name();
            pod.annotation(own)
                    .filter("unconfined"::equals)
                    .ifPresent(value -> found.at(
                            Parts.annotationPointer(own), part.title() + " must not be without a seccomp profile"));
        }
    }

    private static void unconfined(@Nullable SeccompProfile profile, String who, String pointer, Found found) {
        if (profile != null && !isConfined(profile)) {
            found.at(
                    pointer + "/seccompProfile/type",
                    who + " must not have the seccomp profile " + Parts.quoted(String.valueOf(profile.getType()))
                            + ", but RuntimeDefault or Localhost");
        }
    }

    private static void annotation(Parts pod, String name, Found found) {
        pod.annotation(name)
                .filter(value -> !value.equals("runtime/default")
                        && !value.equals("docker/default")
                        && !value.startsWith("localhost/"))
                .ifPresent(value -> found.at(
                        Parts.annotationPointer(name),
                        "annotation " + Parts.quoted(name) + " must not be " + Parts.quoted(value)
                                + ", but runtime/default or localhost/..."));
    }

    static void restricted(Parts pod, StandardVersion version, Found found) {
        baseline(pod, version, found);
        boolean stated = Optional.ofNullable(pod.context().getSeccompProfile())
                .filter(SeccompChecks::isConfined)
                .isPresent();
        for (Part part : pod.containers()) {
            if (!stated && part.context().getSeccompProfile() == null) {
                found.at(
                        part.contextPointer() + "/seccompProfile",
                        part.title() + " must state its seccomp profile, RuntimeDefault or Localhost"
                                + " (securityContext.seccompProfile.type)");
            }
        }
    }

    private static boolean isConfined(SeccompProfile profile) {
        return "RuntimeDefault".equals(profile.getType()) || "Localhost".equals(profile.getType());
    }
}
