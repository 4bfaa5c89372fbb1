package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.MountFacts.Propagation;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.UserNamespace;
import java.util.Optional;
import java.util.stream.Stream;

/** PS16: mounts that come back to the host, and parts of /proc that are usually hidden. */
final class MaskingCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS16",
                    Severity.HIGH,
                    "Shared mounts or unmasked kernel files",
                    "Remove mountPropagation: Bidirectional and procMount: Unmasked (podman run: no rshared, no --security-opt unmask).")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: /proc Mount Type")
            .known(Catalogue.CIS, "5.20")
            .known(Catalogue.TRIVY, "KSV-0027");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {
        Stream<Remark> shared = container.files().mounts().stream()
                .filter(mount -> mount.propagation() == Propagation.SHARED)
                .map(mount -> Remark.of(
                                "what it mounts below " + mount.target() + " is mounted on the host too",
                                mount.pointer())
                        .in(Profile.CIS));
        return Stream.concat(shared, unmasked(pod, container).stream());
    }

    /** The level baseline allows it to who has ids of its own, the level restricted to nobody. */
    private static Optional<Remark> unmasked(PodFacts pod, ContainerFacts container) {
        if (container.files().unmasked().isEmpty()) {
            return Optional.empty();
        }
        Remark remark = Remark.of(
                        "sees files of the kernel that are usually hidden: "
                                + String.join(", ", container.files().unmasked()),
                        "/securityContext/procMount")
                .in(Profile.BASELINE);
        return Optional.of(
                pod.users() == UserNamespace.AUTO
                        ? remark.severe(Severity.MEDIUM).in(Profile.RESTRICTED)
                        : remark);
    }
}
