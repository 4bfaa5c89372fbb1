package io.podseg.host.podman;

import io.podseg.reconcile.HostException;
import io.podseg.state.MountSpec.HostPath;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;

/** Checks and, where the type says so, creates the host's side of a hostPath (Kubernetes' HostPathType). */
final class HostPaths {
    private static final int TYPE_MASK = 0170000;
    private static final int SOCKET = 0140000;
    private static final int BLOCK_DEVICE = 0060000;
    private static final int CHAR_DEVICE = 0020000;

    private HostPaths() {}

    static void prepare(HostPath mount) throws HostException {
        Path path = Path.of(mount.source());
        if (!path.isAbsolute()) {
            throw new HostException("The host path \"" + mount.source() + "\" is not absolute.");
        }
        try {
            switch (mount.type()) {
                case "" -> require(Files.exists(path), mount, "does not exist");
                case "Directory" -> require(Files.isDirectory(path), mount, "is not a directory");
                case "DirectoryOrCreate" -> createDirectory(path, mount);
                case "File" -> require(Files.isRegularFile(path), mount, "is not a file");
                case "FileOrCreate" -> createFile(path, mount);
                case "Socket" -> require(isOfKind(path, SOCKET), mount, "is not a UNIX socket");
                case "CharDevice" -> requireDevice(path, CHAR_DEVICE, mount);
                case "BlockDevice" -> requireDevice(path, BLOCK_DEVICE, mount);
                default -> throw new HostException("Host paths of type \"" + mount.type() + "\" are not known.");
            }
        } catch (IOException e) {
            throw new HostException("The host path " + path + " could not be made: " + e.getMessage() + ".", e);
        }
    }

    private static void createDirectory(Path path, HostPath mount) throws HostException, IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createDirectories(path);
            Files.setPosixFilePermissions(path, mode("rwxr-xr-x"));
        }
        require(Files.isDirectory(path), mount, "is not a directory");
    }

    private static void createFile(Path path, HostPath mount) throws HostException, IOException {
        if (Files.notExists(path, LinkOption.NOFOLLOW_LINKS)) {
            Files.createFile(path);
            Files.setPosixFilePermissions(path, mode("rw-r--r--"));
        }
        require(Files.isRegularFile(path), mount, "is not a file");
    }

    private static Set<PosixFilePermission> mode(String text) {
        return PosixFilePermissions.fromString(text);
    }

    private static void requireDevice(Path path, int kind, HostPath mount) throws HostException, IOException {
        require(
                isOfKind(path, kind),
                mount,
                kind == CHAR_DEVICE ? "is not a character device" : "is not a block device");
        // Podman takes source, target and permissions of a device in one string.
        require(
                mount.source().indexOf(':') < 0 && mount.target().indexOf(':') < 0,
                mount,
                "or its mount path has a colon, which a device's cannot have");
    }

    private static boolean isOfKind(Path path, int kind) throws IOException {
        return Files.exists(path) && ((int) Files.getAttribute(path, "unix:mode") & TYPE_MASK) == kind;
    }

    private static void require(boolean condition, HostPath mount, String problem) throws HostException {
        if (!condition) {
            throw new HostException("The host path " + mount.source() + " " + problem + ".");
        }
    }
}
