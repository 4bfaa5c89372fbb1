package io.podseg.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.HostException;
import io.podseg.status.StatusFiles;
import io.podseg.status.StatusSink;
import io.podseg.status.Turns;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Messages to a web server on this machine: one for each change of state, whatever happens on the way. */
class NotifierTest {
    private static final int LONG = 60;

    @TempDir
    Path folder = Path.of("");

    private final BlockingQueue<Message> messages = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();
    private final AtomicInteger refusals = new AtomicInteger();
    private Optional<HttpServer> server = Optional.empty();
    private Optional<Notifier> notifier = Optional.empty();
    private Turns turns = new Turns(folder);
    private StatusSink sink = new StatusSink(new StatusFiles(folder), Clock.systemUTC(), account -> {});

    private record Message(String body, String signature) {}

    @BeforeEach
    void begin() throws IOException {
        turns = new Turns(folder);
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::answer);
        http.start();
        server = Optional.of(http);
    }

    @AfterEach
    void end() {
        notifier.ifPresent(Notifier::close);
        server.ifPresent(each -> each.stop(0));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        boolean refused = refusals.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (!refused) {
            String signature = exchange.getRequestHeaders().getFirst("X-Podseg-Signature");
            messages.add(new Message(body, signature == null ? "" : signature));
        }
        exchange.sendResponseHeaders(refused ? 503 : 204, -1);
        exchange.close();
    }

    private void open(boolean slack, Optional<String> secret) {
        int port = server.orElseThrow().getAddress().getPort();
        URI url = URI.create("http://127.0.0.1:" + port + "/services/t0ken");
        Notifier each = new Notifier(
                new Notifier.Target(url, slack, secret),
                new Notifier.Settings("host1", Clock.systemUTC(), Duration.ofMillis(20), complaints::add));
        notifier = Optional.of(each);
        sink = new StatusSink(new StatusFiles(folder.resolve("status")), Clock.systemUTC(), each::told);
    }

    private Message next() throws InterruptedException {
        Message message = messages.poll(LONG, TimeUnit.SECONDS);
        assertThat(message).as("a message").isNotNull();
        return message == null ? new Message("", "") : message;
    }

    @Test
    void oneMessageForAProblemAndOneWhenItIsOver() throws Exception {
        open(false, Optional.of("s3cret"));
        sink.ended(turns.apply(Turns.QUICKSTART));
        sink.ended(turns.fail(Cycle.Result.UNFETCHED, "the server did not answer within 10 s"));
        Message first = next();
        sink.ended(turns.fail(Cycle.Result.UNFETCHED, "the server did not answer within 11 s"));
        sink.ended(turns.apply(Turns.QUICKSTART));
        Message second = next();
        JsonNode problem = new ObjectMapper().readTree(first.body());
        assertThat(problem.path("schema").asText()).isEqualTo("podseg.io/notification/v1");
        assertThat(problem.path("state").asText()).isEqualTo("problem");
        assertThat(problem.path("reason").asText()).isEqualTo("SourceUnavailable");
        assertThat(problem.path("host").asText()).isEqualTo("host1");
        assertThat(problem.path("message").asText()).contains("did not answer");
        assertThat(new ObjectMapper().readTree(second.body()).path("state").asText())
                .isEqualTo("resolved");
        assertThat(first.signature()).isEqualTo("sha256=" + signature("s3cret", first.body()));
        assertThat(messages).isEmpty();
    }

    @Test
    void whatIsNotDeliveredIsTriedAgainAndComplainedOfOnceWithoutTheToken() throws Exception {
        refusals.set(4);
        open(false, Optional.empty());
        sink.ended(turns.fail(Cycle.Result.FAILED, "Podman does not answer"));
        assertThat(next().body()).contains("Podman does not answer");
        assertThat(complaints).containsExactly("a message to 127.0.0.1 could not be delivered: it answered 503");
    }

    /** Example of RFC 4231 2, test case 2. */
    @Test
    void theSignatureIsHmacSha256() throws Exception {
        assertThat(signature("Jefe", "what do ya want for nothing?"))
                .isEqualTo("5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    }

    @Test
    void slackGetsATextAlone() throws Exception {
        open(true, Optional.empty());
        turns.podman.fail("startPod quickstart_web", "no space left on device");
        sink.ended(turns.apply(Turns.QUICKSTART));
        JsonNode body = new ObjectMapper().readTree(next().body());
        assertThat(body.size()).isEqualTo(1);
        assertThat(body.path("text").asText())
                .startsWith("podseg on host1: AppliedInPart")
                .contains("Pod quickstart/web");
    }

    @Test
    void filesThatOthersCanReadAreRefused() throws Exception {
        Path urls = Files.writeString(folder.resolve("urls"), "# chat\nhttp://127.0.0.1:9/t0ken\n");
        Files.setPosixFilePermissions(urls, PosixFilePermissions.fromString("rw-r--r--"));
        assertThatThrownBy(() -> Notifiers.open(urls, false, Optional.empty(), complaints::add))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("everybody may read " + urls);
        Files.setPosixFilePermissions(urls, PosixFilePermissions.fromString("rw-------"));
        Notifiers.open(urls, false, Optional.empty(), complaints::add).close();
        Files.writeString(urls, "ftp://example.org/t0ken\n");
        assertThatThrownBy(() -> Notifiers.open(urls, false, Optional.empty(), complaints::add))
                .isInstanceOf(HostException.class)
                .hasMessage(urls + ": URL 1 is none of http:// or https://");
    }

    private static String signature(String secret, String body) {
        return Hmac.of(secret.getBytes(StandardCharsets.UTF_8), body.getBytes(StandardCharsets.UTF_8));
    }
}
