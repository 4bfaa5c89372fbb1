package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import io.podseg.state.ContainerSpec;
import io.podseg.state.MountAccess;
import io.podseg.state.MountAccess.Propagation;
import io.podseg.state.MountSpec;
import io.podseg.state.MountSpec.HostPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A part of a volume is a part of it, whatever links somebody made in it. */
class SubPathsTest {
    @TempDir
    Path folder = Path.of("");

    private final SubPaths paths = new SubPaths(new PodVolumes(new Connection(Path.of("/nowhere"))));

    private MountSpec mounted(Path whole, String part) throws HostException {
        MountAccess access = new MountAccess(true, part, Propagation.HOST_TO_CONTAINER);
        ContainerSpec container = new ContainerSpec(
                "c",
                "p-c",
                "image",
                "Never",
                List.of(),
                List.of(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(new HostPath("/in", whole.toString(), access, "Directory")),
                ContainerSpec.Security.NONE,
                Optional.empty(),
                Optional.empty());
        return paths.resolve(container).mounts().getFirst();
    }

    @Test
    void aPartIsMountedAsThePathThatItIs() throws IOException, HostException {
        Path part = Files.createDirectories(folder.resolve("a/b"));
        assertThat(mounted(folder, "a/b"))
                .isEqualTo(new HostPath(
                        "/in",
                        part.toRealPath().toString(),
                        new MountAccess(true, "", Propagation.HOST_TO_CONTAINER),
                        ""));
        Path file = Files.createFile(part.resolve("file"));
        assertThat(mounted(folder, "a/b/file"))
                .isInstanceOfSatisfying(
                        HostPath.class,
                        path -> assertThat(path.source())
                                .isEqualTo(file.toAbsolutePath().toString()));
    }

    @Test
    void aPartThatIsMissingIsMadeForItsOwnerAndGroup() throws IOException, HostException {
        mounted(folder, "new/part");
        assertThat(folder.resolve("new/part")).isDirectory();
        assertThat(Files.getPosixFilePermissions(folder.resolve("new/part")))
                .isEqualTo(PosixFilePermissions.fromString("rwxr-x---"));
    }

    @Test
    void noLinkLeadsOutAndNothingIsMadeWhereItWouldLead() throws IOException {
        Path whole = Files.createDirectories(folder.resolve("whole"));
        Path other = Files.createDirectories(folder.resolve("other"));
        Files.createSymbolicLink(whole.resolve("out"), other);
        Files.createSymbolicLink(whole.resolve("up"), Path.of(".."));
        for (String part : List.of("out", "out/new", "up/other", "../other")) {
            assertThatThrownBy(() -> mounted(whole, part))
                    .isInstanceOf(HostException.class)
                    .hasMessageContaining("leads out of it");
        }
        assertThat(other).isEmptyDirectory();
    }

    @Test
    void aLinkThatStaysInsideIsFollowed() throws IOException, HostException {
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.createSymbolicLink(folder.resolve("link"), inner);
        assertThat(mounted(folder, "link"))
                .isInstanceOfSatisfying(
                        HostPath.class,
                        path -> assertThat(path.source())
                                .isEqualTo(inner.toAbsolutePath().toString()));
    }
}
