package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.state.Probes;
import io.podseg.state.Probes.Probe;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Probes as Podman is asked to run them. */
@NullMarked
class HealthRequestsTest {
    private static Probe probe(Probes.Check check) {
        return new Probe(check, 3, 2, 7, 1, 4);
    }

    private static final Probe EXEC = probe(new Probes.Exec(List.of("sh", "-c", "exit 0; b")));
    private static final Probe TCP = probe(new Probes.Tcp(Optional.empty(), 80));

    private static String json(Optional<Probe> liveness, Optional<Probe> readiness, Optional<Probe> startup) {
        return Json.write(HealthRequests.of(new Probes(liveness, readiness, startup), "always"));
    }

    @Test
    void withoutProbesThereIsNoHealthCheck() {
        assertThat(json(Optional.empty(), Optional.empty(), Optional.empty()))
                .isEqualTo("{\"health_check_on_failure_action\":0}");
    }

    @Test
    void aLivenessProbeRestartsTheContainerAsWithKubePlay() {
        assertThat(json(Optional.of(EXEC), Optional.of(TCP), Optional.empty()))
                .isEqualTo(
                        "{\"healthconfig\":{\"Test\":[\"CMD\",\"sh\",\"-c\",\"exit 0; b\"],\"StartPeriod\":3000000000,"
                                + "\"Interval\":7000000000,\"Timeout\":2000000000,\"Retries\":4},"
                                + "\"health_check_on_failure_action\":3}");
        assertThat(HealthRequests.of(new Probes(Optional.of(EXEC), Optional.empty(), Optional.empty()), "no")
                        .onFailure())
                .isZero();
    }

    @Test
    void aReadinessProbeTakesThePlaceOfNone() {
        assertThat(json(Optional.empty(), Optional.of(TCP), Optional.empty()))
                .contains("\"nc -z -v localhost 80 || exit 1\"")
                .endsWith("\"health_check_on_failure_action\":0}");
    }

    @Test
    void aStartUpProbeGivesTimeAndIsPodmansOwnWherePodmanHasOne() {
        assertThat(json(Optional.of(TCP), Optional.empty(), Optional.of(EXEC)))
                .contains("\"StartPeriod\":34000000000")
                .contains("\"startupHealthConfig\":{\"Test\":[\"CMD\",\"sh\"")
                .contains("\"Successes\":1");
        assertThat(json(Optional.empty(), Optional.empty(), Optional.of(EXEC)))
                .contains("\"healthconfig\":{\"Test\":[\"CMD\",\"sh\"")
                .doesNotContain("startup");
    }

    @Test
    void wordsOfARequestStayWords() {
        Probes.Http http = new Probes.Http(
                true, Optional.of("::1"), 8443, "/a'b?c=d&e", List.of(new Probes.Header("X", "$(reboot)")));
        assertThat(json(Optional.of(probe(http)), Optional.empty(), Optional.empty()))
                .contains("curl -f -k -H 'X: $(reboot)' 'https://[::1]:8443/a'\\\\''b?c=d&e' || wget");
        Probes.Http plain = new Probes.Http(false, Optional.empty(), 80, "/x", List.of());
        assertThat(json(Optional.of(probe(plain)), Optional.empty(), Optional.empty()))
                .contains("curl -f http://localhost:80/x || wget -q -O /dev/null http://localhost:80/x || exit 1");
    }

    @Test
    void framesAreTakenApart() {
        assertThat(Frames.text(new byte[] {1, 0, 0, 0, 0, 0, 0, 3, 'a', 'b', '\n', 2, 0, 0, 0, 0, 0, 0, 1, 'c'}))
                .isEqualTo("ab\nc");
        assertThat(Frames.text(new byte[] {1, 0, 0, 0, 0, 0, 0, 9, 'a'})).isEqualTo("a");
        assertThat(Frames.text("plain text\n".getBytes(java.nio.charset.StandardCharsets.UTF_8)))
                .isEqualTo("plain text\n");
        assertThat(Frames.text(new byte[0])).isEmpty();
    }
}
