package io.podseg.manifest;

import io.podseg.manifest.FileStamp.Type;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.ManifestFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemLoopException;
import java.nio.file.Files;
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
     * @param stamp tells whether it is the one that was read before
     */
    record Found(String shown, String relative, Path real, FileStamp stamp) {}

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
            FileStamp.Entry entry = FileStamp.of(realRoot);
            if (entry.type() == Type.FOLDER) {
                folder(root, realRoot, new HashSet<>(), 0);
            } else {
                file(root, realRoot, entry);
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
        if (depth > ManifestFiles.DEPTH) {
            error(shown, "folders stand more than " + ManifestFiles.DEPTH + " deep");
            return;
        }
        for (Listed listed : list(shown, real)) {
            entry(shown.resolve(listed.name()), listed, visited, depth);
        }
    }

    /** An entry of a folder. */
    private record Listed(Path path, FileStamp.Entry entry) {
        String name() {
            return path.getFileName().toString();
        }

        boolean isLink() {
            return entry.type() == Type.LINK;
        }
    }

    /** Links last: what they lead to is named by its own path where it stands in the tree. */
    private List<Listed> list(Path shown, Path folder) throws IOException {
        List<Listed> entries = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder)) {
            for (Path path : stream) {
                if (!ManifestFiles.hidden(path.getFileName().toString())) {
                    list(shown, path, entries);
                }
            }
        }
        entries.sort(Comparator.comparing(Listed::isLink).thenComparing(Listed::path));
        return entries;
    }

    private void list(Path shown, Path path, List<Listed> entries) {
        try {
            entries.add(new Listed(path, FileStamp.of(path)));
        } catch (IOException e) {
            if (isManifest(path)) {
                error(shown.resolve(path.getFileName().toString()), reason(e));
            }
        }
    }

    private static boolean isManifest(Path path) {
        return ManifestFiles.named(path.getFileName().toString());
    }

    private void entry(Path shown, Listed listed, Set<Path> visited, int depth) {
        Path path = listed.path();
        try {
            switch (listed.entry().type()) {
                case FOLDER -> folder(shown, path, visited, depth + 1);
                case LINK -> {
                    if (isManifest(path) || Files.isDirectory(path)) {
                        follow(shown, path.toRealPath(), visited, depth);
                    }
                }
                case FILE, OTHER -> {
                    if (isManifest(path)) {
                        file(shown, path, listed.entry());
                    }
                }
            }
        } catch (IOException e) {
            error(shown, reason(e));
        }
    }

    private void follow(Path shown, Path real, Set<Path> visited, int depth) throws IOException {
        FileStamp.Entry entry = FileStamp.of(real);
        if (!real.startsWith(realRoot)) {
            error(shown, "this link leads out of the folder and is not followed; name its target on the command line");
        } else if (entry.type() == Type.FOLDER) {
            folder(shown, real, visited, depth + 1);
        } else {
            file(shown, real, entry);
        }
    }

    private void file(Path shown, Path real, FileStamp.Entry entry) {
        if (entry.type() != Type.FILE) {
            error(shown, "this is not a regular file");
        } else if (found.size() >= ManifestFiles.MOST) {
            error(shown, "there are more than " + ManifestFiles.MOST + " files");
        } else if (seen.add(real)) {
            String relative = realRoot.equals(real)
                    ? String.valueOf(real.getFileName())
                    : realRoot.relativize(real).toString();
            found.add(new Found(Quoted.path(shown.toString()), relative, real, entry.stamp()));
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
