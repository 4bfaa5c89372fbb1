package io.podseg.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Declarations;
import io.podseg.reconcile.ManifestSource.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source that has loaded before finds what a new one finds, and keeps what did not change. */
@NullMarked
class LoadingAgainTest {
    /** For files saved just now to be old enough to be trusted. */
    private static final Duration LATER = Duration.ofMinutes(1);

    @TempDir
    Path root = Path.of("");

    private static String namespace(String name, String label) {
        return "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + name + "\n  labels: {x: " + label + "}\n";
    }

    private FolderSource source(Duration ahead) {
        Clock clock = InstantSource.offset(InstantSource.system(), ahead).withZone(ZoneOffset.UTC);
        return new FolderSource(List.of(root), clock);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.resolveSibling("."));
        Files.writeString(file, text);
    }

    private static List<String> labels(Loaded loaded) {
        return loaded.declarations().namespaces().stream()
                .map(manifest -> manifest.object().getMetadata().getLabels().get("x"))
                .toList();
    }

    /** A seccomp profile beside the manifest is part of the profile that names it. */
    @Test
    void aSeccompProfileThatChangesChangesItsProfile() throws IOException {
        write(
                "a.yaml",
                "apiVersion: podseg.io/v1alpha1\nkind: SecurityProfile\nmetadata: {name: a}\n"
                        + "spec: {defaults: {seccompProfile: {file: ./s/p.json}}}\n");
        write("s/p.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        FolderSource source = source(LATER);
        Declarations before = source.load().declarations();
        assertThat(source.load().declarations().profiles().getFirst())
                .isSameAs(before.profiles().getFirst());
        write("s/p.json", "{\"defaultAction\": \"SCMP_ACT_ERRNO\"}");
        Declarations after = source.load().declarations();
        assertThat(after.profiles()
                        .getFirst()
                        .object()
                        .defaults()
                        .hardening()
                        .seccomp()
                        .orElseThrow()
                        .json())
                .isEqualTo("{\"defaultAction\":\"SCMP_ACT_ERRNO\"}");
    }

    @Test
    void whatDidNotChangeIsTheSameObject() throws IOException {
        write("a.yaml", namespace("a", "one"));
        write("b.yaml", namespace("b", "one"));
        FolderSource source = source(LATER);
        Declarations before = source.load().declarations();
        write("b.yaml", namespace("b", "two"));
        Declarations after = source.load().declarations();
        assertThat(after.namespaces().get(0)).isSameAs(before.namespaces().get(0));
        assertThat(after.namespaces().get(1)).isNotSameAs(before.namespaces().get(1));
    }

    /** Of a file that was saved just now, nothing but its content tells whether it was saved once more. */
    @Test
    void youngFilesAreReadAgainEvenWhereTheyLookTheSame() throws IOException {
        write("a.yaml", namespace("a", "one"));
        FolderSource source = source(Duration.ZERO);
        Loaded before = source.load();
        assertThat(source.load().declarations().namespaces().getFirst())
                .isSameAs(before.declarations().namespaces().getFirst());
        assertThat(new FileStamp("1", 1, Instant.EPOCH, Instant.EPOCH).settledAt(Instant.EPOCH.plusMillis(900)))
                .isFalse();
        assertThat(new FileStamp("1", 1, Instant.EPOCH, Instant.EPOCH).settledAt(Instant.EPOCH.plusMillis(1100)))
                .isTrue();
        assertThat(new FileStamp("1", 1, Instant.EPOCH, Instant.EPOCH.plusSeconds(60)).settledAt(Instant.EPOCH))
                .isFalse();
    }

    @Test
    void aChangeShowsThoughSizeAndTimeAreSetBack() throws IOException {
        write("a.yaml", namespace("a", "one"));
        FolderSource source = source(LATER);
        FileTime time = Files.getLastModifiedTime(root.resolve("a.yaml"));
        source.load();
        write("a.yaml", namespace("a", "two"));
        Files.setLastModifiedTime(root.resolve("a.yaml"), time);
        assertThat(labels(source.load())).containsExactly("two");
    }

    @Test
    void aLinkThatLeadsElsewhereShows() throws IOException {
        write("..one/a.yaml", namespace("a", "one"));
        write("..two/a.yaml", namespace("a", "two"));
        Files.createSymbolicLink(root.resolve("..data"), Path.of("..one"));
        Files.createSymbolicLink(root.resolve("a.yaml"), Path.of("..data/a.yaml"));
        FolderSource source = source(LATER);
        assertThat(labels(source.load())).containsExactly("one");
        Files.createSymbolicLink(root.resolve("..data_tmp"), Path.of("..two"));
        Files.move(root.resolve("..data_tmp"), root.resolve("..data"), StandardCopyOption.REPLACE_EXISTING);
        assertThat(labels(source.load())).containsExactly("two");
    }

    @Test
    void problemsAreToldEachTime() throws IOException {
        write("a.yaml", namespace("a", "one"));
        write("b.yaml", namespace("a", "two"));
        write("c.yaml", "kind: Nothing\n");
        FolderSource source = source(LATER);
        Loaded first = source.load();
        assertThat(first.diagnostics()).hasSizeGreaterThanOrEqualTo(2);
        assertThat(source.load()).isEqualTo(first);
        Files.delete(root.resolve("a.yaml"));
        Files.delete(root.resolve("c.yaml"));
        Loaded mended = source.load();
        assertThat(mended.diagnostics()).isEmpty();
        assertThat(labels(mended)).containsExactly("two");
    }

    /** Whatever is done to the files, a source that has seen all of it and one that has seen nothing say the same. */
    @Test
    void asFromScratchAfterRandomChanges() throws IOException {
        Random random = new Random(7);
        FolderSource old = source(LATER);
        for (int i = 0; i < 300; i++) {
            String name = List.of("a", "b", "sub/a", "sub/b").get(random.nextInt(4)) + ".yaml";
            Path file = root.resolve(name);
            switch (random.nextInt(5)) {
                case 0 -> Files.deleteIfExists(file);
                case 1 -> {
                    if (Files.exists(file)) {
                        Files.createDirectories(root.resolve("sub"));
                        Files.move(file, root.resolve("sub/c.yaml"), StandardCopyOption.REPLACE_EXISTING);
                    }
                }
                case 2 -> write(name, "kind: [");
                default ->
                    write(
                            name,
                            namespace(
                                    "n" + random.nextInt(3),
                                    List.of("one", "two").get(random.nextInt(2))));
            }
            assertThat(old.load()).isEqualTo(new FolderSource(List.of(root)).load());
        }
    }
}
