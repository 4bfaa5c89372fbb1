package io.podseg.model;

import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Annotations of a Pod that Podman's kube play acts on (podman-kube-play(1), libpod/define/annotations.go). */
public final class PodmanAnnotations {
    private static final String PODMAN = "io.podman.annotations.";

    public static final String USERNS = PODMAN + "userns";
    public static final String ULIMIT = PODMAN + "ulimit";
    public static final String INFRA_NAME = PODMAN + "infra.name";
    public static final String INIT_TYPE = PODMAN + "init.container.type";
    /** Of one container, as all below: {@code /} and its name follow. */
    public static final String VOLUMES_FROM = PODMAN + "volumes-from";

    public static final String PIDS_LIMIT = PODMAN + "pids-limit";
    public static final String CPUSET = PODMAN + "cpuset";
    public static final String MEMORY_NODES = PODMAN + "memory-nodes";
    public static final String CID_FILE = PODMAN + "cid-file";
    public static final String SECCOMP = PODMAN + "seccomp";
    public static final String APPARMOR = PODMAN + "apparmor";
    public static final String LABEL = PODMAN + "label";
    public static final String AUTOREMOVE = PODMAN + "autoremove";
    public static final String INIT = PODMAN + "init";
    public static final String PUBLISH_ALL = PODMAN + "publish-all";
    /** Of the pod, or of one container. */
    public static final String AUTO_UPDATE = "io.containers.autoupdate";

    public static final String AUTO_UPDATE_AUTHFILE = "io.containers.autoupdate.authfile";
    public static final String SDNOTIFY = "io.containers.sdnotify";
    /** How Kubernetes said it before {@code securityContext.seccompProfile}. */
    public static final String LEGACY_POD_SECCOMP = "seccomp.security.alpha.kubernetes.io/pod";

    public static final String LEGACY_SECCOMP = "container.seccomp.security.alpha.kubernetes.io";
    /** How Kubernetes said it before {@code securityContext.appArmorProfile}. */
    public static final String LEGACY_APPARMOR = "container.apparmor.security.beta.kubernetes.io";

    /** Those of the pod as a whole. */
    public static final Set<String> OF_POD = Set.of(
            USERNS, ULIMIT, INFRA_NAME, INIT_TYPE, AUTO_UPDATE, AUTO_UPDATE_AUTHFILE, SDNOTIFY, LEGACY_POD_SECCOMP);

    /** Those of one container. */
    public static final Set<String> OF_CONTAINER = Set.of(
            VOLUMES_FROM,
            PIDS_LIMIT,
            CPUSET,
            MEMORY_NODES,
            CID_FILE,
            SECCOMP,
            APPARMOR,
            LABEL,
            AUTOREMOVE,
            INIT,
            PUBLISH_ALL,
            AUTO_UPDATE,
            AUTO_UPDATE_AUTHFILE,
            SDNOTIFY,
            LEGACY_SECCOMP,
            LEGACY_APPARMOR);

    private PodmanAnnotations() {}

    /** What is said of one container. */
    public static Optional<String> of(Map<String, String> annotations, String name, String container) {
        return Optional.ofNullable(annotations.get(name + "/" + container));
    }

    /** What is said of one container, else of the pod. */
    public static Optional<String> ofEither(Map<String, String> annotations, String name, String container) {
        return of(annotations, name, container).or(() -> Optional.ofNullable(annotations.get(name)));
    }

    /** Whether a value means yes, as Go's strconv.ParseBool reads it. */
    public static boolean isYes(String value) {
        return Set.of("1", "t", "T", "TRUE", "true", "True").contains(value);
    }
}
