package io.podseg.manifest.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What matters and what does not. */
final class SeenTest {
    @TempDir
    private Path temp = Path.of("");

    private record Event(
            WatchEvent.Kind<Path> kind, @Nullable Path context) implements WatchEvent<Path> {
        @Override
        public int count() {
            return 1;
        }
    }

    private Seen seen(WatchEvent.Kind<Path> kind, String name) throws IOException {
        Path folder = temp.toRealPath().resolve("manifests");
        Map<Path, Interest> places = Places.of(List.of(folder));
        return Seen.of(new Event(kind, Path.of(name)), folder, places.getOrDefault(folder, new Interest()));
    }

    private void sample() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("manifests"));
        Files.createDirectory(folder.resolve("sub"));
        Files.createDirectories(folder.resolve(".git"));
        Files.writeString(folder.resolve("web.yaml"), "");
        Files.writeString(folder.resolve("notes.txt"), "");
        Files.createSymbolicLink(folder.resolve("link.yaml"), Path.of("..data/x.yaml"));
    }

    @Test
    void filesThatAreNoManifestsWakeNobody() throws IOException {
        sample();
        for (String name :
                List.of("notes.txt", ".web.yaml.swp", "web.yaml~", "4913", ".#web.yaml", ".git", "..other")) {
            assertEquals(Seen.OTHER, seen(StandardWatchEventKinds.ENTRY_CREATE, name), name);
            assertEquals(Seen.OTHER, seen(StandardWatchEventKinds.ENTRY_MODIFY, name), name);
            assertEquals(Seen.OTHER, seen(StandardWatchEventKinds.ENTRY_DELETE, name), name);
        }
    }

    @Test
    void manifestsWake() throws IOException {
        sample();
        assertEquals(Seen.MANIFEST, seen(StandardWatchEventKinds.ENTRY_MODIFY, "web.yaml"));
        assertEquals(Seen.MANIFEST, seen(StandardWatchEventKinds.ENTRY_CREATE, "web.yaml"));
        assertEquals(Seen.MANIFEST, seen(StandardWatchEventKinds.ENTRY_DELETE, "gone.json"));
    }

    @Test
    void foldersAndLinksAreLookedFor() throws IOException {
        sample();
        assertEquals(Seen.WAY, seen(StandardWatchEventKinds.ENTRY_CREATE, "sub"));
        assertEquals(Seen.WAY, seen(StandardWatchEventKinds.ENTRY_DELETE, "sub"));
        assertEquals(Seen.WAY, seen(StandardWatchEventKinds.ENTRY_CREATE, "link.yaml"));
        assertEquals(Seen.WAY, seen(StandardWatchEventKinds.ENTRY_CREATE, "..data"), "a link leads over it");
    }

    @Test
    void moreEventsThanAreKept() throws IOException {
        sample();
        Path folder = temp.toRealPath();
        assertEquals(Seen.WAY, Seen.of(new Event(StandardWatchEventKinds.ENTRY_CREATE, null), folder, new Interest()));
    }
}
