package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** PS01: nothing confines the container. */
final class PrivilegedCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS01",
                    Severity.CRITICAL,
                    "Privileged container",
                    "Remove securityContext.privileged (podman run: --privileged) and add the single capability or device"
                            + " that is needed.")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: Privileged Containers")
            .known(Catalogue.CIS, "5.5")
            .known(Catalogue.TRIVY, "KSV-0017")
            .known(Catalogue.KUBESCAPE, "C-0057");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {
        return container.privileged()
                ? Stream.of(Remark.of(
                        "runs privileged: it has all capabilities and devices, and no seccomp, SELinux or AppArmor",
                        "/securityContext/privileged"))
                : Stream.empty();
    }
}
