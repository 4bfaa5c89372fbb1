package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.e2e.Flow.Ends;
import io.podseg.e2e.Flow.Place;
import io.podseg.lab.Lab;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** What a plan takes away ends the connections that used it, whoever sends and by whatever way, and no other. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RevocationIT {
    private static final String FOLDER = "/run/lab/manifests";
    private static final String SERVER_IP = "10.93.0.11";
    private static final String SERVER_IP6 = "fd93::11";
    private static final String FAR_IP = "10.94.0.10";

    private final Lab lab = Lab.start();

    @BeforeAll
    void open() {
        lab.run("mkdir", FOLDER, Flow.FOLDER).ok();
        write(Revoked.WIDE);
        lab.podseg("apply", "--yes", "-f", FOLDER).ok();
        lowest(Revoked.DOOMED);
        Stream.of(kept(), cut(), last()).flatMap(List::stream).forEach(flow -> flow.open(lab));
        ping(Revoked.CLIENT, SERVER_IP, "cut");
        ping(Revoked.GUEST, Lab.OUTSIDE, "kept");
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /**
     * Gives the bridge's port of a pod the lowest address there can be. A bridge that took its own from its ports would have this one,
     * and another one when the pod goes: others' packets to what is beyond the bridge would go astray meanwhile.
     */
    private void lowest(String container) {
        String before = bridge();
        String number = lab.runIn(lab.networkOf(container), "ip", "-o", "link", "show", "eth0")
                .ok()
                .stdout()
                .replaceFirst("(?s).*eth0@if(\\d+):.*", "$1");
        String port = lab.run("ip", "-o", "link").ok().lines().stream()
                .filter(line -> line.startsWith(number + ": "))
                .map(line -> line.split("[ @]")[1])
                .findFirst()
                .orElseThrow();
        lab.run("ip", "link", "set", "dev", port, "address", "02:00:00:00:00:01")
                .ok();
        assertThat(bridge()).as("address of the bridge").isEqualTo(before);
    }

    /** Address of the bridge with the subnet of the server. */
    private String bridge() {
        String route = lab.run("ip", "-o", "route", "get", SERVER_IP).ok().stdout();
        String name = route.replaceFirst("(?s).* dev (\\S+) .*", "$1");
        return lab.run("ip", "-o", "link", "show", "dev", name)
                .ok()
                .stdout()
                .replaceFirst("(?s).*link/ether (\\S+) .*", "$1");
    }

    private static List<Flow> kept() {
        return flows("kept", 9000, Revoked.SERVER, 8010);
    }

    private static List<Flow> cut() {
        return flows("cut", 9100, Revoked.SERVER, 8110);
    }

    /** The same twice: with ports that stay allowed and with others. */
    private static List<Flow> flows(String name, int port, String server, int published) {
        String client = Revoked.CLIENT;
        Place behind = new Place(SERVER_IP, port + 10);
        Place asked = new Place(Lab.NODE, published);
        return List.of(
                Flow.of(name + "-client-streams", client, server, "tcp", SERVER_IP, port, "client"),
                Flow.of(name + "-server-streams", client, server, "tcp", SERVER_IP, port + 1, "server"),
                Flow.of(name + "-idle", client, server, "tcp", SERVER_IP, port + 2, "idle"),
                Flow.of(name + "-udp", client, server, "udp", SERVER_IP, port + 3, "both"),
                Flow.of(name + "-six", client, server, "tcp", SERVER_IP6, port + 4, "both"),
                Flow.of(name + "-six-udp", client, server, "udp", SERVER_IP6, port + 5, "server"),
                Flow.of(name + "-far", client, Revoked.FAR, "tcp", FAR_IP, port, "both"),
                Flow.of(name + "-far-udp", client, Revoked.FAR, "udp", FAR_IP, port + 1, "server"),
                Flow.of(name + "-outside", client, "outside", "tcp", Lab.OUTSIDE, port, "both"),
                Flow.of(name + "-outside-udp", client, "outside", "udp", Lab.OUTSIDE, port + 1, "client"),
                Flow.of(name + "-node", client, "", "tcp", Lab.NODE, port, "server"),
                new Flow(name + "-published", "outside", server, "tcp", behind, asked, "server"));
    }

    /** What ends in the last step, each by a cause of its own. */
    private static List<Flow> last() {
        return List.of(
                Flow.of("policy-deleted", Revoked.CLIENT, Revoked.SERVER, "tcp", SERVER_IP, 9051, "server"),
                Flow.of("pod-relabelled", Revoked.CLIENT, Revoked.SERVER, "udp", SERVER_IP, 9052, "both"),
                Flow.of("namespace-relabelled", Revoked.GUEST, Revoked.SERVER, "tcp", SERVER_IP, 9053, "client"),
                Flow.of("pod-deleted", Revoked.CLIENT, Revoked.DOOMED, "udp", "10.93.0.12", 9004, "client"));
    }

    @Test
    @Order(1)
    void exactlyWhatIsNoLongerAllowedIsCut() {
        write(Revoked.NARROW);
        assertPlanned(cut().size() + 1);
        lab.podseg("apply", "--yes", "-f", FOLDER).ok();

        Map<Flow, Ends> atOnce = noted(cut());
        int pings = pings("cut");
        lab.run("touch", Flow.FOLDER + "/wake").ok();
        assertGoOn(Stream.concat(kept().stream(), last().stream()).toList());
        assertThat(pings("kept")).isPositive();
        assertThat(pings("cut")).as("answers to ping").isEqualTo(pings);
        assertEnded(atOnce);
    }

    @Test
    @Order(2)
    void byAPolicyLessOtherLabelsOrAPodThatGoes() {
        write(Revoked.LAST);
        assertPlanned(last().size());
        lab.podseg("apply", "--yes", "-f", FOLDER).ok();

        Map<Flow, Ends> atOnce = noted(last());
        assertGoOn(kept());
        assertEnded(atOnce);
        assertThat(lab.podseg("plan", "-f", FOLDER).ok().stdout()).contains("No changes");
    }

    private void assertPlanned(int connections) {
        assertThat(lab.podseg("plan", "-f", FOLDER).ok().stdout())
                .contains(connections + " connections that are open now are cut");
        assertThat(lab.podseg("plan", "-f", FOLDER, "-o", "json").ok().stdout().replaceAll("\\s", ""))
                .contains("\"cut\":" + connections);
    }

    /** Waits until each has got 50 messages more; none is missing and none was closed. */
    private void assertGoOn(List<Flow> flows) {
        Map<Flow, Ends> before = ends(flows);
        before.forEach((flow, ends) ->
                lab.await(flow + " to go on", () -> flow.ends(lab).received() > ends.received() + 50));
        for (Flow flow : flows) {
            Ends ends = flow.ends(lab);
            for (Flow.End end : List.of(ends.client(), ends.server())) {
                assertThat(end.gaps()).as("messages missing in " + flow).isZero();
                assertThat(end.closed()).as("closed: " + flow).isFalse();
            }
        }
    }

    private void assertEnded(Map<Flow, Ends> atOnce) {
        atOnce.forEach((flow, ends) -> {
            Ends now = flow.ends(lab);
            assertThat(now.received()).as("messages in " + flow).isEqualTo(ends.received());
        });
    }

    /**
     * What came before the end, once its receivers, which tell it a moment later, have told all of it. What is not ended goes on
     * telling, and this waits in vain.
     */
    private Map<Flow, Ends> noted(List<Flow> flows) {
        List<Map<Flow, Ends>> seen = new ArrayList<>(List.of(Map.of()));
        lab.await("the end of " + flows, () -> {
            seen.add(ends(flows));
            return seen.getLast().equals(seen.get(seen.size() - 2));
        });
        return seen.getLast();
    }

    private Map<Flow, Ends> ends(List<Flow> flows) {
        Map<Flow, Ends> ends = new LinkedHashMap<>();
        flows.forEach(flow -> ends.put(flow, flow.ends(lab)));
        return ends;
    }

    private void write(Revoked step) {
        lab.runWithInput(step.yaml(), "sh", "-c", "cat > " + FOLDER + "/all.yaml")
                .ok();
    }

    private void ping(String from, String to, String name) {
        List<String> ping = List.of("sh", "-c", "exec busybox ping " + to + " > " + Flow.FOLDER + "/ping-" + name);
        lab.spawn(Stream.concat(Flow.place(lab, from).stream(), ping.stream()).toArray(String[]::new));
        lab.await("an answer to ping", () -> pings(name) > 0);
    }

    private int pings(String name) {
        return (int) lab.run("cat", Flow.FOLDER + "/ping-" + name).lines().stream()
                .filter(line -> line.contains("ttl="))
                .count();
    }
}
