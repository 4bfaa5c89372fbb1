package io.podseg.manifest.watch;

import java.util.Set;
import java.util.TreeSet;

/** What matters in one folder. */
final class Interest {
    private final Set<String> names = new TreeSet<>();
    private boolean tree;
    private boolean contents;

    /** An entry that the way to a manifest leads over: a folder or a link, which may also be missing yet. */
    void name(String name) {
        names.add(name);
    }

    /** A file that is read, whatever its name. */
    void file(String name) {
        names.add(name);
        contents = true;
    }

    /** All manifests in the folder, and folders that come. */
    void tree() {
        tree = true;
        contents = true;
    }

    /** Takes over what another one knows of the same folder. */
    void add(Interest other) {
        names.addAll(other.names);
        tree |= other.tree;
        contents |= other.contents;
    }

    boolean names(String name) {
        return names.contains(name);
    }

    boolean isTree() {
        return tree;
    }

    /** Whether writing to a file matters, and not only which entries there are. */
    boolean contents() {
        return contents;
    }
}
