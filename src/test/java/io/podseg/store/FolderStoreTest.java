package io.podseg.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.plan.Inventory;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Network;
import io.podseg.policy.World;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.StateStore.LockedException;
import io.podseg.state.BridgeSysctls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FolderStoreTest {
    private static final String HEAD =
            "{\"schema\":\"podseg.io/inventory/v1\",\"revision\":\"\",\"bridgeNetfilterBefore\":true,\"objects\":";
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-02T03:04:05.6Z"), ZoneOffset.UTC);

    @TempDir
    private Path temporary;

    private Path folder;
    private FolderStore store;

    @BeforeEach
    void open() {
        folder = temporary.resolve("state/podseg");
        store = new FolderStore(folder, CLOCK);
    }

    @Test
    void whatIsSavedIsLoaded() throws Exception {
        assertThat(store.load()).isEmpty();
        assertThat(folder).doesNotExist();
        store.save(inventory("r1"));
        assertThat(store.load()).contains(inventory("r1"));
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(mode(file())).isEqualTo("rw-------");
        assertThat(Files.readString(file()))
                .startsWith("{\n  \"schema\" : \"podseg.io/inventory/v1\",\n  \"revision\" : \"r1\"");
    }

    @Test
    void anInventoryFromBeforeNetworksWerePartOfItIsLoaded() throws Exception {
        Network network = new Network("n", "br0", List.of(Cidr.of("10.1.0.0/24")), true, false);
        Endpoint outside = Endpoint.external(Ip.of("203.0.113.10"));
        World world = new World(new TreeMap<>(), List.of(network), List.of(outside), List.of());
        store.save(new Inventory("r1", new TreeMap<>(), new TreeMap<>(), world, BridgeSysctls.ALL));
        assertThat(store.load().orElseThrow().world()).isEqualTo(world);
        String text = Files.readString(file());
        Files.writeString(file(), text.replaceFirst("(?s)\"networks\" : \\[.*?\\} \\],", ""));
        assertThat(Files.readString(file())).doesNotContain("networks").isNotEqualTo(text);
        assertThat(store.load().orElseThrow().world())
                .isEqualTo(new World(new TreeMap<>(), List.of(outside), List.of()));
    }

    @Test
    void anEqualInventoryIsNotWritten() throws Exception {
        store.save(inventory("r1"));
        FileTime old = FileTime.from(Instant.EPOCH);
        Files.setLastModifiedTime(file(), old);
        store.save(inventory("r1"));
        assertThat(Files.getLastModifiedTime(file())).isEqualTo(old);
        store.save(inventory("r2"));
        assertThat(Files.getLastModifiedTime(file())).isNotEqualTo(old);
        assertThat(store.load()).contains(inventory("r2"));
        try (var files = Files.list(folder)) {
            assertThat(files.map(Path::getFileName).map(Path::toString)).containsExactly("inventory.json");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "null",
                "[]",
                "{",
                "{}",
                "{\"schema\":\"podseg.io/inventory/v9\",\"revision\":\"\",\"bridgeNetfilterBefore\":true,\"objects\":[]}",
                "{\"schema\":\"podseg.io/inventory/v1\",\"revision\":null,\"bridgeNetfilterBefore\":true,\"objects\":[]}",
                "{\"schema\":\"podseg.io/inventory/v1\",\"revision\":\"\",\"bridgeNetfilterBefore\":true,\"objects\":[null]}",
                "{\"schema\":\"podseg.io/inventory/v1\",\"revision\":\"\",\"bridgeNetfilterBefore\":true}",
                HEAD + "[]} x",
                HEAD + "[null],\"firewall\":{},\"world\":{}}",
                HEAD + "[],\"firewall\":{},\"world\":{}}",
                HEAD + "[],\"firewall\":{},\"world\":{\"endpoints\":[{\"id\":3}]}}",
                HEAD + "[],\"firewall\":{\"a\":null},\"world\":{}}"
            })
    void aBrokenInventoryIsNamedAndNeverOverwritten(String text) throws Exception {
        store.save(inventory("r1"));
        Files.writeString(file(), text);
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(store::load)
                .withMessageStartingWith(file() + " cannot be used (")
                .withMessageContaining("restore it from a backup, or move it away");
        assertThatExceptionOfType(HostException.class).isThrownBy(() -> store.save(inventory("r2")));
        assertThat(Files.readString(file())).isEqualTo(text);
    }

    @Test
    void theLockIsExclusiveAndNamesItsHolder() throws Exception {
        AutoCloseable lock = store.lock("apply");
        assertThat(Files.readString(folder.resolve("lock")))
                .isEqualTo("pid " + ProcessHandle.current().pid() + ", apply, since 2026-01-02T03:04:05Z\n");
        assertThat(mode(folder.resolve("lock"))).isEqualTo("rw-------");
        assertThatExceptionOfType(LockedException.class).isThrownBy(() -> store.lock("plan"));
        assertThatExceptionOfType(LockedException.class)
                .isThrownBy(() -> new FolderStore(folder, CLOCK).lock("plan"))
                .withMessageContaining(folder.resolve("lock").toString());
        lock.close();
        lock.close();
        store.lock("plan").close();
    }

    @Test
    void anotherProcessSeesTheLockEvenAfterASecondAttemptHere() throws Exception {
        try (AutoCloseable lock = store.lock("apply")) {
            assertThat(lock).isNotNull();
            assertThatExceptionOfType(LockedException.class).isThrownBy(() -> store.lock("plan"));
            assertThat(elsewhere("plan"))
                    .startsWith("another podseg is at work: pid "
                            + ProcessHandle.current().pid() + ", apply, since");
        }
        assertThat(elsewhere("plan")).isEqualTo("free");
    }

    @Test
    void oldTextInTheLockFileMeansNothing() throws Exception {
        Files.createDirectories(folder);
        Files.writeString(
                folder.resolve("lock"),
                "pid 1, apply of long ago, since 1970-01-01T00:00:00Z and much more than that\n");
        try (AutoCloseable lock = store.lock("plan")) {
            assertThat(lock).isNotNull();
            assertThat(Files.readString(folder.resolve("lock")))
                    .startsWith("pid " + ProcessHandle.current().pid())
                    .hasLineCount(1);
        }
    }

    @Test
    void aFileWhereTheFolderShouldBeIsTold() throws Exception {
        Files.createDirectories(folder.getParent());
        Files.writeString(folder, "");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> store.save(inventory("r1")))
                .withMessageContaining(folder.toString());
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> store.lock("plan"))
                .withMessage(folder + " is needed as a folder and is a file");
    }

    /** Takes the lock in another JVM: its message, or {@code free}. */
    private String elsewhere(String purpose) throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin/java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LockElsewhere.class.getName(),
                        folder.toString(),
                        purpose)
                .redirectErrorStream(true)
                .start();
        String out = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        assertThat(process.waitFor(30, TimeUnit.SECONDS)).isTrue();
        return out.strip();
    }

    /** A process that takes the lock and says how it went. */
    static final class LockElsewhere {
        private LockElsewhere() {}

        public static void main(String... args) throws Exception {
            try (AutoCloseable lock = new FolderStore(Path.of(args[0]), CLOCK).lock(args[1])) {
                System.out.println(lock == null ? "none" : "free");
            } catch (LockedException e) {
                System.out.println(e.getMessage());
            }
        }
    }

    private Path file() {
        return folder.resolve("inventory.json");
    }

    private static String mode(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }

    private static Inventory inventory(String revision) {
        TreeMap<ObjectKey, SortedMap<String, String>> objects = new TreeMap<>();
        objects.put(new ObjectKey("Pod", "x", "a\"\n\\é"), new TreeMap<>(Map.of("/spec/x", "line\n\u0000\"")));
        objects.put(new ObjectKey("Network", "", "net"), new TreeMap<>());
        return new Inventory(revision, objects, new TreeMap<>(Map.of("chain", "0123")), World.EMPTY, BridgeSysctls.ALL);
    }
}
