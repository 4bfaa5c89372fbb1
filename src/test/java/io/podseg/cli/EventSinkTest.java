package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.Cycle;
import io.podseg.status.Turns;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Event lines: one for each change, and none for what was said already. */
class EventSinkTest {
    @TempDir
    Path folder = Path.of("");

    private final List<String> lines = new ArrayList<>();
    private final Clock clock = Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    private final ObjectMapper mapper = new ObjectMapper();
    private Turns turns = new Turns(folder);

    @BeforeEach
    void begin() {
        turns = new Turns(folder);
    }

    private EventSink sink(boolean json) {
        return new EventSink(json, clock, lines::add);
    }

    private List<String> take() {
        List<String> taken = List.copyOf(lines);
        lines.clear();
        return taken;
    }

    @Test
    void aLineForEachChange() throws Exception {
        sink(true).ended(turns.apply(Turns.QUICKSTART));
        assertThat(lines).hasSize(8).allSatisfy(line -> assertThat(line).doesNotContain("\n"));
        JsonNode pod = mapper.readTree(lines.get(6));
        assertThat(pod.path("schema").asText()).isEqualTo("podseg.io/event/v1");
        assertThat(pod.path("type").asText()).isEqualTo("change");
        assertThat(pod.path("kind").asText()).isEqualTo("Pod");
        assertThat(pod.path("name").asText()).isEqualTo("web");
        assertThat(pod.path("action").asText()).isEqualTo("add");
        assertThat(pod.path("outcome").asText()).isEqualTo("applied");
        assertThat(pod.path("drift").asBoolean()).isFalse();
        assertThat(pod.path("triggers").get(0).asText()).isEqualTo("files");
        assertThat(pod.path("revision").asText()).startsWith("sha256:");
        assertThat(mapper.readTree(lines.getLast()).path("result").asText()).isEqualTo("applied");
    }

    @Test
    void whatFailsAgainForTheSameReasonIsSaidOnce() throws Exception {
        EventSink sink = sink(false);
        sink.ended(turns.apply(Turns.QUICKSTART));
        turns.podman.removePodByHand("quickstart_web");
        take();
        for (int i = 0; i < 3; i++) {
            turns.podman.fail("createPod quickstart_web", "no space\nleft");
            sink.ended(turns.apply(Turns.QUICKSTART));
        }
        assertThat(take())
                .containsExactly(
                        "2026-01-02T03:04:05Z ! Pod quickstart/web  failed: no space\\nleft",
                        "2026-01-02T03:04:05Z = partial");
        sink.ended(turns.apply(Turns.QUICKSTART));
        assertThat(take()).hasSize(2).first().asString().contains("! Pod quickstart/web  applied");
        sink.ended(turns.apply(Turns.QUICKSTART));
        assertThat(take()).isEmpty();
        turns.podman.fail("createPod quickstart_web", "no space\nleft");
        turns.podman.removePodByHand("quickstart_web");
        sink.ended(turns.apply(Turns.QUICKSTART));
        assertThat(take()).as("it was well in between").hasSize(2);
    }

    @Test
    void problemsOfManifestsAreSaidOnce() {
        EventSink sink = sink(true);
        Diagnostic problem = Diagnostic.error(new Position("a.yaml", 1, 2), "unknown field");
        Cycle cycle = turns.fail(Cycle.Result.INVALID, "the manifests have errors", problem);
        sink.ended(cycle);
        sink.ended(cycle);
        assertThat(lines).singleElement().asString().contains("\"state\"", "a.yaml:1:2: unknown field");
    }

    @Test
    void whatIsOnlyPlannedIsSaidOnce() throws Exception {
        EventSink sink = sink(true);
        sink.ended(turns.report(Cycle.Result.REPORTED, Turns.QUICKSTART));
        sink.ended(turns.report(Cycle.Result.REPORTED, Turns.QUICKSTART));
        assertThat(lines).hasSize(8).first().asString().contains("\"outcome\":\"planned\"");
    }
}
