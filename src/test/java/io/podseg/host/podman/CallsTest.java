package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import io.vertx.core.http.HttpClosedException;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.net.ConnectException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;

/** Every way in which a call can fail becomes one sentence. */
class CallsTest {
    private final Calls calls = new Calls(Path.of("/run/x.sock"));

    private void assertMessage(RuntimeException failure, String message) {
        assertThatThrownBy(() -> calls.call("list its pods", () -> {
                    throw failure;
                }))
                .isInstanceOf(HostException.class)
                .hasMessage(message);
    }

    @Test
    void noAnswerInTime() {
        assertMessage(
                new ProcessingException(new TimeoutException("30000ms")),
                "Podman did not list its pods in time; its service at /run/x.sock may hang.");
    }

    @Test
    void nobodyListens() {
        assertMessage(
                new ProcessingException(new ConnectException("Connection refused")),
                "Podman's API service at /run/x.sock cannot be reached: Connection refused.");
    }

    @Test
    void theServiceGoesAway() {
        assertMessage(
                new ProcessingException(new IOException("Connection was closed")),
                "Podman could not list its pods: its API service at /run/x.sock went away before it answered.");
    }

    @Test
    void theServiceGoesAwayInTheMiddleOfAnAnswer() {
        assertMessage(
                new HttpClosedException("Connection was closed"),
                "Podman could not list its pods: its API service at /run/x.sock went away before it answered.");
    }

    @Test
    void anAnswerThatIsNotUnderstood() {
        assertMessage(
                new ProcessingException("bad\njson."),
                "Podman could not list its pods: its API service at /run/x.sock gave no usable answer (bad json).");
    }

    private static Response answer(int status, String message) {
        return Response.status(status)
                .entity("{\"message\": \"" + message + "\"}")
                .build();
    }

    @Test
    void aProgramThatEndsWhileItIsLookedAtIsLookedAtAgain() throws HostException {
        Deque<Response> answers = new ArrayDeque<>(List.of(
                answer(500, "read /proc/3231/cgroup: no such process"),
                answer(500, "no such process"),
                answer(200, "")));
        assertThat(calls.read("read it", answers::pop).getStatus()).isEqualTo(200);
        assertThat(answers).isEmpty();
    }

    /** Podman finds it, waits for whoever removes it, and reads it then. */
    @Test
    void whatIsRemovedWhileItIsReadIsAbsent() throws HostException {
        Deque<Response> answers = new ArrayDeque<>(List.of(
                answer(500, "cannot get a list of pods: no pod with name or ID x found: no such pod"),
                answer(404, "unable to find pod x: no such pod"),
                answer(200, "")));
        assertThat(calls.find("read the pod x", answers::pop)).isEmpty();
        assertThat(answers).hasSize(1);
    }

    @Test
    void whatFailsOtherwiseIsAskedOnce() {
        Deque<Response> answers = new ArrayDeque<>(List.of(answer(500, "no space left"), answer(200, "")));
        assertThatThrownBy(() -> calls.read("read it", answers::pop))
                .hasMessageStartingWith("Podman could not read it: ");
        assertThat(answers).hasSize(1);
    }

    @Test
    void aFailureWithoutAnswerHasNoStatus() {
        assertThat(Calls.status(new HostException("x"))).isZero();
    }
}
