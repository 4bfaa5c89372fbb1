package io.podseg.manifest;

import io.podseg.manifest.yaml.Limits;
import io.podseg.manifest.yaml.ManifestName;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds the manifest files below one path. Each file and folder is read once, whatever links lead to it; links that lead out of
 * the folder are refused, since a checkout is written by others than the host's owner.
 */
final class FileWalk {
    private final List<Diagnostic> diagnostics;
    private final Set<Path> seen;
    private final List<Found> found = new ArrayList<>();
    private Path realRoot = Path.of("");
    private boolean refused;
    private boolean repeated;

    /**
     * A file to read.
     *
     * @param shown its path as the user would write it
     * @param relative its path below the root
     * @param real where it is
     */
    record Found(String shown, String relative, Path real) {}

    /**
     * A walk.
     *
     * @param diagnostics where problems go
     * @param seen real paths that were read before; the walk adds to it
     */
    FileWalk(List<Diagnostic> diagnostics, Set<Path> seen) {
        this.diagnostics = diagnostics;
        this.seen = seen;
    }

    /** The files below the root, or the root itself where it is a file, whatever its name. */
    List<Found> walk(Path root) {
        try {
            realRoot = root.toRealPath();
            if (Files.isDirectory(realRoot)) {
                folder(root, realRoot, new HashSet<>(), 0);
            } else {
                file(root, realRoot);
            }
        } catch (IOException e) {
            error(root, reason(e));
        }
        found.sort(Comparator.comparing(Found::relative));
        return List.copyOf(found);
    }

    /** Whether something was found that could not be read: then "no manifests" would be the wrong thing to say. */
    boolean refused() {
        return refused;
    }

    /** Whether a file was found that had been read before. */
    boolean repeated() {
        return repeated;
    }

    private void folder(Path shown, Path real, Set<Path> visited, int depth) throws IOException {
        if (!visited.add(real)) {
            return;
        }
        if (depth > Limits.FOLDER_DEPTH) {
            error(shown, "folders stand more than " + Limits.FOLDER_DEPTH + " deep");
            return;
        }
        List<Path> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(real)) {
            stream.forEach(entries::add);
        }
        // Links last: what they lead to is named by its own path where it stands in the tree.
        entries.sort(Comparator.comparing(Files::isSymbolicLink).thenComparing(Comparator.naturalOrder()));
        for (Path entry : entries) {
            if (!ManifestName.hidden(entry.getFileName().toString())) {
                entry(shown.resolve(entry.getFileName().toString()), entry, visited, depth);
            }
        }
    }

    private void entry(Path shown, Path entry, Set<Path> visited, int depth) {
        boolean manifest = ManifestName.is(entry.getFileName().toString());
        try {
            if (!manifest && !Files.isDirectory(entry)) {
                return;
            }
            Path real = entry.toRealPath();
            if (!real.startsWith(realRoot)) {
                error(
                        shown,
                        "this link leads out of the folder and is not followed; name its target on the command line");
            } else if (Files.isDirectory(real, LinkOption.NOFOLLOW_LINKS)) {
                folder(shown, real, visited, depth + 1);
            } else {
                file(shown, real);
            }
        } catch (IOException e) {
            error(shown, reason(e));
        }
    }

    private void file(Path shown, Path real) {
        if (!Files.isRegularFile(real)) {
            error(shown, "this is not a regular file");
        } else if (found.size() >= Limits.FILES) {
            error(shown, "there are more than " + Limits.FILES + " files");
        } else if (seen.add(real)) {
            String relative = realRoot.equals(real)
                    ? String.valueOf(real.getFileName())
                    : realRoot.relativize(real).toString();
            found.add(new Found(Quoted.path(shown.toString()), relative, real));
        } else {
            repeated = true;
        }
    }

    private void error(Path shown, String message) {
        refused = true;
        diagnostics.add(Diagnostic.error(new Position(Quoted.path(shown.toString()), 1, 1), message));
    }

    static String reason(IOException e) {
        return switch (e) {
            case NoSuchFileException gone -> "no such file or folder";
            case AccessDeniedException denied -> "no permission to read this";
            case FileSystemLoopException loop -> "this link leads to itself";
            default ->
                String.valueOf(e.getMessage()).contains("Too many levels of symbolic links")
                        ? "this link leads to itself"
                        : "this cannot be read: " + Quoted.plain(String.valueOf(e.getMessage()));
        };
    }
}
