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
import io.podseg.audit.facts.HostAudit.Trust;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.Subject;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/** PS20: nobody asks who made an image. */
final class ImageTrustCheck implements Check {
    private static final String ANYTHING = "insecureAcceptAnything";

    private static final About ABOUT = About.of(
                    "PS20",
                    Severity.MEDIUM,
                    "policy.json accepts any image",
                    "Declare an ImagePolicy with the signatures that images must have (docs/images.md), and let the default be reject.")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "4.5")
            .known(Catalogue.KUBESCAPE, "C-0236", "C-0237");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Finding> look(Audited audited) {
        List<Trust> trust = audited.host().map(HostAudit::trust).orElse(List.of());
        Stream<Finding> scopes = trust.stream()
                .filter(ImageTrustCheck::accepts)
                .filter(entry -> Set.of("default", "docker:", "atomic:").contains(entry.scope()))
                .map(entry -> Remark.of(
                                entry.file() + " accepts any image "
                                        + (entry.scope().equals("default") ? "by default" : "of every registry"),
                                "")
                        .of(ABOUT, Subject.host(), Places.NOWHERE, Map.of()));
        Stream<Finding> images = audited.pods().stream()
                .flatMap(pod -> pod.containers().stream()
                        .filter(container -> unsigned(container, trust))
                        .map(container -> Remark.of(
                                        "nobody asks for a signature of its image "
                                                + container.image().reference(),
                                        "/image")
                                .severe(Severity.LOW)
                                .of(
                                        ABOUT,
                                        pod.subject().container(container.name()),
                                        container.places(),
                                        pod.exemptions())));
        return Stream.concat(scopes, images);
    }

    /** What was built on this host is signed by nobody, and came by no registry. */
    private static boolean unsigned(ContainerFacts container, List<Trust> trust) {
        return container.role() != ContainerFacts.Role.INFRA
                && !container.image().local()
                && ImageScopes.of(container.image().reference(), trust)
                        .filter(ImageTrustCheck::accepts)
                        .isPresent();
    }

    private static boolean accepts(Trust trust) {
        return trust.types().contains(ANYTHING);
    }
}
