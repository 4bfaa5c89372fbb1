package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.ContainerFacts.Role;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** PS23: nobody checks that the container works. */
final class HealthCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS23",
                    Severity.LOW,
                    "No health check",
                    "Add a livenessProbe or readinessProbe (podman run: --health-cmd).")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "4.6", "5.27")
            .known(Catalogue.KUBESCAPE, "C-0018", "C-0056");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        boolean task =
                container.role() != Role.APP || pod.subject().key().kind().equals("Job");
        return task || container.health()
                ? Stream.empty()
                : Stream.of(Remark.of("has no probe: that it hangs is not seen", "/livenessProbe"));
    }
}
