package io.podseg.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deliveries as GitHub, GitLab, Gitea and Forgejo send them, over HTTP, and those of somebody without the secret. */
final class WebhookTest {
    /** From GitHub's documentation on validating deliveries: secret, payload and signature. */
    private static final String SECRET = "It's a Secret to Everybody";

    private static final String BODY = "Hello, World!";
    private static final String HMAC = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

    @TempDir
    private Path temp = Path.of("");

    private final Vertx vertx = Vertx.vertx();
    private final AtomicInteger hurried = new AtomicInteger();
    private final HttpClient client = HttpClient.newHttpClient();
    private Router router = Router.router(vertx);
    private int port;

    @BeforeEach
    void server() throws Exception {
        router = Router.router(vertx);
        HttpServer server = vertx.createHttpServer().requestHandler(router);
        port = server.listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(60, TimeUnit.SECONDS)
                .actualPort();
    }

    @AfterEach
    void end() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(60, TimeUnit.SECONDS);
    }

    private Path open() throws Exception {
        Path file = Files.writeString(temp.resolve("secret"), SECRET + "\n");
        Webhook.open(router, file, hurried::incrementAndGet);
        return file;
    }

    private int post(String body, String... headers) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/webhook/git"))
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return client.send(request.build(), HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void withoutConfigurationThereIsNoSuchAddress() throws Exception {
        assertThat(post(BODY, "X-Hub-Signature-256", "sha256=" + HMAC)).isEqualTo(404);
    }

    @Test
    void whoKnowsTheSecret() throws Exception {
        open();
        assertThat(post(BODY, "X-Hub-Signature-256", "sha256=" + HMAC, "X-GitHub-Event", "push"))
                .isEqualTo(202);
        assertThat(post(BODY, "X-Gitea-Signature", HMAC, "X-Hub-Signature-256", "sha256=" + HMAC))
                .isEqualTo(202);
        assertThat(post(BODY, "X-Forgejo-Signature", HMAC)).isEqualTo(202);
        assertThat(post(BODY, "X-Gitlab-Token", SECRET, "X-Gitlab-Event", "Push Hook"))
                .isEqualTo(202);
        assertThat(hurried).hasValue(4);
        assertThat(post(BODY, "X-Hub-Signature-256", "sha256=" + HMAC, "X-GitHub-Event", "ping"))
                .isEqualTo(200);
        assertThat(hurried).hasValue(4);
    }

    @Test
    void whoDoesNot() throws Exception {
        open();
        String wrong = HMAC.replace('7', '8');
        assertThat(post(BODY)).isEqualTo(403);
        assertThat(post(BODY, "X-Hub-Signature-256", "sha256=" + wrong)).isEqualTo(403);
        assertThat(post(BODY, "X-Hub-Signature-256", HMAC)).isEqualTo(403);
        assertThat(post(BODY, "X-Hub-Signature-256", "sha256=")).isEqualTo(403);
        assertThat(post(BODY, "X-Hub-Signature", "sha1=01dc10d0c83e72ed246219cdd91669667fe2ca59"))
                .isEqualTo(403);
        assertThat(post(BODY + "!", "X-Hub-Signature-256", "sha256=" + HMAC)).isEqualTo(403);
        assertThat(post(BODY, "X-Gitea-Signature", wrong)).isEqualTo(403);
        assertThat(post(BODY, "X-Gitlab-Token", "")).isEqualTo(403);
        assertThat(post(BODY, "X-Gitlab-Token", SECRET + "x")).isEqualTo(403);
        assertThat(post(BODY, "X-Gitlab-Token", "x", "X-Hub-Signature-256", "sha256=" + HMAC))
                .as("every proof counts")
                .isEqualTo(403);
        assertThat(hurried).hasValue(0);
    }

    @Test
    void moreThanIsRead() throws Exception {
        open();
        assertThat(post("x".repeat(1024 * 1024 + 1), "X-Gitlab-Token", SECRET)).isEqualTo(413);
        assertThat(post("x".repeat(1024 * 1024), "X-Gitlab-Token", SECRET)).isEqualTo(202);
        assertThat(hurried).hasValue(1);
    }

    @Test
    void tooManyAtOnce() throws Exception {
        open();
        List<Integer> statuses = IntStream.range(0, 200)
                .parallel()
                .mapToObj(number -> {
                    try {
                        return post(BODY);
                    } catch (Exception e) {
                        throw new IllegalStateException(e);
                    }
                })
                .toList();
        assertThat(statuses).contains(403, 429).containsOnly(403, 429);
    }

    @Test
    void aSecretThatIsExchangedOrGone() throws Exception {
        Path file = open();
        Files.writeString(file, "another long secret");
        assertThat(post(BODY, "X-Gitlab-Token", SECRET)).isEqualTo(403);
        assertThat(post(BODY, "X-Gitlab-Token", "another long secret")).isEqualTo(202);
        Files.delete(file);
        assertThat(post(BODY, "X-Gitlab-Token", "another long secret")).isEqualTo(503);
    }

    @Test
    void secretsThatAreNone() throws Exception {
        Path file = Files.writeString(temp.resolve("secret"), "  short \n");
        assertThatThrownBy(() -> Webhook.open(router, file, () -> {}))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("shorter than 16 bytes");
        assertThatThrownBy(() -> Webhook.open(router, temp.resolve("none"), () -> {}))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("cannot be read");
    }
}
