package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import io.podseg.state.MountSpec.HostPath;
import java.io.IOException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HostPathsTest {
    @TempDir
    Path folder;

    private static void prepare(Object path, String type) throws HostException {
        HostPaths.prepare(new HostPath("/in", path.toString(), false, type));
    }

    private static void refused(Object path, String type) {
        assertThatThrownBy(() -> prepare(path, type))
                .isInstanceOf(HostException.class)
                .hasMessageContaining(path.toString());
    }

    @Test
    void whatMustExistIsNotMade() throws HostException, IOException {
        Path file = Files.createFile(folder.resolve("file"));
        Path none = folder.resolve("none");
        prepare(file, "");
        prepare(file, "File");
        prepare(folder, "Directory");
        refused(none, "");
        refused(none, "File");
        refused(none, "Directory");
        refused(folder, "File");
        refused(file, "Directory");
        refused(file, "DirectoryOrCreate");
        refused(folder, "FileOrCreate");
        assertThat(none).doesNotExist();
    }

    @Test
    void whatMayBeMadeIsMade() throws HostException {
        prepare(folder.resolve("a/b"), "DirectoryOrCreate");
        prepare(folder.resolve("a/f"), "FileOrCreate");
        assertThat(folder.resolve("a/b")).isDirectory();
        assertThat(folder.resolve("a/f")).isEmptyFile();
    }

    @Test
    void socketsAndDevicesAreToldApart() throws HostException, IOException {
        Path socket = folder.resolve("s");
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(UnixDomainSocketAddress.of(socket));
            prepare(socket, "Socket");
            refused(socket, "CharDevice");
        }
        prepare("/dev/null", "CharDevice");
        refused("/dev/null", "BlockDevice");
        refused("/dev/null", "Socket");
    }

    @Test
    void relativePathsAndUnknownTypesAreRefused() {
        refused("etc/x", "");
        assertThatThrownBy(() -> prepare(folder, "Fifo")).hasMessageContaining("Fifo");
        assertThatCode(() -> prepare(folder, "")).doesNotThrowAnyException();
    }
}
