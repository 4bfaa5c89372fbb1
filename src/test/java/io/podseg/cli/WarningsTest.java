package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.cli.Desk.Run;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Warnings are said once, with their place, and change nothing else. */
class WarningsTest {
    private static final String POLICY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata:
              name: typo
              namespace: quickstart
            spec:
              podSelector:
                matchLabels: {app: wbe}
              ingress:
              - from:
              - from: [{ipBlock: {cidr: 203.0.113.7/24}}]
            """;
    private static final String NOBODY = "policy quickstart/typo selects no pod: ";

    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);
    private String file = "";

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
        file = desk.manifest("typo.yaml", POLICY).toString();
    }

    private Run with(String command, String... more) {
        String[] all = new String[4 + more.length];
        System.arraycopy(new String[] {"-f", Desk.QUICKSTART, "-f", file}, 0, all, 0, 4);
        System.arraycopy(more, 0, all, 4, more.length);
        return desk.on(command, all);
    }

    private void assertTold(String err) {
        assertThat(err.lines().toList())
                .hasSize(3)
                .allSatisfy(line -> assertThat(line).startsWith(file + ":").contains(": warning: "));
        assertThat(err).containsOnlyOnce(file + ":7:3: warning: " + NOBODY + "in namespace quickstart app is ");
        assertThat(err).containsOnlyOnce("203.0.113.7/24").containsOnlyOnce("has no value and counts as absent");
    }

    @Test
    void validateSaysThemAndSucceeds() {
        Run run = desk.run("validate", "-f", Desk.QUICKSTART, "-f", file);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).endsWith(" are valid.\n");
        assertTold(run.err());
    }

    @Test
    void planSaysThemAsMessagesOrAsData() throws IOException {
        Run text = with("plan");
        assertThat(text.exit()).isZero();
        assertTold(text.err());
        Run data = with("plan", "-o", "json");
        assertThat(data.err()).isEmpty();
        JsonNode warnings = new ObjectMapper().readTree(data.out()).path("warnings");
        assertThat(warnings).hasSize(3);
        assertTold(
                String.join("\n", warnings.valueStream().map(JsonNode::asText).toList()));
    }

    @Test
    void whereNothingChangesTheyAreStillSaid() {
        Run apply = with("apply", "--yes");
        assertThat(apply.exit()).isZero();
        assertTold(apply.err());
        Run again = with("plan", "--detailed-exitcode");
        assertThat(again.exit()).isZero();
        assertThat(again.out()).isEqualTo("No changes. The host is as the manifests say.\n");
        assertTold(again.err());
    }

    /** The guard of a network called like the host's own interface would lock everybody out of the host. */
    @Test
    void anInterfaceOfTheHostsIsNoBridge() {
        String network = desk.manifest("network.yaml", """
                        apiVersion: podseg.io/v1alpha1
                        kind: Network
                        metadata: {name: n}
                        spec: {interfaceName: eth0}
                        """).toString();
        assertThat(desk.on("apply", "--yes", "-f", network).exit()).isZero();
        desk.netfilter.withLinks("eth0");
        assertThat(desk.on("plan", "-f", network).exit())
                .as("it is the bridge of its own network now")
                .isZero();
        desk = new Desk(folder.resolve("other"));
        desk.netfilter.withLinks("eth0");
        Run run = desk.on("apply", "--yes", "-f", network);
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).startsWith(network + ":4:8: interface name \"eth0\" is taken: this host has");
        assertThat(desk.netfilter.writes()).isZero();
    }

    @Test
    void errorsInPoliciesLeaveTheHostUnread() {
        desk.manifest("typo.yaml", POLICY.replace("from:\n", "form:\n"));
        Run run = with("apply", "--yes");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("typo.yaml:10:5: unknown field \"form\"", "did you mean \"from\"?");
        assertThat(desk.opened).as("neither Podman nor the kernel was asked").isZero();
        assertThat(desk.state()).as("no state was written").doesNotExist();
    }
}
