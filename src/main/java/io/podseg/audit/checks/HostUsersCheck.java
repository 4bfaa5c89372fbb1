package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Check;
import io.podseg.audit.Finding;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.ContainerFacts;
import io.podseg.audit.facts.HostAudit;
import io.podseg.audit.facts.PodFacts;
import io.podseg.audit.facts.UserFacts.Root;
import io.podseg.audit.facts.UserNamespace;
import java.util.Optional;
import java.util.stream.Stream;

/** PS18: ids inside are ids outside. */
final class HostUsersCheck implements Check {
    private static final About ABOUT = About.of(
                    "PS18",
                    Severity.MEDIUM,
                    "User namespace of the host",
                    "Set userNamespace: {mode: auto} in a SecurityProfile, or hostUsers: false (podman run: --userns auto), so that"
                            + " root inside is nobody outside.")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "2.9", "5.31");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Finding> look(Audited audited) {
        boolean rootless = audited.host().map(HostAudit::rootless).orElse(false);
        return audited.pods().stream()
                .flatMap(pod -> remark(pod, rootless).stream()
                        .map(remark -> remark.of(ABOUT, pod.subject(), pod.places(), pod.exemptions())));
    }

    private static Optional<Remark> remark(PodFacts pod, boolean rootless) {
        if (pod.users() == UserNamespace.UNSTATED) {
            return Optional.of(Remark.of(
                            "asks for no user namespace of its own: its ids are those of the host, unless containers.conf"
                                    + " says otherwise",
                            "/spec/hostUsers")
                    .severe(Severity.LOW));
        }
        if (pod.users() != UserNamespace.HOST) {
            return Optional.empty();
        }
        if (rootless) {
            return Optional.of(Remark.of(
                            "has the ids of the user who runs Podman: root inside is that user outside",
                            "/spec/hostUsers")
                    .severe(Severity.LOW));
        }
        boolean root = pod.containers().stream()
                .filter(container -> container.role() != ContainerFacts.Role.INFRA)
                .anyMatch(container -> container.user().user() != Root.NO);
        return Optional.of(
                root
                        ? Remark.of("has the ids of the host: root inside is root outside", "/spec/hostUsers")
                        : Remark.of("has the ids of the host: its user inside is the same outside", "/spec/hostUsers")
                                .severe(Severity.LOW));
    }
}
