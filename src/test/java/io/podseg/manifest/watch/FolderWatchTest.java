package io.podseg.manifest.watch;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.podseg.reconcile.Trigger;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What happens to files, and that each wakes the controller. */
final class FolderWatchTest {
    @TempDir
    private Path temp = Path.of("");

    private final LinkedBlockingQueue<Trigger> woken = new LinkedBlockingQueue<>();

    /** Something that a user or a program does to files. */
    private interface Deed {
        void happen() throws IOException;
    }

    private void wakes(Deed deed) throws Exception {
        deed.happen();
        assertEquals(Trigger.FILES, woken.poll(60, TimeUnit.SECONDS), "nobody was woken");
        // What is left of the same deed must not be taken for the next one's.
        while (woken.poll(400, TimeUnit.MILLISECONDS) != null) {
            assertTrue(Files.isDirectory(temp));
        }
    }

    private AutoCloseable watch(Path... paths) {
        return new FolderWatch(List.of(paths)).start(woken::add);
    }

    private Path manifests() throws IOException {
        Path folder = Files.createDirectories(temp.resolve("manifests"));
        Files.writeString(folder.resolve("web.yaml"), "a: 1\n");
        return folder;
    }

    @Test
    void filesThatAreWrittenReplacedAddedAndRemoved() throws Exception {
        Path folder = manifests();
        Path file = folder.resolve("web.yaml");
        try (AutoCloseable watch = watch(folder)) {
            wakes(() -> Files.writeString(file, "a: 2\n"));
            wakes(() -> {
                Path next = Files.writeString(folder.resolve(".web.yaml.swp"), "a: 3\n");
                Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            });
            wakes(() -> Files.writeString(folder.resolve("db.json"), "{}"));
            wakes(() -> Files.delete(folder.resolve("db.json")));
        }
    }

    @Test
    void foldersThatComeAndGo() throws Exception {
        Path folder = manifests();
        try (AutoCloseable watch = watch(folder)) {
            Path inner = folder.resolve("a/b");
            wakes(() -> Files.createDirectories(inner));
            wakes(() -> Files.writeString(inner.resolve("x.yml"), "a: 1\n"));
            wakes(() -> Files.move(folder.resolve("a"), folder.resolve("c")));
            wakes(() -> Files.writeString(folder.resolve("c/b/x.yml"), "a: 2\n"));
            wakes(() -> Files.move(folder.resolve("c"), temp.resolve("elsewhere")));
        }
    }

    @Test
    void aFolderThatWasFilledBeforeAnybodyLooked() throws Exception {
        Path folder = manifests();
        Path elsewhere = Files.createDirectories(temp.resolve("elsewhere/deep"));
        Files.writeString(elsewhere.resolve("x.yaml"), "a: 1\n");
        try (AutoCloseable watch = watch(folder)) {
            wakes(() -> Files.move(temp.resolve("elsewhere"), folder.resolve("new")));
            wakes(() -> Files.writeString(folder.resolve("new/deep/x.yaml"), "a: 2\n"));
        }
    }

    @Test
    void theFolderItselfGoesWithAllAboveItAndComesBack() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("srv/app/manifests"));
        Files.writeString(folder.resolve("web.yaml"), "a: 1\n");
        try (AutoCloseable watch = watch(folder)) {
            wakes(() -> Files.move(temp.resolve("srv"), temp.resolve("away")));
            wakes(() -> Files.createDirectories(folder));
            wakes(() -> Files.writeString(folder.resolve("web.yaml"), "a: 1\n"));
        }
    }

    @Test
    void aFolderThatIsNotThereYet() throws Exception {
        Path folder = temp.resolve("later/manifests");
        try (AutoCloseable watch = watch(folder)) {
            wakes(() -> Files.createDirectories(folder));
            wakes(() -> Files.writeString(folder.resolve("web.yaml"), "a: 1\n"));
        }
    }

    @Test
    void aMountedConfigMap() throws Exception {
        Path folder = Files.createDirectories(temp.resolve("mounted"));
        generation(folder, "..1", "a: 1\n");
        Files.createSymbolicLink(folder.resolve("..data"), Path.of("..1"));
        Files.createSymbolicLink(folder.resolve("web.yaml"), Path.of("..data/web.yaml"));
        try (AutoCloseable watch = watch(folder)) {
            for (int number = 2; number < 5; number++) {
                String name = ".." + number;
                generation(folder, name, "a: " + number + "\n");
                wakes(() -> {
                    Path next = Files.createSymbolicLink(folder.resolve("..data_tmp"), Path.of(name));
                    Files.move(next, folder.resolve("..data"), StandardCopyOption.ATOMIC_MOVE);
                });
            }
        }
    }

    private static void generation(Path folder, String name, String text) throws IOException {
        Files.writeString(Files.createDirectory(folder.resolve(name)).resolve("web.yaml"), text);
    }

    @Test
    void aLinkOnTheWayIsExchanged() throws Exception {
        Path first = Files.createDirectories(temp.resolve("releases/1/manifests"));
        Files.writeString(first.resolve("web.yaml"), "a: 1\n");
        Path second = Files.createDirectories(temp.resolve("releases/2/manifests"));
        Files.writeString(second.resolve("web.yaml"), "a: 2\n");
        Path current = Files.createSymbolicLink(temp.resolve("current"), Path.of("releases/1"));
        try (AutoCloseable watch = watch(current.resolve("manifests"))) {
            wakes(() -> {
                Path next = Files.createSymbolicLink(temp.resolve("next"), Path.of("releases/2"));
                Files.move(next, current, StandardCopyOption.ATOMIC_MOVE);
            });
            wakes(() -> Files.writeString(second.resolve("web.yaml"), "a: 3\n"));
        }
    }

    @Test
    void oneFileWhateverItsName() throws Exception {
        Path file = Files.writeString(temp.resolve("stack"), "a: 1\n");
        try (AutoCloseable watch = watch(file)) {
            wakes(() -> Files.writeString(file, "a: 2\n"));
            wakes(() -> Files.move(
                    Files.writeString(temp.resolve("stack~"), "a: 3\n"), file, StandardCopyOption.REPLACE_EXISTING));
            wakes(() -> Files.writeString(file, "a: 4\n"));
            wakes(() -> Files.delete(file));
            wakes(() -> Files.writeString(file, "a: 5\n"));
        }
    }

    @Test
    void moreEventsThanTheKernelOrJavaKeeps() throws Exception {
        Path folder = manifests();
        try (AutoCloseable watch = watch(folder)) {
            wakes(() -> {
                for (int number = 0; number < 3000; number++) {
                    Files.createDirectory(folder.resolve("d" + number));
                }
            });
            wakes(() -> Files.writeString(folder.resolve("d2999/x.yaml"), "a: 1\n"));
        }
    }

    @Test
    void withoutWatchesItLooksFromTimeToTime() throws Exception {
        try (AutoCloseable watch =
                new FolderWatch(List.of(manifests()), Optional::empty, Duration.ofMillis(5)).start(woken::add)) {
            for (int times = 0; times < 3; times++) {
                assertEquals(Trigger.FILES, woken.poll(60, TimeUnit.SECONDS));
            }
        }
    }

    @Test
    void closedMeansSilent() throws Exception {
        Path folder = manifests();
        LinkedBlockingQueue<Trigger> first = new LinkedBlockingQueue<>();
        new FolderWatch(List.of(folder)).start(first::add).close();
        try (AutoCloseable other = watch(folder)) {
            wakes(() -> Files.writeString(folder.resolve("web.yaml"), "a: 2\n"));
            assertTrue(first.isEmpty());
        }
    }
}
