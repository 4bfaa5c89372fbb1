package io.podseg.web;

import static io.restassured.RestAssured.given;
import static io.restassured.RestAssured.when;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.matchesPattern;
import static org.hamcrest.Matchers.not;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Trigger;
import io.podseg.state.Count;
import io.podseg.state.Counters;
import io.podseg.status.StatusFiles;
import io.podseg.status.StatusSink;
import io.podseg.status.Turns;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** What podseg answers over HTTP, from before its first turn on. */
@QuarkusTest
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class WebTest {
    @TempDir
    Path folder = Path.of("");

    @Inject
    Board board;

    private StatusSink sink() {
        return new StatusSink(new StatusFiles(folder.resolve("status")), Clock.systemUTC(), board::told);
    }

    private void tell(StatusSink sink, Cycle cycle) throws HostException {
        board.began(cycle.occasion().number(), cycle.occasion().triggers());
        sink.ended(cycle);
        board.ended(cycle);
    }

    private static String metrics() {
        return when().get("/metrics").then().statusCode(200).extract().asString();
    }

    @Test
    @Order(1)
    void beforeTheFirstTurn() {
        when().get("/q/health/live").then().statusCode(200);
        when().get("/q/health/started").then().statusCode(503);
        when().get("/q/health/ready").then().statusCode(503).body(containsString("the first turn has not ended"));
        when().get("/api/status").then().statusCode(503);
        when().get("/api/plan").then().statusCode(503);
        when().get("/").then().statusCode(200).body(containsString("Starting"));
        assertThat(metrics()).contains("podseg_reconciles_total{result=\"applied\"} 0.0", "podseg_ready 0.0");
    }

    @Test
    @Order(2)
    void afterATurnThatEndedWell() throws Exception {
        Cycle cycle = new Turns(folder).apply(Turns.QUICKSTART);
        StatusSink sink = sink();
        tell(sink, cycle);
        when().get("/q/health/started").then().statusCode(200);
        when().get("/q/health/ready")
                .then()
                .statusCode(200)
                .body(containsString(cycle.source().revision()));
        when().get("/api/status")
                .then()
                .statusCode(200)
                .body("schema", equalTo("podseg.io/status/v1"))
                .body("ready", equalTo(true))
                .body("lastTurn.result", equalTo("applied"));
        when().get("/api/plan").then().statusCode(200).body("changes[0].outcome", equalTo("applied"));
        when().get("/").then().statusCode(200).body(containsString("As declared"));
        sink.counted(new Counters(
                List.of(),
                new TreeMap<>(Map.of("podseg4-drops-i", new TreeMap<>(Map.of("10.89.60.10", new Count(3, 180)))))));
        assertThat(metrics())
                .contains(
                        "podseg_reconciles_total{result=\"applied\"} 1.0",
                        "podseg_reconcile_duration_seconds_count 1",
                        "podseg_reconcile_duration_seconds_bucket{le=\"0.1\"}",
                        "podseg_objects{health=\"ready\",kind=\"Pod\",sync=\"synced\"} 3.0",
                        "podseg_ready 1.0",
                        "podseg_enforced 1.0",
                        "podseg_revision_info{revision=\"" + cycle.source().revision() + "\"} 1.0",
                        "podseg_policy_denied_packets_total{direction=\"ingress\",namespace=\"quickstart\",policy=\"web-from-client\"}",
                        "podseg_last_success_timestamp_seconds 1.7673",
                        "jvm_memory_used_bytes");
    }

    @Test
    @Order(3)
    void driftIsCountedAndTroubleIsTold() throws Exception {
        Turns turns = new Turns(folder);
        StatusSink sink = sink();
        tell(sink, turns.apply(Turns.QUICKSTART));
        turns.podman.removePodByHand("quickstart_web");
        tell(sink, turns.apply(Turns.QUICKSTART));
        assertThat(metrics()).contains("podseg_drift_repaired_total{kind=\"Pod\"} 1.0");
        tell(sink, turns.fail(Cycle.Result.UNFETCHED, "the server <git> does not answer"));
        when().get("/q/health/ready").then().statusCode(503).body(containsString("the server <git> does not answer"));
        when().get("/q/health/live").then().statusCode(200);
        when().get("/").then().body(containsString("the server &lt;git&gt; does not answer"));
        assertThat(metrics()).contains("podseg_ready 0.0", "podseg_enforced 1.0");
    }

    @Test
    @Order(8)
    void everyDocumentedMetricIsThere() throws Exception {
        String metrics = metrics();
        List<String> documented = Pattern.compile("(?m)^\\| `(podseg_\\w+)` \\|")
                .matcher(Files.readString(Path.of("docs/observability.md")))
                .results()
                .map(found -> found.group(1))
                .toList();
        assertThat(documented)
                .hasSizeGreaterThan(10)
                .allSatisfy(name -> assertThat(metrics).contains("\n" + name));
        assertThat(Pattern.compile("(?m)^(podseg_[a-z_]+?)(_bucket|_count|_sum|_max)?[ {]")
                        .matcher(metrics)
                        .results()
                        .map(found -> found.group(1))
                        .distinct())
                .allSatisfy(name -> assertThat(documented).contains(name));
    }

    @Test
    @Order(4)
    void aTurnThatIsBeingTakenShows() {
        board.began(9, new TreeSet<>(List.of(Trigger.FILES)));
        when().get("/q/health/live").then().statusCode(200).body(containsString("busySeconds"));
        assertThat(metrics()).containsPattern("podseg_reconcile_running_seconds [0-9.E-]*[1-9]");
    }

    @Test
    @Order(5)
    void onlyReadingIsAnswered() {
        for (String path : List.of("/", "/api/status", "/metrics", "/q/health")) {
            given().body("x").post(path).then().statusCode(405).header("Allow", "GET, HEAD");
            when().delete(path).then().statusCode(405);
            when().head(path).then().statusCode(not(405));
        }
        when().get("/nothing").then().statusCode(404);
    }

    @Test
    @Order(6)
    void headersKeepBrowsersFromDoingMore() {
        for (String path : List.of("/", "/style.css", "/api/status", "/q/health/live")) {
            when().get(path)
                    .then()
                    .header("Content-Security-Policy", containsString("default-src 'none'"))
                    .header("X-Content-Type-Options", "nosniff")
                    .header("Cache-Control", "no-store");
        }
        when().get("/style.css").then().statusCode(200).contentType(matchesPattern("text/css.*"));
    }

    /** A name of somebody else's that leads to 127.0.0.1 is how a page in a browser reads what is served there. */
    @Test
    @Order(7)
    void namesOfOthersAreNotAnsweredTo() {
        given().header("Host", "evil.example").get("/api/status").then().statusCode(421);
        given().header("Host", "localhost:1").get("/api/status").then().statusCode(200);
        assertThat(Gatekeeper.isLoopback("127.0.0.1.evil.example")).isFalse();
        assertThat(Gatekeeper.isLoopback("[::1]")).isTrue();
    }
}
