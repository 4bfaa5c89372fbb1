package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import io.podseg.state.FileContent;
import io.podseg.state.MountSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MountedFilesTest {
    @TempDir
    Path temporary;

    private Path root = Path.of("/nonexistent");
    private MountedFiles files = new MountedFiles(root);

    @BeforeEach
    void choose() {
        root = temporary.resolve("files");
        files = new MountedFiles(root);
    }

    private static MountSpec.Files mount(String folder, String path, String text, int mode) {
        FileContent content = new FileContent(text.getBytes(StandardCharsets.UTF_8));
        return new MountSpec.Files("/etc/x", folder, new TreeMap<>(Map.of(path, content)), mode);
    }

    private String mode(String path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(root.resolve(path)));
    }

    @Test
    void filesHaveTheirContentAndMode() throws HostException, IOException {
        files.write(mount("web/c-1", "a/b", "text", 0640));
        assertThat(root.resolve("web/c-1/a/b")).hasContent("text");
        assertThat(mode("web/c-1/a/b")).isEqualTo("rw-r-----");
        assertThat(mode("web/c-1/a")).isEqualTo("rwxr-xr-x");
        assertThat(mode("")).isEqualTo("rwx------");
        try (Stream<Path> left = Files.list(root)) {
            assertThat(left).hasSize(1);
        }
    }

    @Test
    void whatWasTamperedWithIsPutBackAndTheRestIsNotTouched() throws HostException, IOException {
        files.write(mount("web/c-1", "a", "text", 0644));
        Object before = Files.getAttribute(root.resolve("web/c-1/a"), "unix:ino");
        files.write(mount("web/c-1", "a", "text", 0644));
        assertThat(Files.getAttribute(root.resolve("web/c-1/a"), "unix:ino")).isEqualTo(before);
        Files.writeString(root.resolve("web/c-1/a"), "other");
        files.write(mount("web/c-1", "a", "text", 0644));
        assertThat(root.resolve("web/c-1/a")).hasContent("text");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../x", "/etc/passwd", "..", ".", "", "a/../../x", "a\0b"})
    void nothingIsWrittenOutside(String path) {
        assertThatThrownBy(() -> files.write(mount("web/c-1", path, "x", 0644))).isInstanceOf(HostException.class);
        assertThatThrownBy(() -> files.write(mount(path, "a", "x", 0644))).isInstanceOf(HostException.class);
    }

    @Test
    void aLinkInAFoldersPlaceIsNotFollowed() throws IOException {
        Files.createDirectories(root.resolve("web"));
        Path elsewhere = Files.createDirectory(temporary.resolve("elsewhere"));
        Files.createSymbolicLink(root.resolve("web/c-1"), elsewhere);
        assertThatThrownBy(() -> files.write(mount("web/c-1", "a", "x", 0644))).isInstanceOf(HostException.class);
        assertThat(elsewhere).isEmptyDirectory();
    }

    @Test
    void deletingTakesEmptyParentsAndNothingElse() throws HostException, IOException {
        files.write(mount("web/c-1", "a", "x", 0644));
        files.write(mount("web/d-2", "a", "x", 0644));
        files.delete(List.of("web/c-1", "web/c-1", "none/at-all"));
        assertThat(root.resolve("web/c-1")).doesNotExist();
        assertThat(root.resolve("web/d-2/a")).exists();
        files.delete(List.of("web/d-2"));
        assertThat(root).isEmptyDirectory();
        assertThatThrownBy(() -> files.delete(List.of("../elsewhere"))).isInstanceOf(HostException.class);
    }
}
