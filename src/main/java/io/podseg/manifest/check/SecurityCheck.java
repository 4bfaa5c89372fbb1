package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Capability;
import io.podseg.model.DidYouMean;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The security context of one container, with that of its pod. */
final class SecurityCheck {
    private static final String ALL = "ALL";

    /** capabilities(7), Linux 6.x; {@code ALL} is Kubernetes'. */
    private static final Set<String> CAPABILITIES =
            Stream.concat(Stream.of(ALL), Capability.NAMES.stream()).collect(Collectors.toCollection(TreeSet::new));

    private final Problems problems;
    private final Values values;
    private final @Nullable PodSecurityContext pod;

    SecurityCheck(Problems problems, @Nullable PodSecurityContext pod) {
        this.problems = problems;
        this.values = new Values(problems);
        this.pod = pod;
    }

    void check(@Nullable SecurityContext context, String pointer) {
        if (context == null) {
            nonRoot(null, null, pointer);
            return;
        }
        values.id(pointer + "/runAsUser", context.getRunAsUser());
        values.id(pointer + "/runAsGroup", context.getRunAsGroup());
        nonRoot(context.getRunAsNonRoot(), context.getRunAsUser(), pointer);
        values.oneOf(pointer + "/procMount", context.getProcMount(), List.of("Default", "Unmasked"));
        Profiles profiles = new Profiles(problems);
        profiles.seccomp(context.getSeccompProfile(), pointer + "/seccompProfile");
        profiles.apparmor(context.getAppArmorProfile(), pointer + "/appArmorProfile");
        values.seLinux(pointer + "/seLinuxOptions", context.getSeLinuxOptions());
        List<String> added = List.of();
        if (context.getCapabilities() != null) {
            added = context.getCapabilities().getAdd();
            capabilities(added, pointer + "/capabilities/add");
            capabilities(context.getCapabilities().getDrop(), pointer + "/capabilities/drop");
            both(added, context.getCapabilities().getDrop(), pointer + "/capabilities/add");
        }
        if (Boolean.FALSE.equals(context.getAllowPrivilegeEscalation())) {
            escalation(Boolean.TRUE.equals(context.getPrivileged()), added, pointer + "/allowPrivilegeEscalation");
        }
    }

    /** What a user id alone can tell; an image's own user is looked at when the pod is made. */
    private void nonRoot(@Nullable Boolean own, @Nullable Long user, String pointer) {
        Boolean nonRoot = own != null || pod == null ? own : pod.getRunAsNonRoot();
        Long effective = user != null || pod == null ? user : pod.getRunAsUser();
        if (Boolean.TRUE.equals(nonRoot) && effective != null && effective == 0) {
            problems.error(
                    user != null ? pointer + "/runAsUser" : "/spec/securityContext/runAsUser",
                    "runAsUser is 0, but runAsNonRoot says that the container must not run as root");
        }
    }

    private void escalation(boolean privileged, List<String> added, String pointer) {
        if (privileged) {
            problems.error(pointer, "allowPrivilegeEscalation cannot be false in a privileged container");
        } else if (added.contains("SYS_ADMIN")) {
            problems.error(pointer, "allowPrivilegeEscalation cannot be false where SYS_ADMIN is added");
        }
    }

    /** Podman makes no such container; dropping ALL and adding some is what it is for. */
    private void both(List<String> added, List<String> dropped, String pointer) {
        for (int i = 0; i < added.size(); i++) {
            String name = added.get(i);
            if (dropped.contains(name) && (name.equals(ALL) || !dropped.contains(ALL))) {
                problems.error(
                        Pointers.child(pointer, i), "capability " + Quoted.of(name) + " is both added and dropped");
            }
        }
    }

    private void capabilities(List<String> names, String pointer) {
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i);
            String at = Pointers.child(pointer, i);
            if (name.startsWith("CAP_") && CAPABILITIES.contains(name.substring(4))) {
                problems.error(
                        at, "capability " + Quoted.of(name) + " is written " + name.substring(4) + " in Kubernetes");
            } else if (!CAPABILITIES.contains(name) && !problems.at(at)) {
                problems.error(
                        at,
                        "capability " + Quoted.of(name) + " does not exist"
                                + DidYouMean.orExpected(name, CAPABILITIES, "NET_BIND_SERVICE"));
            }
        }
    }
}
