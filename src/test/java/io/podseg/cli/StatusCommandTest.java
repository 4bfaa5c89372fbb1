package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import io.podseg.desired.HostFacts;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.Count;
import io.podseg.state.ForeignContainer;
import io.podseg.state.IpSet;
import io.podseg.status.StatusFiles;
import io.podseg.status.StatusSink;
import io.podseg.status.Turns;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What {@code podseg status} says of a host, good and bad. */
class StatusCommandTest {
    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    private void apply() {
        assertThat(desk.on("apply", "--yes", "-f", Desk.QUICKSTART).exit()).isZero();
    }

    private String line(String name) {
        return desk.on("status")
                .out()
                .lines()
                .filter(line -> line.contains(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void nothingWasApplied() {
        Run run = desk.on("status");
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("Nothing was applied on this host.\n");
        assertThat(desk.state()).doesNotExist();
    }

    @Test
    void aPauseIsSaidWhereNoControllerTellsOfIt() {
        apply();
        desk.on("pause", "--for", "1h", "--reason", "a new kernel");
        assertThat(desk.on("status").err()).contains("podseg run is paused by ").contains(": a new kernel");
        desk.on("resume");
        assertThat(desk.on("status").err()).isEmpty();
    }

    @Test
    void allIsWell() {
        apply();
        assertThat(line(" quickstart/web "))
                .matches("Pod +quickstart/web +yes +host +- +- +quickstart 10.89.60.10 +1 running");
        assertThat(line("Network ")).matches("Network +quickstart +yes +10.89.60.0/24 +bridge podseg[0-9a-f]{8}");
        assertThat(line("web-from-client"))
                .matches("NetworkPolicy +quickstart/web-from-client +enforced +- +- +the kernel.*");
        assertThat(desk.on("status", "-o", "json").out())
                .contains("\"schema\" : \"podseg.io/status/v1\"", "\"ready\" : true", "\"type\" : \"Enforced\"");
    }

    @Test
    void whatWouldBeLostWithoutTheHookIsTold() {
        apply();
        assertThat(desk.on("status").err()).isEmpty();
        desk.facts = new HostFacts(true, Optional.of("the hook is not installed"));
        assertThat(desk.on("status").err())
                .contains("podseg: the hook is not installed: pods that somebody else starts again")
                .contains("run: podseg hook install");
    }

    /** The quickstart's pod web is isolated for ingress by default-deny-ingress and web-from-client. */
    @Test
    void countersAreShownWhereTheyBelong() throws Exception {
        apply();
        String chain = desk.netfilter.counters().rules().stream()
                .filter(rule -> rule.rule().toString().contains("web-from-client ingress rule 1"))
                .findFirst()
                .orElseThrow()
                .chain();
        desk.netfilter.tamperSets(List.of(
                "add podseg4-drops-i 10.89.60.10 packets 3 bytes 180",
                "add podseg4-drops-e 10.89.60.2 packets 1 bytes 60"));
        desk.netfilter.count(Family.V4, chain, "quickstart/web-from-client", new Count(8, 480));
        desk.netfilter.count(Family.V4, chain, "ingress denied by", new Count(3, 180));
        desk.netfilter.count(Family.V4, "PODSEG-FROM", "podseg guard", new Count(2, 100));
        desk.netfilter.count(Family.V4, "PODSEG-PREROUTING", "podseg guard", new Count(5, 400));
        desk.netfilter.count(Family.V6, "PODSEG-TO", "podseg mid-stream", new Count(1, 40));
        assertThat(line(" quickstart/web ")).matches("Pod +quickstart/web +yes +host +3 +- +quickstart .*");
        assertThat(line("web-from-client"))
                .matches("NetworkPolicy +quickstart/web-from-client +enforced +8 +3 +the .*");
        assertThat(line("default-deny-ingress"))
                .matches("NetworkPolicy +quickstart/default-deny-ingress +enforced +- +3 +the .*");
        assertThat(desk.on("status").out())
                .endsWith("\nPackets dropped besides, by no policy: 7 guard, 1 mid-stream\n");
        assertThat(desk.on("status", "-o", "yaml").out())
                .contains(
                        "drops:\n  guard:\n    packets: 7\n    bytes: 500\n",
                        "  midStream:\n    packets: 1\n    bytes: 40\n",
                        "      ingress:\n        packets: 3\n        bytes: 180\n        policies:\n"
                                + "        - quickstart/default-deny-ingress\n        - quickstart/web-from-client\n",
                        "    counters:\n      allowed:\n        packets: 8\n        bytes: 480\n"
                                + "      denied:\n        packets: 3\n        bytes: 180\n      wouldDeny:\n",
                        "    selectedPods:\n    - quickstart/web\n");
        assertThat(desk.on("plan", "-f", Desk.QUICKSTART).out())
                .as("what was counted is no difference")
                .contains("No changes");
    }

    @Test
    void aPolicyInAuditModeIsNotEnforcedAndAllIsWell() throws Exception {
        Path audit = desk.manifest("audit.yaml", """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: audit, namespace: quickstart, annotations: {podseg.io/mode: audit}}
                spec: {podSelector: {}, policyTypes: [Egress]}
                """);
        assertThat(desk.on("apply", "--yes", "-f", Desk.QUICKSTART, "-f", audit.toString())
                        .exit())
                .isZero();
        String chain = desk.netfilter.counters().rules().stream()
                .filter(rule -> rule.rule().toString().contains("egress would be denied by quickstart/audit"))
                .findFirst()
                .orElseThrow()
                .chain();
        desk.netfilter.count(Family.V4, chain, "egress would be denied by", new Count(4, 240));
        desk.netfilter.tamperSets(List.of("add podseg4-audit-e 10.89.60.10 packets 4 bytes 240"));
        assertThat(line("quickstart/audit"))
                .matches(
                        "NetworkPolicy +quickstart/audit +audit +- +- +denies nothing; would have denied 4 packets by now");
        assertThat(desk.on("status", "-o", "yaml").out())
                .contains(
                        "ready: true",
                        "    - type: Audited\n      status: \"True\"\n",
                        "    - type: Enforced\n      status: \"False\"\n      reason: AuditMode\n",
                        "      wouldDeny:\n        packets: 4\n        bytes: 240\n",
                        "    audited:\n      ingress:\n        packets: 0\n");
        desk.netfilter.tamper(Family.V4, List.of("*mangle", "-F " + chain, "COMMIT"));
        assertThat(line("quickstart/audit")).contains(" NO ").contains(chain);
    }

    @Test
    void policiesAreNotEnforcedWhenARuleIsGone() throws Exception {
        apply();
        desk.netfilter.tamper(Family.V4, List.of("*mangle", "-F PODSEG-FORWARD", "COMMIT"));
        assertThat(line("web-from-client")).contains(" NO ").contains("PODSEG-FORWARD");
        assertThat(desk.on("status", "-o", "yaml").out()).contains("ready: false", "status: \"False\"");
    }

    @Test
    void policiesAreNotEnforcedWhenAnotherRuleStandsFirst() throws Exception {
        apply();
        desk.netfilter.tamper(Family.V4, List.of("*mangle", "-I FORWARD 1 -j ACCEPT", "COMMIT"));
        assertThat(line("web-from-client")).contains(" NO ");
    }

    @Test
    void policiesAreNotEnforcedWhenTrafficInsideANetworkPassesBy() throws Exception {
        apply();
        desk.netfilter.setBridgeNetfilter(false);
        assertThat(line("web-from-client")).contains(" NO ").contains("Sysctl net.bridge.bridge-nf-");
    }

    @Test
    void aPodThatDoesNotRunIsNotReady() {
        apply();
        desk.podman.putRun("quickstart_web", "httpd", ContainerRun.FAILED);
        assertThat(line("quickstart/web ")).contains(" NO ").contains("httpd failed");
        desk.podman.removePodByHand("quickstart_web");
        assertThat(line("quickstart/web ")).contains(" NO ").contains("no such pod");
    }

    @Test
    void aPodThatTheFirewallKeepsDarkIsNotReady() throws Exception {
        apply();
        for (IpSet set : desk.netfilter.observe().sets().values()) {
            for (String member : set.members()) {
                if (set.name().equals("podseg4-ready") && member.startsWith("10.89.60.10,")) {
                    desk.netfilter.removeMember(set.name(), member);
                }
            }
        }
        assertThat(line("quickstart/web ")).contains(" NO ").contains("10.89.60.10");
    }

    @Test
    void aNetworkRemovedByHandIsMissed() {
        apply();
        desk.podman.removeNetworkByHand("quickstart");
        assertThat(line("Network ")).contains(" NO ").contains("no such network");
    }

    @Test
    void containersOfOthersOnOurNetworksAreDark() {
        apply();
        Attachment there = new Attachment(
                "quickstart", List.of(Ip.of("10.89.60.200")), List.of(), Optional.empty(), Optional.empty());
        Attachment elsewhere =
                new Attachment("podman", List.of(Ip.of("10.88.0.2")), List.of(), Optional.empty(), Optional.empty());
        desk.podman.addForeign(new ForeignContainer("stray", new TreeMap<>(), List.of(there)));
        desk.podman.addForeign(new ForeignContainer("other", new TreeMap<>(), List.of(elsewhere)));
        assertThat(line("stray")).contains(" dark ").contains("quickstart 10.89.60.200");
        assertThat(desk.on("status").out()).doesNotContain("10.88.0.2");
    }

    /** What a controller wrote that is this very process, and so is at work. */
    private void follow() throws Exception {
        Turns turns = new Turns(folder.resolve("other"));
        StatusSink sink = new StatusSink(new StatusFiles(desk.state().resolve("status")), desk.clock(), account -> {});
        sink.ended(turns.apply(Turns.QUICKSTART));
    }

    @Test
    void whereAControllerIsAtWorkItIsBelieved() throws Exception {
        follow();
        Run run = desk.on("status");
        assertThat(run.exit()).isZero();
        assertThat(desk.opened).as("the host was not asked").isZero();
        assertThat(run.out())
                .containsPattern("Pod +quickstart/web +yes ")
                .containsPattern("web-from-client +enforced ")
                .contains(
                        "Last turn: applied 4 min ago (files).",
                        "In force: revision sha256:",
                        "Told by podseg run (process " + ProcessHandle.current().pid() + ") 0 s ago");
        assertThat(desk.on("status", "-o", "json").out())
                .contains("\"schema\" : \"podseg.io/status/v1\"", "\"lastTurn\" : {", "\"lastTransitionTime\"");
        assertThat(desk.on("status", "--live").out()).isEqualTo("Nothing was applied on this host.\n");
        assertThat(desk.opened).isEqualTo(1);
    }

    @Test
    void aControllerThatIsGoneIsNotBelieved() throws Exception {
        follow();
        Path summary = desk.state().resolve("status/summary.yaml");
        Files.writeString(summary, Files.readString(summary).replaceFirst("pid: \\d+", "pid: 4194305"));
        Run run = desk.on("status");
        assertThat(run.out()).isEqualTo("Nothing was applied on this host.\n");
        assertThat(run.err()).contains("podseg run (process 4194305) is gone without a word");
        Files.writeString(summary, "schema: podseg.io/status/v1\ncontroller: {pid: 1, started: noon}\n");
        assertThat(desk.on("status").err()).contains("cannot read status files");
    }
}
