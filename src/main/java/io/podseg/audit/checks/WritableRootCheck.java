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

/** PS10: the root file system can be written. */
final class WritableRootCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS10",
                    Severity.MEDIUM,
                    "Writable root file system",
                    "Set securityContext.readOnlyRootFilesystem: true and mount an emptyDir, or a tmpfs of a SecurityProfile, where it has to write (podman run: --read-only --tmpfs).")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "5.13")
            .known(Catalogue.TRIVY, "KSV-0014")
            .known(Catalogue.KUBESCAPE, "C-0017");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return container.files().rootReadOnly()
                ? Stream.empty()
                : Stream.of(Remark.of(
                        "its root file system can be written: programs in it can be replaced",
                        "/securityContext/readOnlyRootFilesystem"));
    }
}
