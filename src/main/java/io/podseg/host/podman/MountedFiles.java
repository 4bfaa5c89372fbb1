package io.podseg.host.podman;

import io.podseg.model.Sorted;
import io.podseg.reconcile.HostException;
import io.podseg.state.ContainerSettings.SeccompFile;
import io.podseg.state.FileContent;
import io.podseg.state.MountSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Files that pods mount, one folder for each {@link MountSpec.Files} below the root. A folder may be mounted by several pods at
 * once, so it is never replaced as a whole: each file is put in place by a rename.
 */
final class MountedFiles {
    private static final Set<PosixFilePermission> FOLDER_MODE = FileMode.of(0755);

    private static final int PRIVATE = 0600;

    private final Path root;

    MountedFiles(Path root) {
        this.root = root.toAbsolutePath().normalize();
    }

    Path root() {
        return root;
    }

    /** Writes what is missing or differs. */
    synchronized void write(MountSpec.Files files) throws HostException {
        try {
            Path folder = inside(root, files.folder());
            makeFolder(folder);
            for (var entry : files.files().entrySet()) {
                Path file = inside(folder, entry.getKey());
                makeFolder(parent(file));
                write(file, entry.getValue().bytes(), FileMode.of(files.modeOf(entry.getKey())));
            }
        } catch (IOException e) {
            throw new HostException(
                    "The files for " + files.target() + " could not be written: " + describe(e) + ".", e);
        }
    }

    /** Writes a seccomp profile, which Podman alone reads. */
    void write(SeccompFile profile) throws HostException {
        FileContent content = new FileContent(profile.json().getBytes(StandardCharsets.UTF_8));
        write(new MountSpec.Files(
                "seccomp",
                profile.folder(),
                Sorted.map(Map.of(SeccompFile.NAME, content)),
                PRIVATE,
                new TreeMap<>(),
                ""));
    }

    /** Removes folders; those that are gone already are no error. */
    synchronized void delete(List<String> folders) throws HostException {
        for (String name : folders) {
            try {
                Path folder = inside(root, name);
                deleteTree(folder);
                deleteEmptyParents(folder);
            } catch (IOException e) {
                throw new HostException("The files in " + name + " could not be removed: " + describe(e) + ".", e);
            }
        }
    }

    /** Folders that were written for a pod of this name, whoever mounts them now. */
    synchronized List<String> of(String podmanName) throws HostException {
        Path folder = inside(root, podmanName);
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return List.of();
        }
        try (Stream<Path> folders = Files.list(folder)) {
            return folders.map(path -> root.relativize(path).toString())
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new HostException("The files of " + podmanName + " could not be listed: " + describe(e) + ".", e);
        }
    }

    private void write(Path file, byte[] content, Set<PosixFilePermission> mode) throws IOException {
        if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                && Arrays.equals(Files.readAllBytes(file), content)
                && Files.getPosixFilePermissions(file).equals(mode)) {
            return;
        }
        // Made outside the folder, in which containers would see it, but on the same file system.
        Path made = Files.createTempFile(root, ".new", "");
        try {
            Files.write(made, content);
            Files.setPosixFilePermissions(made, mode);
            Files.move(made, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(made);
        }
    }

    private void makeFolder(Path folder) throws IOException {
        if (Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        if (folder.equals(root)) {
            Files.createDirectories(root);
            Files.setPosixFilePermissions(root, FileMode.of(0700));
        } else {
            makeFolder(parent(folder));
            Files.createDirectory(folder);
            Files.setPosixFilePermissions(folder, FOLDER_MODE);
        }
    }

    private static void deleteTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        try (Stream<Path> paths = Files.walk(folder)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }

    private void deleteEmptyParents(Path folder) throws IOException {
        for (Path path = parent(folder); !path.equals(root); path = parent(path)) {
            try {
                Files.deleteIfExists(path);
            } catch (DirectoryNotEmptyException e) {
                return;
            }
        }
    }

    /** A relative path that stays below the folder: manifests and labels are not to be trusted. */
    private static Path inside(Path folder, String relative) throws HostException {
        if (relative.indexOf('\0') < 0) {
            Path path = folder.resolve(relative).normalize();
            if (!path.equals(folder) && path.startsWith(folder)) {
                return path;
            }
        }
        throw new HostException("The file path \"" + relative + "\" does not stay in its folder.");
    }

    private static Path parent(Path path) {
        Path parent = path.getParent();
        if (parent == null) {
            throw new IllegalStateException("no parent: " + path);
        }
        return parent;
    }

    private static String describe(IOException e) {
        return e.getClass().getSimpleName().replace("Exception", "") + " " + e.getMessage();
    }
}
