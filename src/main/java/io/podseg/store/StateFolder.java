package io.podseg.store;

import io.podseg.host.files.Problem;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Folders of mode 0700 and files of mode 0600 in them; what goes wrong is a sentence. */
final class StateFolder {
    /** What is written takes seconds; a temporary file that is older belongs to a process that was killed. */
    private static final Duration ABANDONED = Duration.ofHours(1);

    private StateFolder() {}

    /** What of a file changes whenever its content does; the kernel sets the time of change, and nobody else can (inode(7)). */
    static Map<String, Object> stamp(Path file) throws IOException {
        return Files.readAttributes(file, "unix:fileKey,size,lastModifiedTime,ctime");
    }

    /** Removes what processes that were killed had not put in its place. */
    static void sweep(Path folder) {
        FileTime limit = FileTime.from(Instant.now().minus(ABANDONED));
        try (DirectoryStream<Path> drafts = Files.newDirectoryStream(folder, ".*.tmp")) {
            for (Path draft : drafts) {
                if (Files.isRegularFile(draft, LinkOption.NOFOLLOW_LINKS)
                        && Files.getLastModifiedTime(draft).compareTo(limit) < 0) {
                    Files.deleteIfExists(draft);
                }
            }
        } catch (IOException | DirectoryIteratorException e) {
            // They take room and do nothing else.
            return;
        }
    }

    static void write(Path file, String text) throws HostException {
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            throw Problem.cannot("write", file, e);
        }
    }

    /** Makes the folder and those that it stands in, where they are missing. */
    static void make(Path folder) throws HostException {
        if (Files.isDirectory(folder)) {
            return;
        }
        try {
            Optional<Path> parent = Optional.ofNullable(folder.getParent());
            if (parent.isPresent()) {
                Files.createDirectories(parent.get());
            }
            Files.createDirectory(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (FileAlreadyExistsException e) {
            throw new HostException(folder + " is needed as a folder and is a file", e);
        } catch (IOException e) {
            throw Problem.cannot("make the folder", folder, e);
        }
    }
}
