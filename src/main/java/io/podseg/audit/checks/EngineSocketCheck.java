package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.MountFacts.Kind;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** PS13: the socket of a container engine is mounted. */
final class EngineSocketCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS13",
                    Severity.CRITICAL,
                    "Socket of a container engine is mounted",
                    "Remove the mount: whoever can speak to the engine can start a privileged container.")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.CIS, "5.32")
            .known(Catalogue.TRIVY, "KSV-0006")
            .known(Catalogue.KUBESCAPE, "C-0074");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return container.files().mounts().stream()
                .filter(mount -> mount.kind() == Kind.HOST_PATH)
                .flatMap(mount -> HostPath.of(mount.source()).socket().stream()
                        .map(socket -> Remark.of(
                                socket + " (at " + mount.target()
                                        + "): it can start any container, and so be root of the host",
                                mount.pointer())));
    }
}
