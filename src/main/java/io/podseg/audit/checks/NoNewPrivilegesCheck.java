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

/** PS05: programs can gain rights. */
final class NoNewPrivilegesCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS05",
                    Severity.MEDIUM,
                    "Programs can gain privileges",
                    "Set securityContext.allowPrivilegeEscalation: false (podman run: --security-opt no-new-privileges).")
            .in(Profile.RESTRICTED, Profile.CIS)
            .known(Catalogue.PSS, "restricted: Privilege Escalation")
            .known(Catalogue.CIS, "5.26")
            .known(Catalogue.TRIVY, "KSV-0001")
            .known(Catalogue.KUBESCAPE, "C-0016");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return container.noNewPrivileges().orElse(false)
                ? Stream.empty()
                : Stream.of(Remark.of(
                        "set-user-ID programs and file capabilities in it give more rights than it was started with",
                        "/securityContext/allowPrivilegeEscalation"));
    }
}
