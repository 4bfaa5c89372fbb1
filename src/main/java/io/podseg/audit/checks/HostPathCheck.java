package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.ContainerCheck;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.MountFacts;
import io.podseg.audit.facts.MountFacts.Kind;
import io.podseg.audit.facts.PodFacts;
import java.util.stream.Stream;

/** PS12: paths of the host are mounted. */
final class HostPathCheck implements ContainerCheck {
    private static final About ABOUT = About.of(
                    "PS12",
                    Severity.HIGH,
                    "Paths of the host are mounted",
                    "Use a ConfigMap, a Secret or a PersistentVolumeClaim in place of hostPath (podman run: a named volume); where it must be, mount the one file that is needed, readOnly: true.")
            .in(Profile.BASELINE, Profile.CIS)
            .known(Catalogue.PSS, "baseline: HostPath Volumes")
            .known(Catalogue.CIS, "5.6")
            .known(Catalogue.TRIVY, "KSV-0023", "KSV-0121")
            .known(Catalogue.KUBESCAPE, "C-0045", "C-0048");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Remark> look(PodFacts pod, ContainerFacts container) {

        return container.files().mounts().stream()
                .filter(mount -> mount.kind() == Kind.HOST_PATH)
                .map(HostPathCheck::remark);
    }

    private static Remark remark(MountFacts mount) {
        HostPath path = HostPath.of(mount.source());
        String how = mount.readOnly() ? "can read" : "can write";
        Remark remark = Remark.of(
                how + " " + mount.source() + " of the host (at " + mount.target() + ")"
                        + path.meaning().map(meaning -> ": " + meaning).orElse(""),
                mount.pointer());
        if (path.root() && !mount.readOnly()) {
            return remark.severe(Severity.CRITICAL);
        }
        if (path.meaning().isPresent()) {
            return remark.severe(mount.readOnly() && !path.root() ? Severity.MEDIUM : Severity.HIGH);
        }
        return remark.severe(mount.readOnly() ? Severity.LOW : Severity.MEDIUM);
    }
}
