package io.podseg.audit.checks;

import io.podseg.audit.About;
import io.podseg.audit.Check;
import io.podseg.audit.Finding;
import io.podseg.audit.Profile;
import io.podseg.audit.Reference.Catalogue;
import io.podseg.audit.Remark;
import io.podseg.audit.Severity;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.VariableFacts;
import java.util.List;
import java.util.stream.Stream;

/** PS22: secrets where everybody who may look at the container can read them. Values are never printed. */
final class PlainSecretsCheck implements Check {
    private static final About ABOUT = About.of(
                    "PS22",
                    Severity.HIGH,
                    "Secrets in the open",
                    "Put it into a Secret and use secretKeyRef, or better mount it as a file (podman run: --secret).")
            .in(Profile.CIS)
            .known(Catalogue.CIS, "4.10")
            .known(Catalogue.TRIVY, "KSV-0109", "KSV-01010")
            .known(Catalogue.KUBESCAPE, "C-0012", "C-0207");

    @Override
    public About about() {
        return ABOUT;
    }

    @Override
    public Stream<Finding> look(Audited audited) {
        Stream<Finding> variables = audited.pods().stream()
                .flatMap(pod -> pod.containers().stream()
                        .flatMap(container -> remarks("variable", container.environment())
                                .map(remark -> remark.of(
                                        ABOUT,
                                        pod.subject().container(container.name()),
                                        container.places(),
                                        pod.exemptions()))));
        Stream<Finding> configs = audited.configs().stream()
                .flatMap(config -> remarks("key", config.entries())
                        .map(remark -> remark.of(ABOUT, config.subject(), config.places(), config.exemptions())));
        return Stream.concat(variables, configs);
    }

    private static Stream<Remark> remarks(String what, List<VariableFacts> texts) {
        return texts.stream()
                .flatMap(text -> SecretText.of(text.name(), text.value()).stream()
                        .map(kind -> Remark.of("the " + what + " " + text.name() + " holds " + kind, text.pointer())));
    }
}
