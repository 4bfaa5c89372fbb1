package io.podseg.host.files;

import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Files that others trust: old or new at every moment, and nobody else's to write. */
public final class PlacedFile {
    private static final String DRAFT = ".tmp";

    private PlacedFile() {}

    /**
     * Puts a text in its place.
     *
     * @param mode such as {@code rw-r--r--}
     * @return whether it was not there already, in this mode and safe from others
     */
    public static boolean write(Path file, String text, String mode) throws HostException {
        Set<PosixFilePermission> permissions = PosixFilePermissions.fromString(mode);
        try {
            if (Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)
                    && spoilt(file).isEmpty()
                    && Files.getPosixFilePermissions(file).equals(permissions)
                    && Arrays.equals(Files.readAllBytes(file), text.getBytes(StandardCharsets.UTF_8))) {
                return false;
            }
            replace(file, text, draft -> Files.setPosixFilePermissions(draft, permissions));
            return true;
        } catch (IOException e) {
            throw Problem.cannot("write", file, e);
        }
    }

    /** What is done to a file before it is put in its place. */
    @FunctionalInterface
    public interface Preparation {
        /** Sets its owner and permissions: nobody else may read or write it yet. */
        void prepare(Path draft) throws IOException;
    }

    /** Puts a text in its place in one step. */
    public static void replace(Path file, String text, Preparation preparation) throws IOException {
        Path draft = Files.createTempFile(file.toAbsolutePath().resolveSibling("."), "." + file.getFileName(), DRAFT);
        try {
            Files.writeString(draft, text, StandardCharsets.UTF_8);
            preparation.prepare(draft);
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } finally {
            Files.deleteIfExists(draft);
        }
    }

    /**
     * Makes a folder and those that it stands in, where they are missing.
     *
     * @param mode of the folder itself; the others are everybody's to read
     * @return whether it was missing
     */
    public static boolean folder(Path folder, String mode) throws HostException {
        try {
            if (Files.isDirectory(folder)) {
                return false;
            }
            Optional<Path> parent = Optional.ofNullable(folder.getParent());
            if (parent.isPresent()) {
                folder(parent.get(), "rwxr-xr-x");
            }
            Files.createDirectory(folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(mode)));
            Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
            return true;
        } catch (IOException e) {
            throw Problem.cannot("make the folder", folder, e);
        }
    }

    /** Removes a folder in which nothing is left but what somebody was writing when he was killed; none is no error. */
    public static void removeFolder(Path folder) throws IOException {
        try (Stream<Path> left = Files.list(folder)) {
            for (Path draft : left.filter(PlacedFile::isDraft).toList()) {
                Files.deleteIfExists(draft);
            }
        } catch (NoSuchFileException e) {
            return;
        }
        Files.deleteIfExists(folder);
    }

    private static boolean isDraft(Path file) {
        String name = file.getFileName().toString();
        return name.startsWith(".") && name.endsWith(DRAFT);
    }

    /** Who could change a file or folder beside the user whom podseg runs as, in words; empty where nobody could. */
    public static Optional<String> spoilt(Path path) throws IOException {
        Set<PosixFilePermission> open = Files.getPosixFilePermissions(path);
        if (open.contains(PosixFilePermission.GROUP_WRITE) || open.contains(PosixFilePermission.OTHERS_WRITE)) {
            return Optional.of(path + " can be written by others");
        }
        if (!owner(path).equals(owner(Path.of("/proc/self")))) {
            return Optional.of(path + " belongs to somebody else");
        }
        return Optional.empty();
    }

    private static Object owner(Path path) throws IOException {
        return Files.getAttribute(path, "unix:uid");
    }

    /** The text of a file; empty where there is none, or where others than the user whom podseg runs as could have written it. */
    public static Optional<String> trusted(Path file) throws HostException {
        try {
            return spoilt(file).isPresent() ? Optional.empty() : text(file);
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.cannot("look at", file, e);
        }
    }

    /** The text of a file, whoever wrote it and whatever bytes are in it; empty where there is none. */
    public static Optional<String> text(Path file) throws HostException {
        try {
            return Optional.of(new String(Files.readAllBytes(file), StandardCharsets.UTF_8));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw Problem.cannot("read", file, e);
        }
    }

    /** What stands in a folder, in order; nothing where there is no such folder. */
    public static List<Path> list(Path folder, Predicate<String> name) throws HostException {
        try (Stream<Path> all = Files.list(folder)) {
            return all.filter(entry -> name.test(entry.getFileName().toString()))
                    .sorted()
                    .toList();
        } catch (NoSuchFileException e) {
            return List.of();
        } catch (UncheckedIOException e) {
            throw new HostException("cannot read the folder " + folder + ": " + e.getMessage(), e);
        } catch (IOException e) {
            throw Problem.cannot("read the folder", folder, e);
        }
    }
}
