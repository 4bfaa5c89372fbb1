package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** What a container makes up: addresses, IPv6 where its network has none, advertisements, frames with tags. */
@TestInstance(Lifecycle.PER_CLASS)
class ForgedTrafficIT {
    private final Lab lab = Lab.start();

    @BeforeAll
    void apply() {
        lab.podseg("apply", "--yes", "-f", Manifests.NODE_TRAFFIC.path()).ok();
        lab.await("a server", () -> lab.connects(container("client"), "10.96.0.12", 80, "TCP") == Answer.OPEN);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** Addresses that a container gives itself, and those that every interface has by itself: no way round, either family. */
    @Test
    void whatAContainerGivesItselfIsDark() {
        for (String pod : List.of("open", "locked")) {
            String number = pod.equals("open") ? "11" : "10";
            lab.runIn(network(pod), "ip", "address", "add", "fd97::" + number + "/64", "dev", "eth0", "nodad")
                    .ok();
            lab.runIn(network(pod), "ip", "address", "add", "10.97.0.1" + number + "/24", "dev", "eth0")
                    .ok();
        }
        assertThat(from(
                        "open",
                        List.of(
                                Attempt.tcp("fd97::10", 80),
                                Attempt.udp("fd97::10", 9),
                                Attempt.tcp("fd97::1", 22),
                                Attempt.tcp(linkLocal("locked") + "%eth0", 80),
                                Attempt.tcp("10.97.0.110", 80))))
                .allSatisfy(ForgedTrafficIT::isSilent);
        assertThat(lab.probeFromNode(List.of(Attempt.tcp("10.97.0.111", 80)))).allSatisfy(ForgedTrafficIT::isSilent);
        assertThat(lab.runIn(network("open"), "ip", "-6", "neigh").ok().stdout())
                .as("neighbour discovery passes")
                .containsPattern("fd97::10 .*lladdr");
        assertThat(from(
                                "client",
                                List.of(Attempt.tcp(linkLocal("stranger") + "%eth0", 80), Attempt.tcp("fd96::12", 80)))
                        .values())
                .as("link-local addresses are dark where the network has IPv6 too")
                .containsExactly(Answer.SILENT, Answer.OPEN);
    }

    /** A pod is no router: neighbours hear its neighbour discovery, and neither its advertisements nor its redirects. */
    @Test
    void nobodyButANeighbourAdvertises() {
        int neighbours = counter("client", "Icmp6InNeighborAdvertisements");
        int routers = counter("client", "Icmp6InRouterAdvertisements");
        int redirects = counter("client", "Icmp6InRedirects");
        for (String type : List.of("134", "137", "136")) {
            forge("stranger", "icmp6", "eth0", type);
        }
        lab.await("the last of them", () -> counter("client", "Icmp6InNeighborAdvertisements") > neighbours);
        assertThat(counter("client", "Icmp6InRouterAdvertisements")).isEqualTo(routers);
        assertThat(counter("client", "Icmp6InRedirects")).isEqualTo(redirects);
    }

    /** The tag with the number 0 changes nothing for the receiver, so it must change nothing for the filter. */
    @Test
    void taggedFramesAreFilteredToo() {
        String mac = mac("stranger");
        int before = datagrams("stranger");
        for (String tags : List.of("0", "1")) {
            forge("client", "frame", "eth0", mac, tags, "10.96.0.11", "10.96.0.12", "9");
        }
        lab.await("both frames, which are allowed", () -> datagrams("stranger") == before + 2);

        int locked = datagrams("locked");
        for (String tags : List.of("1", "0")) {
            forge("open", "frame", "eth0", mac("locked"), tags, "10.97.0.11", "10.97.0.10", "9");
        }
        assertThat(lab.probeFromNode(List.of(Attempt.udp("10.97.0.10", 9)))).containsValue(Answer.REFUSED);
        assertThat(datagrams("locked")).as("the node's datagram only").isEqualTo(locked + 1);
    }

    /** What goes to everybody reaches the node as egress says, and no other pod. */
    @Test
    void broadcastAndMulticastReachNoPod() {
        List<Attempt> toAll = List.of(Attempt.udp("224.0.0.251", 5353), Attempt.udp("224.0.0.1", 9));
        int open = datagrams("open");
        int locked = datagrams("locked");
        from("open", toAll);
        from("locked", toAll);
        assertThat(datagrams("open")).isEqualTo(open);
        assertThat(datagrams("locked")).isEqualTo(locked);
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

    private void forge(String pod, String... what) {
        List<String> argv = new ArrayList<>(List.of("perl", Lab.program("forge")));
        argv.addAll(List.of(what));
        lab.runIn(network(pod), argv.toArray(String[]::new)).ok();
    }

    private String linkLocal(String pod) {
        return found(
                lab.runIn(network(pod), "ip", "-6", "-o", "address", "show", "dev", "eth0", "scope", "link"),
                "inet6 (\\S+)/");
    }

    private String mac(String pod) {
        return found(lab.runIn(network(pod), "ip", "-o", "link", "show", "eth0"), "link/ether (\\S+)");
    }

    /** Datagrams that have arrived, for whatever port. */
    private int datagrams(String pod) {
        Result snmp = lab.runIn(network(pod), "cat", "/proc/net/snmp");
        return Integer.parseInt(found(snmp, "\nUdp: (\\d+) ")) + Integer.parseInt(found(snmp, "\nUdp: \\d+ (\\d+) "));
    }

    private int counter(String pod, String name) {
        return Integer.parseInt(found(lab.runIn(network(pod), "cat", "/proc/net/snmp6"), name + "\\s+(\\d+)"));
    }

    private static String found(Result result, String pattern) {
        var matcher = Pattern.compile(pattern).matcher(result.ok().stdout());
        assertThat(matcher.find()).as("%s in %s", pattern, result).isTrue();
        return matcher.group(1);
    }
}
