package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Traffic with the node, through published ports, and of protocols without ports. */
@TestInstance(Lifecycle.PER_CLASS)
class NodeTrafficIT {
    private static final String NODE6 = "2001:db8::1";
    private static final String WEB = "10.96.0.10";
    private static final String WEB6 = "fd96::10";
    private static final String QUIET = "10.96.0.14";
    private static final String DUAL_GATEWAY = "10.96.0.1";
    private static final String PLAIN_GATEWAY = "10.97.0.1";

    /** Ways to the web server: its published ports by each address of the node that is not its own network's, and itself. */
    private static final List<Attempt> WAYS_TO_WEB = List.of(
            Attempt.tcp(Lab.NODE, 8080),
            Attempt.tcp(DUAL_GATEWAY, 8080),
            Attempt.tcp(NODE6, 8080),
            Attempt.udp(Lab.NODE, 8053),
            Attempt.udp(NODE6, 8053),
            Attempt.tcp(WEB, 80),
            Attempt.tcp(WEB6, 80),
            Attempt.udp(WEB, 5353),
            Attempt.udp(WEB6, 5353));

    private final Lab lab = Lab.start();

    @BeforeAll
    void apply() {
        lab.podseg("apply", "--yes", "-f", Manifests.NODE_TRAFFIC.path()).ok();
        for (String pod : List.of("web", "quiet")) {
            String ready = "/run/lab/listens-in-" + pod;
            lab.spawn("nsenter", "--net=" + network(pod), "perl", Lab.program("listen"), ready, "udp:5353");
            lab.await("the listener", () -> lab.run("test", "-e", ready).exit() == 0);
        }
        lab.await(
                "the web server",
                () -> lab.probeFromNode(List.of(Attempt.tcp(WEB, 80))).containsValue(Answer.OPEN));
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** From outside and from pods, by UDP and by IPv6: always the real sender counts, never the masqueraded one. */
    @Test
    void aPublishedPortIsJudgedByTheRealSender() {
        assertThat(lab.probeFromOutside(WAYS_TO_WEB)).allSatisfy(NodeTrafficIT::isOpen);
        assertThat(from("client", WAYS_TO_WEB)).allSatisfy(NodeTrafficIT::isOpen);
        for (String pod : List.of("stranger", "whole", "open", "locked")) {
            List<Attempt> ways = pod.equals("stranger") || pod.equals("whole")
                    ? WAYS_TO_WEB
                    : WAYS_TO_WEB.stream()
                            .filter(way -> !way.address().contains(":"))
                            .toList();
            assertThat(from(pod, ways)).as("from %s", pod).allSatisfy(NodeTrafficIT::isSilent);
        }
    }

    /** Isolated or not: what a pod sends to its own published port comes back to itself. */
    @Test
    void aPodReachesItselfThroughItsPublishedPort() {
        assertThat(from(
                        "web",
                        List.of(
                                Attempt.tcp(Lab.NODE, 8080),
                                Attempt.tcp(DUAL_GATEWAY, 8080),
                                Attempt.tcp(NODE6, 8080))))
                .allSatisfy(NodeTrafficIT::isOpen);
        assertThat(from("locked", List.of(Attempt.tcp(Lab.NODE, 8081), Attempt.tcp(PLAIN_GATEWAY, 8081))))
                .allSatisfy(NodeTrafficIT::isOpen);
    }

    @Test
    void theNodeReachesItsPodsByEveryWay() {
        List<Attempt> all = new ArrayList<>(WAYS_TO_WEB);
        all.add(Attempt.tcp("127.0.0.1", 8080));
        all.add(Attempt.tcp("127.0.0.1", 8081));
        all.add(Attempt.udp("127.0.0.1", 8053));
        all.add(Attempt.tcp(Lab.NODE, 8081));
        all.add(Attempt.tcp("10.97.0.10", 80));
        assertThat(lab.probeFromNode(all)).allSatisfy(NodeTrafficIT::isOpen);
    }

    /** Services of the node are egress like any other, by each of its addresses. */
    @Test
    void fromPodToNodeIsEgress() {
        List<Attempt> services = List.of(
                Attempt.tcp(PLAIN_GATEWAY, 22),
                Attempt.tcp(DUAL_GATEWAY, 22),
                Attempt.tcp(Lab.NODE, 22),
                Attempt.udp(PLAIN_GATEWAY, 7),
                Attempt.udp(PLAIN_GATEWAY, 53));
        assertThat(from("open", services)).allSatisfy(NodeTrafficIT::isOpen);
        assertThat(from("locked", services)).allSatisfy(NodeTrafficIT::isSilent);
        assertThat(from("quiet", List.of(Attempt.tcp("fd96::1", 22), Attempt.tcp(NODE6, 22))))
                .allSatisfy(NodeTrafficIT::isSilent);
        assertThat(from("client", List.of(Attempt.tcp("fd96::1", 22), Attempt.tcp(NODE6, 22))))
                .allSatisfy(NodeTrafficIT::isOpen);
    }

    @Test
    void pingNeedsARuleWithoutPorts() {
        assertThat(pings("client", "10.96.0.13")).as("no ports in the rule").isTrue();
        assertThat(pings("client", "fd96::13")).isTrue();
        assertThat(pings("client", WEB)).as("a rule with ports").isFalse();
        assertThat(pings("client", WEB6)).isFalse();
        assertThat(pings("stranger", "10.96.0.13")).isFalse();
        assertThat(pings("locked", PLAIN_GATEWAY)).isFalse();
        assertThat(pings("open", PLAIN_GATEWAY)).isTrue();
    }

    /** The pod may send nothing of its own, but what it has to say about a connection that is allowed. */
    @Test
    void errorsOfAllowedConnectionsPass() {
        assertThat(from("client", List.of(Attempt.udp(QUIET, 5353), Attempt.udp(QUIET, 5354), Attempt.tcp(QUIET, 81)))
                        .values())
                .containsExactly(Answer.OPEN, Answer.REFUSED, Answer.REFUSED);
        assertThat(from("quiet", List.of(Attempt.tcp("10.96.0.11", 80), Attempt.udp("10.96.0.11", 5354))))
                .allSatisfy(NodeTrafficIT::isSilent);
    }

    @Test
    void theNodeMaySayThatAPacketIsTooLarge() {
        lab.run("ip", "link", "set", "outside0", "mtu", "1400").ok();
        assertThat(lab.runIn(network("client"), "perl", Lab.program("forge"), "large", Lab.OUTSIDE, "123", "1450")
                        .ok()
                        .text())
                .isEqualTo("too large");
        lab.run("ip", "link", "set", "outside0", "mtu", "1500").ok();
    }

    private static void isOpen(Attempt attempt, Answer answer) {
        assertThat(answer).as("%s", attempt).isEqualTo(Answer.OPEN);
    }

    private static void isSilent(Attempt attempt, Answer answer) {
        assertThat(answer).as("%s", attempt).isEqualTo(Answer.SILENT);
    }

    private static String container(String pod) {
        return "nt_" + pod + "-main";
    }

    private String network(String pod) {
        return lab.networkOf(container(pod));
    }

    private Map<Attempt, Answer> from(String pod, List<Attempt> attempts) {
        return lab.probeFrom(container(pod), attempts);
    }

    private boolean pings(String pod, String address) {
        return lab.runIn(network(pod), "busybox", "ping", "-c", "1", "-W", "1", address)
                        .exit()
                == 0;
    }
}
