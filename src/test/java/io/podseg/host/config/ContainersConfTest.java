package io.podseg.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Trigger;
import io.podseg.state.JsonText;
import io.podseg.state.SettingKey;
import io.podseg.state.SettingKey.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The drop-in of containers.conf: it holds what it should, what others write counts, and nothing of it stays behind. */
class ContainersConfTest {
    private static final String PIDS = "containers.pids_limit";
    private static final String ULIMITS = "containers.default_ulimits";
    private static final String SECCOMP = "containers.seccomp_profile";
    private static final Set<String> ALL = Set.of(PIDS, ULIMITS, SECCOMP);

    @TempDir
    Path root = Path.of("");

    private int reread;
    private Path folder = Path.of("");
    private Path dropIn = Path.of("");

    @BeforeEach
    void places() {
        folder = root.resolve("etc/containers");
        dropIn = folder.resolve("containers.conf.d/zz-podseg.conf");
    }

    private ConfigFiles files() {
        return files(Optional.empty(), Optional.empty());
    }

    private ConfigFiles files(Optional<Path> alone, Optional<Path> last) {
        return new ConfigFiles(configPlaces(alone, last), new TrustPlaces(root, folder, false), () -> reread++);
    }

    private ConfigPlaces configPlaces(Optional<Path> alone, Optional<Path> last) {
        return new ConfigPlaces(
                folder,
                List.of(
                        root.resolve("usr/containers.conf"),
                        folder.resolve("containers.conf"),
                        folder.resolve("containers.conf.d")),
                alone,
                last);
    }

    private static SettingKey key(String name) {
        return new SettingKey(File.CONTAINERS_CONF, name);
    }

    private static SortedMap<String, String> read(ConfigFiles files) throws HostException {
        TreeMap<String, String> found = new TreeMap<>();
        files.observe(ALL.stream().map(ContainersConfTest::key).collect(java.util.stream.Collectors.toSet()))
                .forEach((key, value) -> found.put(key.name(), value));
        return found;
    }

    private static void set(ConfigFiles files, String name, String value) throws HostException {
        files.write(new TreeMap<>(Map.of(key(name), Optional.of(value))));
    }

    private static void unset(ConfigFiles files, String name) throws HostException {
        files.write(new TreeMap<>(Map.of(key(name), Optional.empty())));
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(Optional.ofNullable(file.getParent()).orElseThrow());
        Files.writeString(file, text);
    }

