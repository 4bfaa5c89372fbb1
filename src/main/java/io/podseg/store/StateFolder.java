package io.podseg.store;

import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/** Folders of mode 0700 and files of mode 0600 in them; what goes wrong is a sentence. */
final class StateFolder {
    private StateFolder() {}

    static void write(Path file, String text) throws HostException {
        try {
            AtomicFile.write(file, text);
        } catch (IOException e) {
            throw new HostException("cannot write " + file + ": " + Problem.of(e), e);
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
            throw new HostException("cannot make the folder " + folder + ": " + Problem.of(e), e);
        }
    }
}
