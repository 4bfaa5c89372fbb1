package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.model.HostClaims;
import io.podseg.model.Manifest;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Levels of the Kubernetes Pod Security Standards, each stricter than the one before. */
public enum Level {
    /** Everything is allowed. */
    PRIVILEGED,
    /** No known way to more privileges. */
    BASELINE,
    /** What hardening a pod is known to need. */
    RESTRICTED;

    /** The level of a name as labels and profiles write it. */
    public static Optional<Level> of(String name) {
        return Arrays.stream(values())
                .filter(level -> level.word().equals(name))
                .findFirst();
    }

    /** {@code baseline} for {@link #BASELINE}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** What in a pod is against this level in its latest version. */
    public List<Violation> check(Pod pod) {
        return check(pod, StandardVersion.LATEST);
    }

    /** What in a pod is against this level, as far as the pod alone can tell. */
    public List<Violation> check(Pod pod, StandardVersion version) {
        return Standard.check(this, new Parts(pod), version);
    }

    /**
     * What in a pod is against this level.
     *
     * @param pod the pod; whether its fields are valid at all is checked elsewhere
     * @param version which version of the standards counts
     * @param claims claims that are paths of the host in disguise
     * @return the violations, in the order of the checks and then of the pod; empty where the pod is admitted
     */
    public List<Violation> check(Manifest<Pod> pod, StandardVersion version, HostClaims claims) {
        return Standard.check(
                this, new Parts(pod.object(), volume -> claims.path(pod.key().namespace(), volume)), version);
    }
}
