package io.podseg.audit.checks;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.audit.Audit;
import io.podseg.audit.Exemptions;
import io.podseg.audit.Finding;
import io.podseg.audit.facts.Audited;
import io.podseg.audit.facts.NetworkFacts;
import io.podseg.audit.facts.Origin;
import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.Subject;
import io.podseg.audit.manifests.FromManifests;
import io.podseg.manifest.FolderSource;
import io.podseg.model.ObjectKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever makes a network of their own may accept, by a label, what PS26 finds of all that stands on it. */
class NetworkExemptionTest {
    @TempDir
    private Path folder = Path.of("unset");

    private List<Finding> found(Map<String, String> labels, String annotations) throws IOException {
        Path file = folder.resolve("pod.yaml");
        Files.writeString(file, """
                apiVersion: v1
                kind: Pod
                metadata: {name: web, annotations: {%s}}
                spec: {containers: [{name: main, image: "localhost/a:1"}]}
                """.formatted(annotations));
        Audited manifests =
                FromManifests.of(new FolderSource(List.of(file)).load().declarations());
        NetworkFacts network = new NetworkFacts(
                Subject.of(Origin.LIVE, new ObjectKey("Network", "", "podseg")),
                Places.NOWHERE,
                Exemptions.of(labels),
                "podseg",
                false,
                false,
                false);
        Audited live =
                new Audited(Origin.LIVE, manifests.pods(), List.of(), List.of(network), List.of(), Optional.empty());
        return new Audit(List.of(new NetworksCheck()), Set.of())
                .look(List.of(live))
                .findings();
    }

    @Test
    void aLabelOfTheNetworkExemptsWhatStandsOnIt() throws IOException {
        assertThat(found(Map.of(), ""))
                .singleElement()
                .satisfies(finding -> assertThat(finding.exemption()).isEmpty());
        assertThat(found(Map.of("podseg.io/audit-exempt.PS26", "a lab of its own"), ""))
                .singleElement()
                .satisfies(finding -> assertThat(finding.exemption()).contains("a lab of its own"));
        assertThat(found(Map.of("podseg.io/audit-exempt.PS24", "another check"), ""))
                .singleElement()
                .satisfies(finding -> assertThat(finding.exemption()).isEmpty());
    }

    @Test
    void theReasonOfThePodIsToldFirst() throws IOException {
        assertThat(found(
                        Map.of("podseg.io/audit-exempt.PS26", "of the network"),
                        "podseg.io/audit-exempt.PS26: of the pod"))
                .singleElement()
                .satisfies(finding -> assertThat(finding.exemption()).contains("of the pod"));
    }
}
