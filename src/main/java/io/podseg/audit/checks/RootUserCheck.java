package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.UserFacts.Root;
import io.podseg.audit.facts.UserNamespace;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** PS06: the container runs as root, or may. */
final class RootUserCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS06",
                    Severity.HIGH,
                    "Runs as root",
                    "Set securityContext.runAsNonRoot: true and runAsUser and runAsGroup to other ids than 0 (podman run: --user), or a user namespace of its own.")
            .in(Profile.RESTRICTED, Profile.CIS)
            .known(Catalogue.PSS, "restricted: Running as Non-root")
            .known(Catalogue.CIS, "4.1")
            .known(Catalogue.TRIVY, "KSV-0012", "KSV-0020", "KSV-0021", "KSV-0105", "KSV-0116")
            .known(Catalogue.KUBESCAPE, "C-0013");

    private static final String NON_ROOT = "/securityContext/runAsNonRoot";

    /** Where root inside is somebody else outside. */
    private static final Set<UserNamespace> APART =
            Set.of(UserNamespace.AUTO, UserNamespace.KEEP_ID, UserNamespace.NOMAP, UserNamespace.MAPPED);

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return Stream.concat(user(pod, container).stream(), group(container).stream());
    }

    private static Optional<Remark> user(PodFacts pod, ContainerFacts container) {
        boolean apart = APART.contains(pod.users());
        if (container.user().user() == Root.YES) {
            Remark remark = Remark.of(
                    apart ? "runs as root of its own user namespace" : "runs as root", "/securityContext/runAsUser");
            return Optional.of(apart ? lowered(pod, remark) : remark);
        }
        if (container.user().refused()) {
            return Optional.empty();
        }
        if (container.user().user() == Root.UNKNOWN) {
            Remark remark = Remark.of(
                            "runs as whom its image says, which may be root: neither runAsNonRoot nor runAsUser is set",
                            NON_ROOT)
                    .severe(Severity.MEDIUM);
            return Optional.of(apart ? lowered(pod, remark) : remark);
        }
        return pod.live() || pod.users() == UserNamespace.AUTO
                ? Optional.empty()
                : Optional.of(Remark.of(
                                "does not state runAsNonRoot: true, which the level restricted asks for beside runAsUser",
                                NON_ROOT)
                        .severe(Severity.LOW)
                        .in(Profile.RESTRICTED));
    }

    /** The level restricted asks nothing of who has ids of its own by {@code hostUsers: false}. */
    private static Remark lowered(PodFacts pod, Remark remark) {
        return pod.users() == UserNamespace.AUTO
                ? remark.severe(Severity.LOW).in(Profile.CIS)
                : remark.severe(Severity.LOW);
    }

    private static Optional<Remark> group(ContainerFacts container) {
        return container.user().group() == Root.YES && container.user().user() != Root.YES
                ? Optional.of(Remark.of("has root's group", "/securityContext/runAsGroup")
                        .severe(Severity.LOW)
                        .in())
                : Optional.empty();
    }
}
