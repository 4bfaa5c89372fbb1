package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** What is denied is counted to the packet, logged at a small rate, and in audit mode let through; one story, told in order. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class CountersIT {
    private static final String CLIENT = "counted_client-main";
    private static final String SERVER_IP = "10.95.0.11";
    private static final Attempt DENIED_IN = Attempt.udp(SERVER_IP, 7001);
    private static final Attempt DENIED_OUT = Attempt.udp(Lab.OUTSIDE, 123);
    /** What {@code probe} sends by UDP, with the headers of IPv4 and UDP. */
    private static final int BYTES = "probe".length() + 28;

    private static final String LOG_IN = "podseg drop ingress counted/server-in";
    private static final String LOG_OUT = "podseg drop egress counted/client-out";
    private static final String LOG_AUDIT = "podseg audit ingress counted/server-in";

    private final Lab lab = Lab.start();

    @BeforeAll
    void apply() {
        lab.podseg("apply", "--yes", "-f", Manifests.COUNTERS_ENFORCE.path()).ok();
        String listener =
                Path.of("src/test/resources/lab/nflog").toAbsolutePath().toString();
        lab.spawn("sh", "-c", "exec perl " + listener + " 1089 > /run/lab/nflog");
        lab.await("the listener", () -> logged("ready") == 1);
        lab.await("the server", () -> lab.connects(CLIENT, SERVER_IP, 80, "TCP") == Answer.OPEN);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    @Order(1)
    void dropsAreCountedForEachPodDirectionAndPolicy() throws Exception {
        JsonNode host = status();
        long opened = allowed(host, "server-in");
        assertThat(opened).as("connections that the await above opened").isPositive();
        assertThat(allowed(host, "client-out")).isGreaterThanOrEqualTo(opened);
        send(DENIED_IN, 7);
        send(DENIED_OUT, 5);
        host = status();
        assertDrops(host, "server", "ingress", 7, "counted/server-in");
        assertDrops(host, "client", "egress", 5, "counted/client-out");
        assertDrops(host, "server", "egress", 0);
        assertDrops(host, "client", "ingress", 0);
        JsonNode in = object(host, "NetworkPolicy", "server-in");
        assertThat(count(in.at("/counters/denied"))).isEqualTo(List.of(7, 7 * BYTES));
        assertThat(count(in.at("/counters/ingress/denied"))).isEqualTo(List.of(7, 7 * BYTES));
        assertThat(in.at("/counters/egress").isMissingNode()).isTrue();
        assertThat(in.at("/selectedPods").toString()).isEqualTo("[\"counted/server\"]");
        assertThat(allowed(host, "server-in")).as("denied packets open nothing").isEqualTo(opened);
        assertThat(count(object(host, "NetworkPolicy", "client-out").at("/counters/denied")))
                .isEqualTo(List.of(5, 5 * BYTES));
        assertThat(lab.podseg("status").ok().stdout())
                .containsPattern("Pod +counted/client +yes +host +- +5 ")
                .containsPattern("Pod +counted/server +yes +host +7 +- ")
                .containsPattern("NetworkPolicy +counted/server-in +enforced +" + opened + " +7 ");
    }

    @Test
    @Order(2)
    void eachLogNamesDirectionAndPolicy() {
        lab.await("both logs", () -> logged(LOG_IN) > 0 && logged(LOG_OUT) > 0);
    }

    @Test
    @Order(3)
    void aBurstIsCountedWholeAndLoggedALittle() throws Exception {
        long before = logged(LOG_IN);
        long start = System.nanoTime();
        send(DENIED_IN, 1000);
        long seconds = (System.nanoTime() - start) / 1_000_000_000L + 1;
        assertDrops(status(), "server", "ingress", 1007, "counted/server-in");
        lab.await("a log", () -> logged(LOG_IN) > before);
        assertThat(logged(LOG_IN) - before)
                .as("logs in %s seconds", seconds)
                .isLessThanOrEqualTo(5 + 5 * seconds)
                .isLessThan(500);
    }

    @Test
    @Order(4)
    void whatIsNotProgrammedIsCountedToo() throws Exception {
        lab.podman("run", "-d", "--name", "stray", "--network", "counted", Images.BUSYBOX, "sleep", "1000")
                .ok();
        long before = status().at("/drops/guard/packets").asLong();
        lab.probeFrom("stray", Collections.nCopies(3, DENIED_IN));
        JsonNode host = status();
        assertThat(host.at("/drops/guard/packets").asLong() - before).isGreaterThanOrEqualTo(3);
        assertDrops(host, "server", "ingress", 1007, "counted/server-in");
        lab.podman("rm", "-f", "-t", "0", "stray").ok();
    }

    @Test
    @Order(5)
    void auditLetsPassWhatItCountsAndLogs() throws Exception {
        String plan =
                lab.podseg("plan", "-f", Manifests.COUNTERS_AUDIT.path()).ok().stdout();
        assertThat(plan).contains("mode  (none) -> audit", "connections that would open (+)", "counted/client");
        lab.podseg("apply", "--yes", "-f", Manifests.COUNTERS_AUDIT.path()).ok();
        JsonNode host = status();
        assertDrops(host, "server", "ingress", 1007, "counted/server-in");
        assertThat(lab.connects(CLIENT, SERVER_IP, 80, "TCP")).isEqualTo(Answer.OPEN);
        host = status();
        assertThat(count(object(host, "NetworkPolicy", "server-in").at("/counters/wouldDeny")))
                .as("what its rules allow is not audited")
                .isEqualTo(List.of(0, 0));
        assertThat(lab.connects(CLIENT, SERVER_IP, 81, "TCP")).isEqualTo(Answer.OPEN);
        send(DENIED_IN, 4);
        host = status();
        JsonNode audited = object(host, "NetworkPolicy", "server-in");
        assertThat(audited.at("/counters/wouldDeny/packets").asInt()).isEqualTo(1 + 4);
        assertThat(audited.at("/counters/denied/packets").asInt()).isZero();
        assertThat(audited.at("/conditions").toString())
                .contains("\"type\":\"Audited\",\"status\":\"True\"", "\"type\":\"Enforced\",\"status\":\"False\"");
        assertThat(object(host, "Pod", "server").at("/audited/ingress/packets").asInt())
                .isEqualTo(1 + 4);
        assertDrops(host, "server", "ingress", 1007, "counted/server-in");
        assertThat(host.at("/ready").asBoolean())
                .as("it is not meant to be enforced")
                .isTrue();
        lab.await("the log", () -> logged(LOG_AUDIT) > 0);
    }

    @Test
    @Order(6)
    void enforcingItCutsAndDrops() throws Exception {
        lab.podman("exec", "-d", CLIENT, "sh", "-c", "sleep 1000 | nc " + SERVER_IP + " 81")
                .ok();
        lab.await(
                "a connection that is only audited",
                () -> lab.run("conntrack", "-L", "-p", "tcp", "--dport", "81")
                        .stdout()
                        .contains("ESTABLISHED"));
        assertThat(lab.podseg("plan", "-f", Manifests.COUNTERS_AUDIT.path())
                        .ok()
                        .stdout())
                .as("audit cuts nothing")
                .contains("No changes");
        assertThat(lab.podseg("plan", "-f", Manifests.COUNTERS_ENFORCE.path())
                        .ok()
                        .stdout())
                .contains("mode  audit -> (none)")
                .containsPattern("\\d+ connections? that (is|are) open now");
        lab.podseg("apply", "--yes", "-f", Manifests.COUNTERS_ENFORCE.path()).ok();
        assertThat(lab.run("conntrack", "-L", "-p", "tcp", "--dport", "81").stdout())
                .doesNotContain("ESTABLISHED");
        send(DENIED_IN, 2);
        assertThat(lab.connects(CLIENT, SERVER_IP, 81, "TCP")).isEqualTo(Answer.SILENT);
        JsonNode host = status();
        assertThat(object(host, "NetworkPolicy", "server-in").at("/conditions").toString())
                .contains("\"type\":\"Enforced\",\"status\":\"True\"");
        assertThat(object(host, "Pod", "server").at("/drops/ingress/packets").asInt())
                .as("one count over all applies")
                .isGreaterThanOrEqualTo(1007 + 2 + 1);
    }

    private void send(Attempt attempt, int times) {
        assertThat(lab.probeFrom(CLIENT, Collections.nCopies(times, attempt)).values())
                .isSubsetOf(Answer.SILENT, Answer.REFUSED);
    }

    private static void assertDrops(JsonNode host, String pod, String direction, int packets, String... policies) {
        JsonNode drops = object(host, "Pod", pod).at("/drops/" + direction);
        assertThat(count(drops)).as("%s of %s", direction, pod).isEqualTo(List.of(packets, packets * BYTES));
        assertThat(drops.at("/policies").valueStream().map(JsonNode::asText)).containsExactly(policies);
    }

    private static long allowed(JsonNode host, String policy) {
        return object(host, "NetworkPolicy", policy)
                .at("/counters/allowed/packets")
                .asLong();
    }

    private static List<Integer> count(JsonNode node) {
        return List.of(node.path("packets").asInt(-1), node.path("bytes").asInt(-1));
    }

    private JsonNode status() throws JsonProcessingException {
        return new ObjectMapper()
                .readTree(lab.podseg("status", "-o", "json").ok().stdout());
    }

    private static JsonNode object(JsonNode host, String kind, String name) {
        return host.at("/objects")
                .valueStream()
                .filter(object -> object.path("kind").asText().equals(kind)
                        && object.path("name").asText().equals(name))
                .findFirst()
                .orElseThrow()
                .path("status");
    }

    private long logged(String line) {
        return lab.run("cat", "/run/lab/nflog").lines().stream()
                .filter(line::equals)
                .count();
    }
}