    @Test
    void whatIsWrittenIsReadAndGone() throws Exception {
        Files.createDirectories(folder);
        set(files(), PIDS, "100");
        set(files(), ULIMITS, "[\"nofile=1:2\",\"a\\\"\\\\\\n\u00e4\"]");
        assertThat(Files.readString(dropIn)).endsWith("""
                # podseg: containers.default_ulimits containers.pids_limit
                [containers]
                default_ulimits = ["nofile=1:2","a\\"\\\\\\nä"]
                pids_limit = 100
                """);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(dropIn)))
                .isEqualTo("rw-r--r--");
        assertThat(read(files()))
                .containsEntry(PIDS, "100")
                .containsEntry(ULIMITS, "[\"nofile=1:2\",\"a\\\"\\\\\\n\u00e4\"]");
        unset(files(), PIDS);
        assertThat(read(files())).containsOnlyKeys(ULIMITS);
        unset(files(), ULIMITS);
        assertThat(reread).as("Podman's service is told").isEqualTo(4);
        assertThat(folder).as("the folder was podseg's, too").isEmptyDirectory();
    }

    @Test
    void aFolderOfOthersStays() throws Exception {
        Files.createDirectories(folder.resolve("containers.conf.d"));
        set(files(), PIDS, "100");
        unset(files(), PIDS);
        assertThat(folder.resolve("containers.conf.d")).isEmptyDirectory();
    }

    @Test
    void aSeccompProfileStandsBesideIt() throws Exception {
        String profile = "{\"defaultAction\":\"SCMP_ACT_ALLOW\"}";
        set(files(), SECCOMP, profile);
        Path file = folder.resolve("podseg-seccomp.json");
        assertThat(Files.readString(dropIn)).contains("seccomp_profile = " + JsonText.of(file.toString()));
        assertThat(Files.readString(file)).isEqualTo(profile + "\n");
        assertThat(read(files())).containsEntry(SECCOMP, profile);
        Files.writeString(file, "{}");
        assertThat(read(files())).containsEntry(SECCOMP, "{}");
        Files.delete(file);
        assertThat(read(files())).doesNotContainKey(SECCOMP);
        set(files(), SECCOMP, "\"unconfined\"");
        assertThat(read(files())).containsEntry(SECCOMP, "\"unconfined\"");
        set(files(), SECCOMP, profile);
        unset(files(), SECCOMP);
        assertThat(file).doesNotExist();
    }

    @Test
    void whatSomebodyChangesIsSeen() throws Exception {
        set(files(), PIDS, "100");
        Files.writeString(dropIn, Files.readString(dropIn).replace("= 100", "= 5"));
        assertThat(read(files())).containsExactly(Map.entry(PIDS, "5"));
        set(files(), PIDS, "100");
        Files.writeString(dropIn, Files.readString(dropIn) + "privileged = true\n");
        assertThat(read(files())).as("more than podseg wrote").isEmpty();
        set(files(), PIDS, "100");
        assertThat(Files.readString(dropIn)).doesNotContain("privileged");
        Files.setPosixFilePermissions(dropIn, PosixFilePermissions.fromString("rw-rw-r--"));
        assertThat(read(files())).as("others may write it").isEmpty();
        set(files(), PIDS, "100");
        Files.writeString(dropIn, "no toml");
        assertThat(read(files())).isEmpty();
        set(files(), PIDS, "100");
        assertThat(read(files())).containsExactly(Map.entry(PIDS, "100"));
    }

    @Test
    void whoIsReadLaterCounts() throws Exception {
        file("usr/containers.conf", "[containers]\npids_limit = 1\n");
        file("etc/containers/containers.conf", "[containers]\npids_limit = 2\n");
        file("etc/containers/containers.conf.d/a.conf", "[containers]\npids_limit = 3\n");
        set(files(), PIDS, "100");
        assertThat(read(files())).containsExactly(Map.entry(PIDS, "100"));
        file("etc/containers/containers.conf.d/zzz.conf", "containers.pids_limit = 4\n");
        assertThat(read(files())).containsExactly(Map.entry(PIDS, "4"));
        assertThatThrownBy(() -> set(files(), PIDS, "100"))
                .isInstanceOf(HostException.class)
                .hasMessageEndingWith(
                        "zzz.conf sets containers.pids_limit to 4, and Podman reads it after podseg's file;"
                                + " take it out there");
        Path last = root.resolve("last.conf");
        file("last.conf", "[containers]\npids_limit = 9\n");
        assertThat(read(files(Optional.empty(), Optional.of(last)))).containsExactly(Map.entry(PIDS, "9"));
        unset(files(), PIDS);
        assertThat(dropIn).doesNotExist();
        assertThat(folder.resolve("containers.conf.d/zzz.conf")).exists();
    }

    @Test
    void oneFileAloneIsRespected() throws Exception {
        set(files(), PIDS, "100");
        file("alone.conf", "[containers]\npids_limit = 9\n");
        ConfigFiles alone = files(Optional.of(root.resolve("alone.conf")), Optional.empty());
        assertThat(read(alone)).containsExactly(Map.entry(PIDS, "9"));
        assertThatThrownBy(() -> set(alone, PIDS, "100")).hasMessageContaining("$CONTAINERS_CONF");
        unset(alone, PIDS);
        assertThat(dropIn).as("what is podseg's can always be removed").doesNotExist();
    }

    @Test
    void changesWakeTheController() throws Exception {
        Files.createDirectories(folder);
        LinkedBlockingQueue<Trigger> told = new LinkedBlockingQueue<>();
        ConfigWatch watch = new ConfigWatch(
                configPlaces(Optional.empty(), Optional.empty()),
                new TrustPlaces(root, folder, false),
                Duration.ofMillis(10));
        try (AutoCloseable _ = watch.start(told::add)) {
            set(files(), PIDS, "100");
            assertThat(told.poll(1, TimeUnit.MINUTES)).isEqualTo(Trigger.SETTINGS);
            told.clear();
            file("etc/containers/policy.json", "{}");
            assertThat(told.poll(1, TimeUnit.MINUTES)).isEqualTo(Trigger.SETTINGS);
        }
    }
}
