package io.podseg.model;

import io.fabric8.kubernetes.api.model.LabelSelector;
import io.fabric8.kubernetes.api.model.Probe;
import io.fabric8.kubernetes.api.model.SecurityContext;
import java.util.Objects;
import java.util.Optional;

/**
 * Hardening for the pods that it selects, or for every container of the host (podseg.io/v1alpha1 SecurityProfile).
 *
 * @param namespaces labels of the namespaces; empty means all
 * @param pods labels of the pods; empty means all
 * @param host it says what containers get that anybody starts on this host, and selects no pods
 * @param level of the Kubernetes Pod Security Standards that the pods must keep
 * @param mode what becomes of a pod that does not keep it
 * @param defaults what pods get that do not say otherwise
 */
public record SecurityProfile(
        Optional<LabelSelector> namespaces,
        Optional<LabelSelector> pods,
        boolean host,
        Optional<Level> level,
        Mode mode,
        Defaults defaults) {
    public SecurityProfile {
        Objects.requireNonNull(level);
        Objects.requireNonNull(mode);
    }

    /** The levels of the Pod Security Standards, from open to closed. */
    public enum Level {
        PRIVILEGED,
        BASELINE,
        RESTRICTED
    }

    /** What becomes of a pod that is against a profile. */
    public enum Mode {
        /** It is an error: nothing is applied. */
        ENFORCE,
        /** It is said in the plan. */
        WARN,
        /** It is found by the audit. */
        AUDIT
    }

    /**
     * What is filled in.
     *
     * @param context what Kubernetes has a field for in a container's security context; fields that are null say nothing
     * @param memory limit of each container as Kubernetes writes it, such as {@code 512Mi}
     * @param cpu limit of each container as Kubernetes writes it, such as {@code 500m}
     * @param healthCheck a liveness probe
     * @param hostIp address that published ports are bound to
     * @param hardening what Kubernetes has no field for
     */
    public record Defaults(
            SecurityContext context,
            Optional<String> memory,
            Optional<String> cpu,
            Optional<Probe> healthCheck,
            Optional<Ip> hostIp,
            Hardening hardening) {
        public static final Defaults NONE = new Defaults(
                new SecurityContext(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Hardening.NONE);
    }
}
