package io.podseg.git;

import io.podseg.git.Tree.File;
import io.podseg.git.Tree.Folder;
import io.podseg.git.Tree.Link;
import io.podseg.git.Tree.Node;
import io.podseg.git.Tree.Submodule;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.ManifestFiles;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Finds the manifests of a commit, as they are found in a folder: files ending in {@code .yaml}, {@code .yml} or {@code .json}, not
 * those whose name begins with a dot, each once. Links are followed within the repository and nowhere else.
 */
final class Walk {
    private static final int LINKS = 40;

    private final Tree tree;
    private final Map<String, String> targets;
    private final List<Diagnostic> diagnostics = new ArrayList<>();
    private final List<Found> found = new ArrayList<>();
    private final Set<List<String>> seen = new HashSet<>();

    /**
     * A file to read.
     *
     * @param name as messages show it
     */
    record Found(String name, File file) {}

    /** Where a path ends: the names that lead there without links, and what is there. */
    private record End(List<String> path, Node node) {}

    /**
     * A walk.
     *
     * @param targets where the links lead to, by their ids
     */
    Walk(Tree tree, Map<String, String> targets) {
        this.tree = tree;
        this.targets = targets;
    }

    /**
     * The manifests below a path; problems are left in {@link #diagnostics}.
     *
     * @param path empty for the whole repository
     */
    List<Found> below(String path) {
        if (path.isEmpty()) {
            folder(List.of(), List.of(), tree.root(), 0);
        } else {
            List<String> names = Arrays.asList(path.split("/"));
            switch (end(names).map(End::node).orElse(null)) {
                case Folder folder -> folder(names, end(names).orElseThrow().path(), folder, 0);
                case File file -> file(names, end(names).orElseThrow().path(), file);
                case Submodule submodule -> error(names, "this is a submodule, which podseg does not fetch");
                case Link link -> error(names, "this link leads to itself");
                case null -> error(names, "there is no such file or folder in the repository");
            }
        }
        found.sort(Comparator.comparing(Found::name));
        return List.copyOf(found);
    }

    List<Diagnostic> diagnostics() {
        return List.copyOf(diagnostics);
    }

    private void folder(List<String> shown, List<String> real, Folder folder, int depth) {
        if (!seen.add(real)) {
            return;
        }
        if (depth > ManifestFiles.DEPTH) {
            error(shown, "folders stand more than " + ManifestFiles.DEPTH + " deep");
            return;
        }
        // Links last: what they lead to is named by its own path where it stands in the tree.
        folder.entries().forEach((name, node) -> {
            if (!ManifestFiles.hidden(name) && !(node instanceof Link)) {
                entry(with(shown, name), with(real, name), node, depth);
            }
        });
        folder.entries().forEach((name, node) -> {
            if (!ManifestFiles.hidden(name) && node instanceof Link) {
                link(with(shown, name), with(real, name), depth);
            }
        });
    }

    private void entry(List<String> shown, List<String> real, Node node, int depth) {
        switch (node) {
            case Folder folder -> folder(shown, real, folder, depth + 1);
            case File file -> {
                if (manifest(shown)) {
                    file(shown, real, file);
                }
            }
            case Submodule submodule ->
                diagnostics.add(Diagnostic.warning(place(shown), "this is a submodule, which podseg does not fetch"));
            case Link link -> link(shown, real, depth);
        }
    }

    private void link(List<String> shown, List<String> real, int depth) {
        Optional<End> end = end(real);
        if (end.isPresent() && !(end.get().node() instanceof Link)) {
            entry(shown, end.get().path(), end.get().node(), depth);
        } else if (manifest(shown)) {
            error(shown, "this link leads to nothing in the repository and is not followed");
        }
    }

    private void file(List<String> shown, List<String> real, File file) {
        if (found.size() >= ManifestFiles.MOST) {
            error(shown, "there are more than " + ManifestFiles.MOST + " files");
        } else if (seen.add(real)) {
            found.add(new Found(place(shown).file(), file));
        }
    }

    /** Where names lead to, over links; empty where they lead to nothing or out of the repository. */
    private Optional<End> end(List<String> names) {
        Deque<String> rest = new ArrayDeque<>(names);
        List<Folder> folders = new ArrayList<>(List.of(tree.root()));
        List<String> path = new ArrayList<>();
        int links = 0;
        while (!rest.isEmpty()) {
            String name = rest.pop();
            if (name.isEmpty() || name.equals(".")) {
                continue;
            }
            if (name.equals("..")) {
                if (path.isEmpty()) {
                    return Optional.empty();
                }
                path.removeLast();
                folders.removeLast();
                continue;
            }
            Node node = folders.getLast().entries().get(name);
            switch (node) {
                case Folder folder -> {
                    folders.add(folder);
                    path.add(name);
                }
                case Link link -> {
                    String target = targets.getOrDefault(link.id(), "/");
                    if (target.startsWith("/") || links++ >= LINKS) {
                        return Optional.empty();
                    }
                    Arrays.asList(target.split("/")).reversed().forEach(rest::push);
                }
                case null -> {
                    return Optional.empty();
                }
                case File last -> {
                    return last(rest, with(path, name), last);
                }
                case Submodule last -> {
                    return last(rest, with(path, name), last);
                }
            }
        }
        return Optional.of(new End(List.copyOf(path), folders.getLast()));
    }

    private static Optional<End> last(Deque<String> rest, List<String> path, Node node) {
        return rest.isEmpty() ? Optional.of(new End(path, node)) : Optional.empty();
    }

    private static boolean manifest(List<String> path) {
        return ManifestFiles.named(path.getLast());
    }

    private static List<String> with(List<String> path, String name) {
        List<String> longer = new ArrayList<>(path);
        longer.add(name);
        return List.copyOf(longer);
    }

    private void error(List<String> shown, String message) {
        diagnostics.add(Diagnostic.error(place(shown), message));
    }

    private static Position place(List<String> shown) {
        return new Position(Plain.of(String.join("/", shown)), 1, 1);
    }
}
