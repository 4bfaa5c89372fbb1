package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.manifest.FolderSource;
import io.podseg.model.Diagnostic;
import io.podseg.reconcile.ManifestSource.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Podman mounts a sub-path by its name at every start; nobody may be able to put a link in its place. */
class SubPathCheckTest {
    @TempDir
    private Path folder = Path.of("");

    private static String pod(String name, String volume, String... mounts) {
        StringBuilder pod = new StringBuilder("""
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: %s}
                spec:
                  volumes: [{name: v, %s}]
                  containers:
                """.formatted(name, volume));
        for (int i = 0; i < mounts.length; i++) {
            pod.append("    - {name: c%d, image: \"localhost/a:1\", volumeMounts: [{name: v, %s}]}\n"
                    .formatted(i, mounts[i]));
        }
        return pod.toString();
    }

    private List<String> errors(String yaml) throws IOException {
        Files.writeString(folder.resolve("all.yaml"), yaml);
        Loaded loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics()).noneMatch(Diagnostic::isError);
        return Compiler.compile(loaded.declarations(), Known.NOTHING).diagnostics().stream()
                .filter(Diagnostic::isError)
                .map(Diagnostic::message)
                .toList();
    }

    @Test
    void whoMayWriteAboveASubPathCouldMakeItALink() throws IOException {
        assertThat(errors(pod("a", "emptyDir: {}", "mountPath: /all", "mountPath: /part, subPath: x/y")))
                .containsExactly(
                        "container \"c1\" mounts the subPath \"x/y\" of a volume in which container \"c0\" of Pod"
                                + " default/a may write above it: it could put a link there that leads out of the volume;"
                                + " mount it readOnly there, or give the part a volume of its own");
        assertThat(errors(pod("a", "emptyDir: {}", "mountPath: /one, subPath: x", "mountPath: /part, subPath: x/y")))
                .hasSize(1);
    }

    @Test
    void claimsAndFoldersOfTheHostAreSharedByPods() throws IOException {
        String claim = "persistentVolumeClaim: {claimName: data}";
        assertThat(errors(pod("a", claim, "mountPath: /all") + pod("b", claim, "mountPath: /part, subPath: x")))
                .hasSize(1);
        assertThat(errors(pod("a", "hostPath: {path: /srv}", "mountPath: /all")
                        + pod("b", "hostPath: {path: /srv/./web/}", "mountPath: /part, subPath: x")))
                .hasSize(1);
    }

    @Test
    void whoOnlyReadsOrWritesElsewhereIsNoDanger() throws IOException {
        assertThat(errors(pod(
                        "a",
                        "emptyDir: {}",
                        "mountPath: /all, readOnly: true",
                        "mountPath: /part, subPath: x/y",
                        "mountPath: /same, subPath: x/y",
                        "mountPath: /below, subPath: x/yz",
                        "mountPath: /other, subPath: z")))
                .isEmpty();
        assertThat(errors(pod("a", "emptyDir: {}", "mountPath: /all")
                        + pod("b", "emptyDir: {}", "mountPath: /part, subPath: x")))
                .isEmpty();
    }
}
