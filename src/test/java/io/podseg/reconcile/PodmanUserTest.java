package io.podseg.reconcile;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class PodmanUserTest {
    private static final String WHOLE = "         0          0 4294967295\n";
    private static final String ALICE = "         0       2000          1\n         1     200000      65536\n";

    private static final Map<String, String> INSIDE = Map.of(
            "_CONTAINERS_ROOTLESS_UID",
            "2000",
            "HOME",
            "/home/alice",
            "XDG_RUNTIME_DIR",
            "/run/user/2000",
            "USER",
            "alice");

    @Test
    void rootIsRoot() {
        assertEquals(
                PodmanUser.ROOT, PodmanUser.of(0, WHOLE, Map.of("HOME", "/root", "XDG_RUNTIME_DIR", "/run/user/0")));
    }

    @Test
    void variablesOfSomebodyElseDoNotMakeRootAnOrdinaryUser() {
        assertEquals(PodmanUser.ROOT, PodmanUser.of(0, WHOLE, INSIDE));
    }

    @Test
    void rootOfASystemContainerIsRoot() {
        assertEquals(PodmanUser.ROOT, PodmanUser.of(0, "0 100000 65536", Map.of()));
        assertEquals(PodmanUser.ROOT, PodmanUser.of(0, "0 100000 65536", INSIDE));
    }

    @Test
    void anOrdinaryUserInTheOwnNamespace() {
        PodmanUser alice = PodmanUser.of(0, ALICE, INSIDE);
        assertTrue(alice.rootless());
        assertEquals(2000, alice.id());
        assertEquals("alice", alice.name());
        assertEquals(Optional.empty(), alice.problem());
        assertEquals(Path.of("/home/alice/.local/state/podseg"), alice.state());
        assertEquals(Path.of("/run/user/2000/podseg"), alice.runtime());
        assertEquals(Path.of("/run/user/2000/podseg/status"), alice.status());
        assertEquals(Path.of("/run/user/2000/podman/podman.sock"), alice.socket());
    }

    @Test
    void anOrdinaryUserOutside() {
        PodmanUser alice = PodmanUser.of(
                2000,
                WHOLE,
                Map.of("HOME", "/home/alice", "XDG_STATE_HOME", "/state", "PODSEG_ROOTLESS_PROBLEM", "no newuidmap"));
        assertTrue(alice.rootless());
        assertEquals(Optional.of("no newuidmap"), alice.problem());
        assertEquals(Path.of("/state/podseg"), alice.state());
        assertEquals(Path.of("/run/user/2000/podseg"), alice.runtime());
        assertFalse(PodmanUser.of(2000, WHOLE, Map.of()).problem().isEmpty());
    }

    @Test
    void relativeFoldersAreNotTaken() {
        PodmanUser alice = PodmanUser.of(2000, WHOLE, Map.of("HOME", "/home/alice", "XDG_STATE_HOME", "state"));
        assertEquals(Path.of("/home/alice/.local/state/podseg"), alice.state());
    }
}
