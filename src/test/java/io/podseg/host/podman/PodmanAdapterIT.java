package io.podseg.host.podman;

import io.podseg.reconcile.PodmanPort;
import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The adapter keeps the port's contract on a real Podman. */
@QuarkusTest
class PodmanAdapterIT extends PodmanPortContract {
    private static PrivatePodman podman;
    private static PodmanAdapter adapter;

    @BeforeAll
    static void start() {
        podman = PrivatePodman.start();
        adapter = new PodmanAdapter(podman.socket(), podman.folder("files"));
    }

    @AfterAll
    static void stop() {
        podman.close();
    }

    @Override
    PodmanPort port() {
        return adapter;
    }
}
