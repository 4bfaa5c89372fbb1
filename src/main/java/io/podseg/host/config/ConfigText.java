package io.podseg.host.config;

import io.podseg.host.files.PlacedFile;
import io.podseg.host.files.Problem;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;

/** Files of settings: whole, old or new, at every moment. */
final class ConfigText {
    private static final Set<PosixFilePermission> READABLE = PosixFilePermissions.fromString("rw-r--r--");

    private ConfigText() {}

    /** The text of a file; empty where there is none. */
    static Optional<String> read(Path file) throws HostException {
        try {
            return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.cannot("read", file, e);
        }
    }

    /** Replaces a file, or what a symbolic link points to; it keeps its owner and permissions. */
    static void write(Path file, String text) throws HostException {
        try {
            Files.createDirectories(file.resolveSibling("."));
            Path target = Files.exists(file) ? file.toRealPath() : file;
            PlacedFile.replace(target, text, draft -> {
                if (Files.exists(target)) {
                    Files.setAttribute(draft, "unix:uid", Files.getAttribute(target, "unix:uid"));
                    Files.setAttribute(draft, "unix:gid", Files.getAttribute(target, "unix:gid"));
                    Files.setPosixFilePermissions(draft, Files.getPosixFilePermissions(target));
                } else {
                    Files.setPosixFilePermissions(draft, READABLE);
                }
            });
        } catch (IOException e) {
            throw Problem.cannot("write", file, e);
        }
    }

    static void delete(Path file) throws HostException {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw Problem.cannot("remove", file, e);
        }
    }

    /** Removes a folder with nothing in it; another stays. */
    static void deleteEmpty(Path folder) throws HostException {
        try {
            Files.deleteIfExists(folder);
        } catch (DirectoryNotEmptyException e) {
            // Somebody else's.
        } catch (IOException e) {
            throw Problem.cannot("remove", folder, e);
        }
    }
}
