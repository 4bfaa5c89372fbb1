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
import io.podseg.audit.facts.HostAudit.Registry;
import io.podseg.audit.facts.HostAudit.Trust;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.Subject;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** PS21: images come from registries that nobody checks the identity of, or that this host does not trust. */
final class InsecureRegistryCheck implements Check {
    private static final String REJECT = "reject";

    private static final About ABOUT = About.of(
                    "PS21",
                    Severity.HIGH,
                    "Untrusted or insecure registry",
                    "Remove insecure = true from registries.conf and give the registry a certificate (/etc/containers/certs.d); name"
                            + " the registries that are allowed in an ImagePolicy.")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "2.5")
            .known(Catalogue.TRIVY, "KSV-0125")
            .known(Catalogue.KUBESCAPE, "C-0001", "C-0078");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Finding> look(Audited audited) {
        List<Registry> insecure = audited.host().stream()
                .map(HostAudit::registries)
                .flatMap(List::stream)
                .filter(Registry::insecure)
                .toList();
        Stream<Finding> settings = insecure.stream()
                .map(registry -> Remark.of(
                                registry.file() + " lets Podman speak to " + registry.location()
                                        + " without TLS, or with anybody's certificate",
                                "")
                        .of(ABOUT, Subject.host(), Places.NOWHERE, Map.of()));
        Stream<Finding> users = audited.pods().stream()
                .flatMap(pod -> pod.containers().stream()
                        .filter(container -> insecure.stream()
                                .anyMatch(registry ->
                                        ImageScopes.within(container.image().reference(), registry.location())))
                        .map(container -> Remark.of(
                                        "its image " + container.image().reference()
                                                + " comes from an insecure registry",
                                        "/image")
                                .of(
                                        ABOUT,
                                        pod.subject().container(container.name()),
                                        container.places(),
                                        pod.exemptions())));
        return Stream.of(settings, users, refused(audited), unnamed(audited)).flatMap(each -> each);
    }

    /** Where all others are accepted, a registry that nobody has thought of is as good as one that is trusted. */
    private static Stream<Finding> unnamed(Audited audited) {
        return audited.pods().stream()
                .flatMap(pod -> pod.containers().stream()
                        .filter(container -> container.image().unnamed()
                                && !container.image().local())
                        .map(container -> Remark.of(
                                        "its image " + container.image().reference()
                                                + " is of a registry that no ImagePolicy names; it may run only because"
                                                + " others: accept stands there",
                                        "/image")
                                .severe(Severity.MEDIUM)
                                .of(
                                        ABOUT,
                                        pod.subject().container(container.name()),
                                        container.places(),
                                        pod.exemptions())));
    }

    /** Podman asks policy.json when it pulls and never again: what came before, or was loaded by hand, runs all the same. */
    private static Stream<Finding> refused(Audited audited) {
        List<Trust> trust = audited.host().map(HostAudit::trust).orElse(List.of());
        return audited.pods().stream()
                .flatMap(pod -> pod.containers().stream()
                        .filter(container -> container.role() != ContainerFacts.Role.INFRA)
                        .flatMap(container -> refusal(container, trust).stream()
                                .map(entry -> Remark.of(
                                                "its image " + container.image().reference() + " is of a registry that "
                                                        + entry.file()
                                                        + " does not trust; it came before that, or by another way",
                                                "/image")
                                        .of(
                                                ABOUT,
                                                pod.subject().container(container.name()),
                                                container.places(),
                                                pod.exemptions()))));
    }

    /** An image whose name is not known, only its id, and one that was built here, are of no registry. */
    private static Optional<Trust> refusal(ContainerFacts container, List<Trust> trust) {
        String reference = container.image().reference();
        return container.image().local() || !reference.contains("/")
                ? Optional.empty()
                : ImageScopes.of(reference, trust).filter(entry -> entry.types().contains(REJECT));
    }
}
