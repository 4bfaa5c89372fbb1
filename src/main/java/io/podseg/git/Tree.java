package io.podseg.git;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * The files of one commit, by name. Folders are kept as maps, so that nothing in a name ({@code ..}, {@code .git}, a slash) can
 * mean a place outside.
 */
final class Tree {
    /** An entry of a folder. */
    sealed interface Node {}

    /** A folder; its entries are sorted. */
    record Folder(Map<String, Node> entries) implements Node {}

    /**
     * A file.
     *
     * @param id Git's name of its content
     * @param size bytes
     */
    record File(String id, long size) implements Node {}

    /** A symbolic link; its content is where it leads to. */
    record Link(String id, long size) implements Node {}

    /** Another repository's commit, which is not fetched. */
    record Submodule() implements Node {}

    private final Folder root = new Folder(new TreeMap<>());
    private final List<Link> links = new ArrayList<>();

    private Tree() {}

    /**
     * Reads what {@code git ls-tree -r -l -z} writes.
     *
     * @param text byte by byte
     */
    static Tree parse(String text) {
        Tree tree = new Tree();
        for (String line : text.split("\0")) {
            int tab = line.indexOf('\t');
            String[] words = tab < 0 ? new String[0] : line.substring(0, tab).split(" +");
            if (words.length == 4) {
                String name = new String(
                        line.substring(tab + 1).getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                tree.add(name.split("/"), tree.node(words));
            }
        }
        return tree;
    }

    private Node node(String... words) {
        return switch (words[0]) {
            case "120000" -> {
                Link link = new Link(words[2], Long.parseLong(words[3]));
                links.add(link);
                yield link;
            }
            case "160000" -> new Submodule();
            default -> new File(words[2], Long.parseLong(words[3]));
        };
    }

    private void add(String[] path, Node node) {
        Map<String, Node> at = root.entries();
        for (int index = 0; index < path.length - 1; index++) {
            Node next = at.computeIfAbsent(path[index], name -> new Folder(new TreeMap<>()));
            if (!(next instanceof Folder folder)) {
                return;
            }
            at = folder.entries();
        }
        at.put(path[path.length - 1], node);
    }

    Folder root() {
        return root;
    }

    /** All symbolic links. */
    List<Link> links() {
        return List.copyOf(links);
    }
}
