package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.ForeignContainer;
import io.podseg.state.IpSet;
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
    void allIsWell() {
        apply();
        assertThat(line(" quickstart/web ")).matches("Pod +quickstart/web +yes +quickstart 10.89.60.10 +1 running");
        assertThat(line("Network ")).matches("Network +quickstart +yes +10.89.60.0/24 +bridge podseg[0-9a-f]{8}");
        assertThat(line("web-from-client")).matches("NetworkPolicy +quickstart/web-from-client +enforced +.*");
        assertThat(desk.on("status", "-o", "json").out())
                .contains("\"schema\" : \"podseg.io/status/v1\"", "\"ready\" : true", "\"type\" : \"Enforced\"");
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
}
