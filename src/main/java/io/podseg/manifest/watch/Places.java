package io.podseg.manifest.watch;

import io.podseg.reconcile.ManifestFiles;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * The folders to watch for some paths: the folders that are read, and each folder on the way to them, because any part of the way
 * may be a link that is exchanged, or may come later. Folders are named by their real paths.
 */
final class Places {
    /** Links in a row that the kernel follows (path_resolution(7)). */
    private static final int LINKS = 40;

    private final Map<Path, Interest> folders = new TreeMap<>();
    private final Set<Path> trees = new HashSet<>();

    private Places() {}

    /** What to watch now; what is missing is waited for in the nearest folder that is there. */
    static Map<Path, Interest> of(List<Path> paths) {
        Places places = new Places();
        for (Path path : paths) {
            places.root(path.toAbsolutePath());
        }
        return places.folders;
    }

    private void root(Path path) {
        Path end = follow(path);
        if (Files.isDirectory(end, LinkOption.NOFOLLOW_LINKS)) {
            tree(end, end, 0);
        }
    }

    private Interest in(Path folder) {
        return folders.computeIfAbsent(folder, any -> new Interest());
    }

    /** Walks a path from the root on, link by link, notes each step, and ends where it leads to or where nothing is. */
    private Path follow(Path path) {
        Deque<Path> rest = new ArrayDeque<>();
        path.forEach(rest::add);
        Path at = path.getRoot();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop().toString();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            Path next = at.resolve(name).normalize();
            if (name.equals("..")) {
                at = next;
                continue;
            }
            in(at).name(name);
            if (Files.isSymbolicLink(next) && links++ < LINKS) {
                at = jump(at, next, rest);
            } else if (Files.isDirectory(next, LinkOption.NOFOLLOW_LINKS)) {
                at = next;
            } else {
                if (Files.isRegularFile(next)) {
                    in(at).file(name);
                }
                return next;
            }
        }
        return at;
    }

    private static Path jump(Path at, Path link, Deque<Path> rest) {
        try {
            Path target = Files.readSymbolicLink(link);
            for (int index = target.getNameCount() - 1; index >= 0; index--) {
                rest.push(target.getName(index));
            }
            return target.isAbsolute() ? target.getRoot() : at;
        } catch (IOException e) {
            return at;
        }
    }

    private void tree(Path root, Path folder, int depth) {
        if (depth > ManifestFiles.DEPTH || !trees.add(folder)) {
            return;
        }
        Interest interest = in(folder);
        interest.tree();
        for (Path entry : entries(folder)) {
            String name = entry.getFileName().toString();
            if (Files.isSymbolicLink(entry)) {
                interest.name(name);
                Path end = follow(entry);
                if (end.startsWith(root) && Files.isDirectory(end, LinkOption.NOFOLLOW_LINKS)) {
                    tree(root, end, depth + 1);
                }
            } else {
                interest.name(name);
                tree(root, entry, depth + 1);
            }
        }
    }

    /** Folders and links; hidden ones are followed only where a link leads there. */
    private static List<Path> entries(Path folder) {
        List<Path> found = new ArrayList<>();
        try (DirectoryStream<Path> stream = Files.newDirectoryStream(folder, Places::leadsOn)) {
            stream.forEach(found::add);
        } catch (IOException | DirectoryIteratorException e) {
            // It has just gone, or may not be read: the folder above tells when that changes.
            return found;
        }
        return found;
    }

    private static boolean leadsOn(Path entry) {
        return !ManifestFiles.hidden(entry.getFileName().toString())
                && (Files.isSymbolicLink(entry) || Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS));
    }
}
