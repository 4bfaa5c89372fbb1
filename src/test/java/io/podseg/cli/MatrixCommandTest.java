package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import io.podseg.model.Family;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Prober;
import io.podseg.state.ContainerRun;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code matrix --live} on a host in memory. */
class MatrixCommandTest {
    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void apply() {
        desk = new Desk(folder);
        assertThat(desk.on("apply", "--yes", "-f", Desk.QUICKSTART).exit()).isZero();
    }

    private Run live(String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of("-f", Desk.QUICKSTART, "--live"));
        all.addAll(List.of(arguments));
        return desk.on("matrix", all.toArray(String[]::new));
    }

    private void tamper(String... lines) throws HostException {
        List<String> all = new java.util.ArrayList<>(List.of("*mangle"));
        all.addAll(List.of(lines));
        all.add("COMMIT");
        desk.netfilter.tamper(Family.V4, all);
    }

    @Test
    void theRulesSayWhatTheManifestsSay() {
        Run run = live();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("quickstart/client    ✓\n", "quickstart/stranger  ·\n")
                .endsWith("The manifests and the kernel's rules agree: 2 connections.\n");
        assertThat(live("--fail-on-difference").exit()).isZero();
    }

    @Test
    void everyKindOfEndpointAgrees() {
        Run run = live("--port", "8080", "--port", "53/UDP", "--resolver", "--external", "203.0.113.10");
        assertThat(run.out()).contains("agree: ").doesNotContain("differ");
    }

    @Test
    void aHoleIsShownAndFails() throws Exception {
        tamper("-I PODSEG-TO 1 -j ACCEPT");
        Run run = live();
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .contains("quickstart/stranger  !\n", "! passes, and the manifests deny it\n")
                .endsWith(
                        "The manifests and the kernel's rules differ on 1 connection:\n"
                                + "  quickstart/stranger -> quickstart/web 8080/TCP: manifests denied, kernel's rules allowed\n");
        assertThat(live("--fail-on-difference").exit()).isEqualTo(1);
        desk.unicode = false;
        assertThat(live().out()).matches("\\p{ASCII}*");
    }

    @Test
    void dataHaveEveryAnswer() throws Exception {
        tamper("-I PODSEG-TO 1 -j ACCEPT");
        String json = live("-o", "json").out().replaceAll("\\s+", "");
        String flow = "{\"from\":\"quickstart/stranger\",\"to\":\"quickstart/web\",\"port\":8080,\"protocol\":\"TCP\","
                + "\"allowed\":true,\"declared\":false,\"live\":true}";
        assertThat(json)
                .startsWith("{\"schema\":\"podseg.io/matrix/v1\",\"source\":\"live\",")
                .contains(flow, "\"differences\":[" + flow + "]", "\"undecided\":[]")
                .doesNotContain("probed");
    }

    @Test
    void withoutItsJumpPodsegDecidesNothing() throws Exception {
        tamper("-D FORWARD -j PODSEG-FORWARD");
        assertThat(live().out()).contains("quickstart/stranger  !\n");
    }

    @Test
    void withoutTheBridgeSysctlOneNetworkIsOpen() throws Exception {
        desk.netfilter.setBridgeNetfilter(false);
        assertThat(live("--external", "203.0.113.10").out())
                .contains("quickstart/stranger -> quickstart/web 8080/TCP: manifests denied, kernel's rules allowed\n")
                .doesNotContain("203.0.113.10 -> quickstart/web");
    }

    @Test
    void aRuleThatCannotBeJudgedIsNamed() throws Exception {
        tamper("-I PODSEG-TO 1 -m mark --mark 0x1 -j ACCEPT");
        Run run = live();
        assertThat(run.out())
                .contains("quickstart/stranger  ?\n")
                .endsWith("Cannot tell 1 connection, for the rule: -A PODSEG-TO -m mark --mark 0x1 -j ACCEPT\n");
        assertThat(live("--fail-on-difference").exit()).isEqualTo(1);
        assertThat(live("-o", "json").out().replaceAll("\\s+", ""))
                .contains(
                        "\"live\":null",
                        "\"undecided\":[{\"rule\":\"-APODSEG-TO-mmark--mark0x1-jACCEPT\",\"flows\":1}]");
    }

    @Test
    void whatDoesNotRunIsNotReached() {
        desk.podman.putRun("quickstart_web", "main", ContainerRun.COMPLETED);
        desk.podman.removePodByHand("quickstart_client");
        Run run = live();
        assertThat(run.err()).contains("podseg: quickstart/client does not run here; nothing reaches it.\n");
        assertThat(run.out()).contains("quickstart/client    ×\n");
    }

    @Test
    void aHostOnWhichNothingWasApplied() {
        desk = new Desk(folder.resolve("other"));
        Run run = live();
        assertThat(run.exit()).isZero();
        assertThat(run.err().lines())
                .hasSize(3)
                .allMatch(line -> line.endsWith("does not run here; nothing reaches it."));
    }

    /** Who has it in a script would take silence for agreement. */
    @Test
    void withoutAnythingToCompareADifferenceCannotFail() {
        Run run = desk.on("matrix", "-f", Desk.QUICKSTART, "--fail-on-difference");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).contains("--fail-on-difference needs --live or --probe");
    }

    private Run probe(String... arguments) {
        List<String> all = new java.util.ArrayList<>(List.of("-f", Desk.QUICKSTART, "--probe"));
        all.addAll(List.of(arguments));
        return desk.on("matrix", all.toArray(String[]::new));
    }

    @Test
    void realConnectionsAreShownInPlaceOfTheManifests() {
        assertThat(probe().out())
                .contains("quickstart/stranger  !\n")
                .endsWith(
                        "The manifests and real connections differ on 1 connection:\n  quickstart/stranger -> quickstart/web"
                                + " 8080/TCP: manifests denied, real connection allowed\n");
        desk.prober.world = (attempt, limit) -> new Prober.Lost();
        assertThat(probe("--fail-on-difference").exit()).isEqualTo(1);
        assertThat(probe().out()).contains("quickstart/client    ×\n");
    }

    @Test
    void allThreeAreShownWhereTheyDiffer() {
        Run run = probe("--live", "--port", "80/SCTP", "--port", "8080");
        assertThat(run.out())
                .contains("The manifests, the kernel's rules and real connections differ on 5 connections:\n")
                .contains(": manifests denied, kernel's rules denied, real connection allowed\n")
                .contains("Not probed: 9 connections, for connections of SCTP cannot be made\n");
        String json = probe("--live", "--port", "80/SCTP", "-o", "json").out().replaceAll("\\s+", "");
        assertThat(json)
                .contains("\"source\":\"probe\"", "\"live\":true,\"probed\":null}")
                .contains("\"notProbed\":[{\"reason\":\"connectionsofSCTPcannotbemade\",\"flows\":9}]");
    }

    @Test
    void progressIsForTerminals() {
        assertThat(probe().err()).isEmpty();
        desk.answer = java.util.Optional.of("");
        assertThat(probe("--port", "1", "--port", "2").err())
                .contains("\rprobing: ")
                .endsWith("\r               \r");
    }

    @Test
    void badTimesAreUsageErrors() {
        for (String time : List.of("2", "0s", "1h", "-1s", "")) {
            Run run = probe("--timeout=" + time);
            assertThat(run.exit()).as(time).isEqualTo(3);
        }
        assertThat(probe("--timeout", "500ms").exit()).isZero();
    }

    @Test
    void badManifestsAndAMissingHost() {
        desk.manifest("bad.yaml", "kind: Pod\n");
        assertThat(desk.on("matrix", "--live", "-f", folder.resolve("bad.yaml").toString())
                        .exit())
                .isEqualTo(3);
        desk.unreachable = java.util.Optional.of("Podman is not there.");
        Run run = live();
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.err()).isEqualTo("podseg: Podman is not there.\n");
    }
}
