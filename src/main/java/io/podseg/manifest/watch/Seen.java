package io.podseg.manifest.watch;

import static java.nio.file.StandardWatchEventKinds.ENTRY_CREATE;
import static java.nio.file.StandardWatchEventKinds.ENTRY_MODIFY;

import io.podseg.reconcile.ManifestFiles;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.WatchEvent;

/** What an event of the file system means; the later, the more. */
enum Seen {
    /** There was none. */
    NOTHING,
    /** It concerns no manifest. */
    OTHER,
    /** A manifest was written, added or removed. */
    MANIFEST,
    /** A folder or a link came, went or was exchanged: there may be other folders to watch. */
    WAY;

    /** The weightier of two. */
    Seen or(Seen other) {
        return compareTo(other) >= 0 ? this : other;
    }

    static Seen of(WatchEvent<?> event, Path folder, Interest interest) {
        if (!(event.context() instanceof Path entry)) {
            // The kernel had more events than it could keep: anything may have changed.
            return WAY;
        }
        String name = entry.toString();
        boolean read = interest.isTree() && !ManifestFiles.hidden(name);
        if (interest.names(name)) {
            return event.kind() == ENTRY_MODIFY && Files.isRegularFile(folder.resolve(entry)) ? MANIFEST : WAY;
        }
        if (read && event.kind() == ENTRY_CREATE && leadsOn(folder.resolve(entry))) {
            return WAY;
        }
        return read && ManifestFiles.named(name) ? MANIFEST : OTHER;
    }

    private static boolean leadsOn(Path entry) {
        return Files.isSymbolicLink(entry) || Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS);
    }
}
