package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A private service of the real Podman, which a wrapper keeps in namespaces of its own. */
class ApiServiceIT {
    @TempDir
    Path folder;

    private Map<String, String> pathWith(String script) throws IOException {
        Path program = folder.resolve("podman");
        Files.writeString(program, "#!/bin/sh\n" + script + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwxr-xr-x"));
        return Map.of("PATH", folder.toString());
    }

    private static PodmanUser rootWith(Path socket) {
        PodmanUser root = PodmanUser.ROOT;
        return new PodmanUser(
                false, 0, root.name(), root.problem(), root.state(), root.runtime(), root.status(), socket);
    }

    private ApiService open(Map<String, String> environment) throws HostException {
        return ApiService.open(Optional.empty(), rootWith(folder.resolve("none.sock")), environment);
    }

    @Test
    void aPrivateServiceAnswersAndEndsWithUs() throws HostException, IOException {
        Path setUp = Path.of("src/test/resources/private-podman/run").toAbsolutePath();
        var environment = pathWith("exec unshare -mn " + setUp + " " + folder + " podman \"$@\"");
        Path socket;
        try (ApiService service = open(environment)) {
            socket = service.socket();
            assertThat(ApiSocket.listens(socket)).isTrue();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(socket.resolveSibling(""))))
                    .isEqualTo("rwx------");
        }
        assertThat(ApiSocket.listens(socket)).isFalse();
        assertThat(socket.getParent()).doesNotExist();
    }

    @Test
    void aServiceThatDoesNotStartSaysWhy() throws IOException {
        var environment = pathWith("echo first; echo 'Error: no runtime found' >&2; exit 125");
        assertThatThrownBy(() -> open(environment))
                .isInstanceOf(HostException.class)
                .hasMessage("Podman's API service could not be started: Error: no runtime found.");
    }

    @Test
    void aServiceThatListensIsUsed() throws Exception {
        try (PrivatePodman podman = PrivatePodman.start();
                ApiService given = ApiService.open(
                        Optional.of("unix://" + podman.socket()), rootWith(folder.resolve("none")), Map.of());
                ApiService environment = ApiService.open(
                        Optional.empty(),
                        rootWith(folder.resolve("none")),
                        Map.of("CONTAINER_HOST", "unix://" + podman.socket()));
                ApiService usual = ApiService.open(Optional.empty(), rootWith(podman.socket()), Map.of())) {
            assertThat(given.socket()).isEqualTo(podman.socket());
            assertThat(environment.socket()).isEqualTo(podman.socket());
            assertThat(usual.socket()).isEqualTo(podman.socket());
        }
    }

    @Test
    void aConnectionWhereNothingListensIsNotReplacedByAPrivateService() {
        assertThatThrownBy(() -> ApiService.open(Optional.of("unix:///nowhere.sock"), PodmanUser.ROOT, Map.of()))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("/nowhere.sock");
    }
}
