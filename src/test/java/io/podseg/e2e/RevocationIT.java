package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A policy that takes a permission away ends the connections that used it, whoever sends, and no other. */
@TestInstance(Lifecycle.PER_CLASS)
class RevocationIT {
    private static final String CLIENT = "streams_client-main";
    private static final String SERVER = "streams_server-main";
    private static final String SERVER_IP = "10.94.0.11";

    private final Lab lab = Lab.start();

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void exactlyWhatIsNoLongerAllowedIsCut() throws InterruptedException {
        lab.podseg("apply", "--yes", "-f", Manifests.STREAMS_WIDE.path()).ok();
        stream("sleep 1000 | nc " + SERVER_IP + " 9000 > /tmp/kept");
        stream("sleep 1000 | nc " + SERVER_IP + " 9001 > /tmp/server-streams");
        stream("while :; do echo tick; sleep 0.1; done | nc " + SERVER_IP + " 9002");
        lab.await("all three streams", () -> sizes().all());

        assertThat(lab.podseg("plan", "-f", Manifests.STREAMS_NARROW.path())
                        .ok()
                        .stdout())
                .contains("2 connections that are open now are cut");
        lab.podseg("apply", "--yes", "-f", Manifests.STREAMS_NARROW.path()).ok();
        Received atOnce = sizes();
        Thread.sleep(2000);
        Received later = sizes();
        assertThat(later.kept()).as("allowed all along").isGreaterThan(atOnce.kept() + 50);
        assertThat(later.fromServer()).as("the server sends").isEqualTo(atOnce.fromServer());
        assertThat(later.fromClient()).as("the client sends").isEqualTo(atOnce.fromClient());
    }

    private void stream(String command) {
        lab.podman("exec", "-d", CLIENT, "sh", "-c", command).ok();
    }

    /** Bytes that have arrived on each stream. */
    private record Received(int kept, int fromServer, int fromClient) {
        boolean all() {
            return kept > 0 && fromServer > 0 && fromClient > 0;
        }
    }

    private Received sizes() {
        return new Received(size(CLIENT, "kept"), size(CLIENT, "server-streams"), size(SERVER, "heard"));
    }

    private int size(String container, String file) {
        String counted = lab.exec(container, "sh", "-c", "wc -c < /tmp/" + file + " || echo 0")
                .ok()
                .text();
        return Integer.parseInt(List.of(counted.strip().split("\\s+")).getLast());
    }
}
