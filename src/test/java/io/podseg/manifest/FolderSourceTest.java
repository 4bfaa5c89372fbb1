package io.podseg.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.reconcile.ManifestFiles;
import io.podseg.reconcile.ManifestSource.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@NullMarked
class FolderSourceTest {
    @TempDir
    Path root = Path.of("");

    @Test
    void readsFoldersBelowAndNamesFilesAsTheUserDid() throws IOException {
        write("m/b/two.yml", namespace("two"));
        write("m/one.yaml", namespace("one"));
        write(
                "m/a/three.json",
                "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"three\"}}");
        Loaded loaded = load("m");
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(names(loaded)).containsExactly("one", "three", "two");
        assertThat(loaded.declarations()
                        .namespaces()
                        .getFirst()
                        .source()
                        .start()
                        .file())
                .isEqualTo(root.resolve("m/one.yaml").toString());
    }

    @Test
    void pathsWithoutObjectsAreErrors() throws IOException {
        Files.createDirectories(root.resolve("empty"));
        write("hidden/.a.yaml", namespace("a"));
        write("other/a.txt", namespace("a"));
        write("comments/a.yaml", "# nothing\n");
        assertThat(messages(load("empty")))
                .containsExactly("no manifests found in " + root.resolve("empty")
                        + "; to remove everything, use: podseg destroy");
        assertThat(messages(load("hidden"))).hasSize(1).first().asString().startsWith("no manifests found in");
        assertThat(messages(load("other"))).hasSize(1).first().asString().startsWith("no manifests found in");
        assertThat(messages(load("comments"))).hasSize(1).first().asString().startsWith("no manifests found in");
        assertThat(messages(load("missing"))).containsExactly("no such file or folder");
    }

