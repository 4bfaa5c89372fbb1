package io.podseg.host.podman.uds;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.host.podman.api.Libpod;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;
import java.io.IOException;
import java.nio.file.Path;
import org.eclipse.microprofile.rest.client.RestClientBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What podseg relies on in the internals of Quarkus and Vert.x that {@link UdsTransport} and its neighbours hook into. */
@QuarkusTest
class UdsContractTest {
    @TempDir
    Path folder;

    private Libpod client(String socket) {
        return RestClientBuilder.newBuilder()
                .baseUri(SocketUri.of(folder.resolve(socket)))
                .build(Libpod.class);
    }

    @Test
    void twoClientsTalkToTwoSockets() throws IOException {
        try (RecordingServer one = new RecordingServer(folder.resolve("one"), "200 OK", "[{\"Name\":\"a\"}]");
                RecordingServer two = new RecordingServer(folder.resolve("two ü"), "200 OK", "[{\"Name\":\"b\"}]")) {
            assertThat(client("one").pods()).extracting(pod -> pod.name()).containsExactly("a");
            assertThat(client("two ü").pods()).extracting(pod -> pod.name()).containsExactly("b");
            assertThat(one.requests()).containsExactly("GET /v4.0.0/libpod/pods/json HTTP/1.1");
            assertThat(two.requests()).hasSize(1);
        }
    }

    @Test
    void jsonInAQueryIsEncoded() throws IOException {
        try (RecordingServer server = new RecordingServer(folder.resolve("one"), "200 OK", "[]")) {
            client("one").volumes("{\"label\":[\"a=b/c&d\"]}");
            assertThat(server.requests())
                    .containsExactly(
                            "GET /v4.0.0/libpod/volumes/json?filters=%7B%22label%22%3A%5B%22a%3Db%2Fc%26d%22%5D%7D HTTP/1.1");
        }
    }

    @Test
    void hostileNamesStayInTheirPlaceInThePath() throws IOException {
        try (RecordingServer server = new RecordingServer(folder.resolve("one"), "200 OK", "{}")) {
            client("one").pod("../a?b=c {d}%2e\n\"");
            assertThat(server.requests())
                    .containsExactly("GET /v4.0.0/libpod/pods/..%2Fa%3Fb=c%20%7Bd%7D%252e%0A%22/json HTTP/1.1");
        }
    }

    @Test
    void anErrorHasStatusAndBody() throws IOException {
        try (RecordingServer server =
                new RecordingServer(folder.resolve("one"), "409 Conflict", "{\"message\":\"no\"}")) {
            assertThatThrownBy(() -> client("one").pods()).isInstanceOfSatisfying(WebApplicationException.class, e -> {
                assertThat(e.getResponse().getStatus()).isEqualTo(409);
                assertThat(e.getResponse().readEntity(String.class)).contains("no");
            });
            assertThat(server.requests()).hasSize(1);
        }
    }

    @Test
    void aDeadSocketIsAProcessingException() {
        assertThatThrownBy(() -> client("none").pods()).isInstanceOf(ProcessingException.class);
    }
}
