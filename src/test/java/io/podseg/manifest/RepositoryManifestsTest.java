package io.podseg.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.podseg.desired.Compiler;
import io.podseg.desired.Known;
import io.podseg.manifest.crd.CrdSchema;
import io.podseg.manifest.yaml.Document;
import io.podseg.manifest.yaml.DocumentReader;
import io.podseg.manifest.yaml.Problems;
import io.podseg.model.Diagnostic;
import io.podseg.reconcile.ManifestSource.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every folder of {@code manifests/} is read without errors, and its podseg.io objects are valid against {@code crds/}. */
@NullMarked
class RepositoryManifestsTest {
    private static final Path MANIFESTS = Path.of("manifests");

    static List<Path> folders() throws IOException {
        try (Stream<Path> entries = Files.list(MANIFESTS)) {
            return entries.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("folders")
    void readsWithoutErrors(Path folder) {
        Loaded loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics()).noneMatch(Diagnostic::isError);
    }

    /** Ports of the host, subnets and names of all samples: who tries one after the other gets no conflict. */
    @Test
    void allOfThemStandSideBySide() {
        Loaded loaded = new FolderSource(List.of(MANIFESTS)).load();
        assertThat(loaded.diagnostics()).noneMatch(Diagnostic::isError);
        assertThat(Compiler.compile(loaded.declarations(), Known.NOTHING).diagnostics())
                .noneMatch(Diagnostic::isError);
    }

    @Test
    void networksAreValidAgainstTheCommittedSchema() throws IOException {
        Document crd = documents(Path.of(CrdSchema.resource("networks"))).getFirst();
        CrdSchema schema = CrdSchema.of(crd.root());
        int networks = 0;
        for (Path folder : folders()) {
            for (Path file : files(folder)) {
                for (Document document : documents(file)) {
                    if (document.root().path("apiVersion").asText().startsWith("podseg.io/")) {
                        List<Diagnostic> found = new ArrayList<>();
                        schema.check((ObjectNode) document.root(), new Problems(document, found));
                        assertThat(found).isEmpty();
                        networks++;
                    }
                }
            }
        }
        assertThat(networks).isPositive();
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            return files.filter(f -> f.toString().matches(".*\\.(yaml|yml|json)"))
                    .sorted()
                    .toList();
        }
    }

    private static List<Document> documents(Path file) throws IOException {
        List<Diagnostic> found = new ArrayList<>();
        List<Document> documents = new DocumentReader(file.toString(), found).read(Files.readAllBytes(file));
        assertThat(found).isEmpty();
        return documents;
    }
}