    /** A seccomp profile alone is nothing to apply: it must not look like a folder from which everything was removed. */
    @Test
    void seccompProfilesAloneAreAnError() throws IOException {
        write("m/seccomp.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        assertThat(messages(load("m")))
                .containsExactly(
                        "no manifests found, only seccomp profiles; to remove everything, use: podseg destroy");
    }

    private static String naming(String file) {
        return "apiVersion: podseg.io/v1alpha1\nkind: SecurityProfile\nmetadata: {name: p}\n"
                + "spec: {defaults: {seccompProfile: {file: " + file + "}}}\n";
    }

    @Test
    void aSingleFileBringsAlongTheSeccompProfilesThatItNames() throws IOException {
        write("m/p.yaml", naming("s/p.json"));
        write("m/s/p.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        write("m/s/other.json", "nonsense");
        Loaded loaded = load("m/p.yaml");
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(loaded.declarations()
                        .profiles()
                        .getFirst()
                        .object()
                        .defaults()
                        .hardening()
                        .seccomp()
                        .orElseThrow()
                        .json())
                .contains("SCMP_ACT_ALLOW");
        assertThat(FolderSource.read(loaded.files()).diagnostics())
                .as("what is kept of it is complete")
                .isEmpty();
        write("m/s/p.json", "{\"defaultAction\": \"SCMP_ACT_KILL_PROCESS\"}");
        assertThat(load("m/p.yaml").revision()).isNotEqualTo(loaded.revision());
        write("m/s/p.json", "{\"defaultAction\": \"SCMP_ACT_NONE\"}");
        assertThat(messages(load("m/p.yaml"))).anyMatch(message -> message.contains("no action \"SCMP_ACT_NONE\""));
    }

    @Test
    void nothingElseIsReadBesideASingleFile() throws IOException {
        write("s.json", "{\"defaultAction\": \"SCMP_ACT_ALLOW\"}");
        write("m/p.yaml", naming("out.json"));
        Files.createSymbolicLink(root.resolve("m/out.json"), root.resolve("s.json"));
        assertThat(messages(load("m/p.yaml"))).singleElement().asString().contains("there is no seccomp profile");
        write("n/p.yaml", naming("more.yaml"));
        write("n/more.yaml", namespace("one"));
        Loaded loaded = load("n/p.yaml");
        assertThat(messages(loaded)).singleElement().asString().contains("there is no seccomp profile");
        assertThat(names(loaded)).isEmpty();
        assertThat(loaded.files()).hasSize(1);
    }

    @Test
    void aNamedFileIsReadWhateverItsName() throws IOException {
        write(".pod.txt", namespace("one"));
        assertThat(names(load(".pod.txt"))).containsExactly("one");
    }

    @Test
    void everyFileIsReadOnce() throws IOException {
        write("m/real/a.yaml", namespace("a"));
        Files.createSymbolicLink(root.resolve("m/again"), root.resolve("m/real"));
        Files.createSymbolicLink(root.resolve("m/loop"), root.resolve("m"));
        Files.createSymbolicLink(root.resolve("m/a.yaml"), Path.of("real/a.yaml"));
        Loaded loaded = load("m", "m/real", "m/real/a.yaml");
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(names(loaded)).containsExactly("a");
        assertThat(loaded.declarations()
                        .namespaces()
                        .getFirst()
                        .source()
                        .start()
                        .file())
                .endsWith("m/real/a.yaml");
    }

    @Test
    void linksThatLeadNowhereOrOutAreErrors() throws IOException {
        write("outside/secret.yaml", namespace("secret"));
        write("m/a.yaml", namespace("a"));
        Files.createSymbolicLink(root.resolve("m/folder"), root.resolve("outside"));
        Files.createSymbolicLink(root.resolve("m/file.yaml"), root.resolve("outside/secret.yaml"));
        Files.createSymbolicLink(root.resolve("m/gone.yaml"), root.resolve("gone"));
        Files.createSymbolicLink(root.resolve("m/self.yaml"), root.resolve("m/self.yaml"));
        Loaded loaded = load("m");
        assertThat(names(loaded)).containsExactly("a");
        assertThat(messages(loaded))
                .containsExactly(
                        "this link leads out of the folder and is not followed; name its target on the command line",
                        "this link leads out of the folder and is not followed; name its target on the command line",
                        "no such file or folder",
                        "this link leads to itself");
    }

    @Test
    void aKubernetesConfigMapMountIsReadThroughItsLinks() throws IOException {
        write("m/..2026/a.yaml", namespace("a"));
        Files.createSymbolicLink(root.resolve("m/..data"), Path.of("..2026"));
        Files.createSymbolicLink(root.resolve("m/a.yaml"), Path.of("..data/a.yaml"));
        assertThat(names(load("m"))).containsExactly("a");
    }

    @Test
    void largeDeepAndOddFilesAreRefused() throws IOException {
        write("m/large.yaml", "#".repeat(ManifestFiles.BYTES) + "\n");
        write("d/" + "d/".repeat(ManifestFiles.DEPTH + 1) + "a.yaml", namespace("a"));
        write("n/new\nline\u001b.yaml", "kind: [\n");
        assertThat(messages(load("m"))).containsExactly("the file is larger than 10485760 bytes");
        assertThat(messages(load("d"))).containsExactly("folders stand more than 32 deep");
        assertThat(load("n").diagnostics()).singleElement().asString().contains("new\\nline\\u001b.yaml:2:1: ");
    }

    @Test
    void revisionIsThatOfTheContent() throws IOException {
        write("m/a.yaml", namespace("a"));
        write("m/b.yaml", namespace("b"));
        String revision = load("m").revision();
        assertThat(revision).matches("sha256:[0-9a-f]{64}");
        Files.move(root.resolve("m"), root.resolve("moved"));
        assertThat(load("moved").revision()).isEqualTo(revision);
        assertThat(load("moved/b.yaml", "moved/a.yaml").revision()).isEqualTo(revision);
        write("moved/a.yaml", namespace("a") + "# changed\n");
        assertThat(load("moved").revision()).isNotEqualTo(revision);
    }

    @Test
    void thousandsOfFilesTakeSeconds() throws IOException {
        for (int i = 0; i < 1000; i++) {
            write(
                    "m/pod" + i + ".yaml",
                    Files.readString(Path.of("src/test/resources/large/pod.yaml"))
                            .formatted(i));
            write(
                    "m/policy" + i + ".yaml",
                    Files.readString(Path.of("src/test/resources/large/policy.yaml"))
                            .formatted(i, i));
        }
        Loaded loaded = Assertions.assertTimeout(Duration.ofSeconds(20), () -> load("m"));
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(loaded.declarations().pods()).hasSize(1000);
        assertThat(loaded.declarations().networkPolicies()).hasSize(1000);
    }

    private Loaded load(String... paths) {
        List<Path> resolved = new ArrayList<>();
        for (String path : paths) {
            resolved.add(root.resolve(path));
        }
        return new FolderSource(resolved).load();
    }

    private static List<String> names(Loaded loaded) {
        return loaded.declarations().namespaces().stream()
                .map(Manifest::key)
                .map(key -> key.name())
                .toList();
    }

    private static List<String> messages(Loaded loaded) {
        return loaded.diagnostics().stream().map(Diagnostic::message).toList();
    }

    private void write(String path, String text) throws IOException {
        Path file = root.resolve(path);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private static String namespace(String name) {
        return "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: " + name + "\n";
    }
}
