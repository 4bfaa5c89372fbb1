package io.podseg.host.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PlacedFileTest {
    private static final String MODE = "rw-r--r--";

    @TempDir
    private Path folder = Path.of("");

    private Path file = Path.of("");

    @BeforeEach
    void name() {
        file = folder.resolve("policy");
    }

    @Test
    void whatStandsThereAlreadyIsNotWrittenAgain() throws HostException {
        assertThat(PlacedFile.write(file, "a", MODE)).isTrue();
        assertThat(PlacedFile.write(file, "a", MODE)).isFalse();
        assertThat(PlacedFile.write(file, "b", MODE)).isTrue();
        assertThat(file).hasContent("b");
        assertThat(folder).isDirectoryContaining(file::equals).isDirectoryNotContaining(draft -> !draft.equals(file));
    }

    @Test
    void whatOthersCouldHaveWrittenIsNotTrustedAndIsWrittenAgain() throws HostException, IOException {
        PlacedFile.write(file, "a", MODE);
        assertThat(PlacedFile.trusted(file)).contains("a");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(PlacedFile.spoilt(file)).contains(file + " can be written by others");
        assertThat(PlacedFile.trusted(file)).isEmpty();
        assertThat(PlacedFile.text(file)).contains("a");
        assertThat(PlacedFile.write(file, "a", MODE)).isTrue();
        assertThat(PlacedFile.trusted(file)).contains("a");
    }

    @Test
    void aLinkIsReplacedAndNotFollowed() throws HostException, IOException {
        Path other = Files.writeString(folder.resolve("other"), "others'");
        Files.createSymbolicLink(file, other);
        assertThat(PlacedFile.write(file, "a", MODE)).isTrue();
        assertThat(Files.isSymbolicLink(file)).isFalse();
        assertThat(other).hasContent("others'");
    }

    @Test
    void foldersAreMadeWithTheirModeWhateverTheMask() throws HostException, IOException {
        Path made = folder.resolve("a/b");
        assertThat(PlacedFile.folder(made, "rwx------")).isTrue();
        assertThat(PlacedFile.folder(made, "rwx------")).isFalse();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made)))
                .isEqualTo("rwx------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(made.getParent())))
                .isEqualTo("rwxr-xr-x");
    }

    @Test
    void whatIsNotThereHasNoTextAndWhatCannotBeReadSaysWhy() throws HostException, IOException {
        assertThat(PlacedFile.text(file)).isEmpty();
        assertThat(PlacedFile.trusted(file)).isEmpty();
        assertThat(PlacedFile.list(file, any -> true)).isEmpty();
        Files.createDirectory(file);
        assertThatThrownBy(() -> PlacedFile.text(file))
                .isInstanceOf(HostException.class)
                .hasMessageStartingWith("cannot read " + file + ": ");
        Path below = Files.writeString(folder.resolve("plain"), "").resolve("below");
        assertThatThrownBy(() -> PlacedFile.write(below, "a", MODE))
                .isInstanceOf(HostException.class)
                .hasMessageStartingWith("cannot write " + below + ": ");
    }
}
