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

/** PS30: a crash loop without end. */
final class RestartsCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS30",
                    Severity.LOW,
                    "Restarts without bound",
                    "Set restart.maxRetries in a SecurityProfile (podman run: --restart on-failure:5).")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "5.15");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return container.restart().endless()
                ? Stream.of(Remark.of("is started again however often it fails", ""))
                : Stream.empty();
    }
}
