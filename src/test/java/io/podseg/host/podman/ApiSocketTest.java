package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiSocketTest {
    @TempDir
    Path folder;

    @Test
    void aUnixUrlNamesItsSocket() throws HostException {
        assertThat(ApiSocket.path("unix:///run/a b.sock")).isEqualTo(Path.of("/run/a b.sock"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp://10.0.0.1:8080", "ssh://root:secret@host/run/podman.sock"})
    void otherHostsAreRefusedWithoutRepeatingSecrets(String url) {
        assertThatThrownBy(() -> ApiSocket.path(url))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("must run on the host itself")
                .hasMessageNotContainingAny("secret");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/run/podman.sock", "unix://run/podman.sock", "http://x", "-H", "unix:///a\0b"})
    void anythingElseIsRefused(String url) {
        assertThatThrownBy(() -> ApiSocket.path(url))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("unix:///path/to/podman.sock");
    }

    @Test
    void aSocketListensOrNot() throws IOException, HostException {
        Path socket = folder.resolve("s");
        assertThat(ApiSocket.listens(socket)).isFalse();
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            assertThat(ApiSocket.listens(socket)).isTrue();
        }
        assertThat(ApiSocket.listens(socket)).isFalse();
    }

    @Test
    void aPathThatTheKernelCannotTakeIsNamed() {
        Path socket = folder.resolve("x".repeat(200));
        assertThatThrownBy(() -> ApiSocket.listens(socket)).hasMessageContaining("107");
    }

    @Test
    void podmanIsFoundOrItsInstallationIsNamed() throws IOException, HostException {
        Path program = folder.resolve("podman");
        Path release = folder.resolve("os-release");
        Files.writeString(release, "NAME=\"Rocky Linux\"\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\n");
        assertThatThrownBy(() -> PodmanProgram.find(":relative:" + folder, List.of(), release))
                .hasMessage("Podman is not installed on this host; install it with: sudo dnf install podman");
        Files.writeString(release, "ID=ubuntu\nID_LIKE=debian\n");
        assertThatThrownBy(() -> PodmanProgram.find("", List.of(folder.toString()), release))
                .hasMessageEndingWith("sudo apt-get install podman");
        Files.createFile(program, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-xr-x")));
        assertThat(PodmanProgram.find("/nowhere:" + folder, List.of(), release)).isEqualTo(program);
    }
}
