package io.podseg.host.probe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.model.Ip;
import io.podseg.reconcile.HostException;
import io.podseg.state.Probes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** Requests of probes, to servers on loopback in the test's own network namespace. */
@NullMarked
class NamespaceCheckerTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();

    /** A server that answers each connection with a text and closes it. */
    private ServerSocket serve(String answer) throws IOException {
        ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(() -> {
            while (!server.isClosed()) {
                try (Socket socket = server.accept()) {
                    heard.add(request(socket));
                    socket.getOutputStream().write(answer.getBytes(StandardCharsets.UTF_8));
                } catch (IOException e) {
                    // The connection ended early, or the test is over.
                    continue;
                }
            }
        });
        return server;
    }

    private static String request(Socket socket) throws IOException {
        StringBuilder text = new StringBuilder();
        while (!text.toString().endsWith("\r\n\r\n")) {
            int next = socket.getInputStream().read();
            if (next < 0) {
                return text.toString();
            }
            text.append((char) next);
        }
        return text.toString();
    }

    private Optional<String> get(String answer, Duration limit, Probes.Header... headers) throws HostException {
        try (ServerSocket server = serve(answer)) {
            return NamespaceChecker.here(
                    new Probes.Http(false, Optional.empty(), server.getLocalPort(), "/a?b", List.of(headers)),
                    List.of(Ip.of("127.0.0.1")),
                    limit);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void statusesFrom200To399AreWell() throws HostException {
        assertThat(get("HTTP/1.1 200 OK\r\n\r\n", LIMIT)).isEmpty();
        assertThat(get("HTTP/1.0 301 Moved\r\n", LIMIT)).isEmpty();
        assertThat(get("HTTP/1.1 399 \r\n", LIMIT)).isEmpty();
        assertThat(get("HTTP/1.1 400 Bad\r\n", LIMIT)).contains("HTTP status 400");
        assertThat(get("HTTP/1.1 503 Later\r\n", LIMIT)).contains("HTTP status 503");
    }

    @Test
    void whatIsNoAnswerIsSaid() throws HostException {
        assertThat(get("SSH-2.0-x\r\n", LIMIT)).contains("no answer of HTTP");
        assertThat(get("", LIMIT)).contains("the connection was closed without an answer");
    }

    @Test
    void theRequestHasTheHeadersOfTheProbe() throws HostException, InterruptedException {
        get("HTTP/1.1 200 OK\r\n", LIMIT, new Probes.Header("host", "shop.example"), new Probes.Header("X", "1"));
        assertThat(heard.take())
                .startsWith("GET /a?b HTTP/1.1\r\n")
                .contains("\r\nhost: shop.example\r\n", "\r\nX: 1\r\n")
                .doesNotContain("Host: ");
    }

    @Test
    void aServerThatKeepsSilentIsNotWaitedForLongerThanTheLimit() throws IOException, HostException {
        try (ServerSocket silent = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            Probes.Http http = new Probes.Http(false, Optional.of("localhost"), silent.getLocalPort(), "/", List.of());
            assertThat(NamespaceChecker.here(http, List.of(), Duration.ofSeconds(1)))
                    .contains("no answer within 1s");
            assertThat(NamespaceChecker.here(new Probes.Tcp(Optional.empty(), silent.getLocalPort()), List.of(), LIMIT))
                    .isEmpty();
        }
    }

    @Test
    void aClosedPortIsNamed() throws IOException, HostException {
        int port;
        try (ServerSocket gone = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            port = gone.getLocalPort();
        }
        assertThat(NamespaceChecker.here(new Probes.Tcp(Optional.of("127.0.0.1"), port), List.of(), LIMIT))
                .contains("connection refused at port " + port);
    }

    @Test
    void aProcessThatIsGoneIsASentence() {
        assertThatThrownBy(() -> new NamespaceChecker()
                        .check(4_000_000_000L, new Probes.Tcp(Optional.empty(), 80), List.of(), LIMIT))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("/proc/4000000000/ns/net");
    }
}
