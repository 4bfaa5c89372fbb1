package io.podseg.manifest;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.SecurityProfile;
import io.podseg.model.Workload;
import io.podseg.reconcile.ManifestSource.Loaded;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Golden cases: {@code in/} is read; {@code diagnostics.txt} is what the user is told, and {@code declared.txt} what was declared
 * where nothing is wrong. {@code -Dpodseg.update=true} rewrites them; each case is read twice to expose nondeterminism.
 */
@NullMarked
class ManifestCasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases-manifest");
    private static final Set<String> FILES = Set.of("in", "diagnostics.txt", "declared.txt");
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    static List<String> cases() throws IOException {
        try (Stream<Path> folders = Files.list(CASES)) {
            return folders.map(f -> f.getFileName().toString()).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void reads(String name) throws IOException {
        Path folder = CASES.resolve(name);
        Loaded loaded = load(folder);
        assertThat(diagnostics(folder, load(folder))).isEqualTo(diagnostics(folder, loaded));
        expect(folder.resolve("diagnostics.txt"), diagnostics(folder, loaded));
        if (loaded.diagnostics().stream().noneMatch(Diagnostic::isError)) {
            expect(folder.resolve("declared.txt"), declared(loaded.declarations()));
        } else {
            assertThat(folder.resolve("declared.txt")).doesNotExist();
        }
    }

    @Test
    void everyCaseIsComplete() throws IOException {
        assertThat(cases()).hasSizeGreaterThan(10);
        for (String name : cases()) {
            try (Stream<Path> entries = Files.list(CASES.resolve(name))) {
                Set<String> names = entries.map(e -> e.getFileName().toString()).collect(Collectors.toSet());
                assertThat(names).as(name).contains("in", "diagnostics.txt").isSubsetOf(FILES);
            }
        }
    }

    private static Loaded load(Path folder) {
        return new FolderSource(List.of(folder.resolve("in"))).load();
    }

    private static String diagnostics(Path folder, Loaded loaded) {
        return loaded.diagnostics().stream()
                .map(d -> d.toString().replace(folder + "/in/", "").replace(folder + "/in", "IN") + "\n")
                .collect(Collectors.joining());
    }

    private static String declared(Declarations all) {
        return Stream.of(
                        all.namespaces(),
                        all.networks(),
                        all.pods(),
                        all.workloads(),
                        all.configMaps(),
                        all.secrets(),
                        all.services(),
                        all.claims(),
                        all.profiles(),
                        all.networkPolicies())
                .flatMap(List::stream)
                .map(ManifestCasesTest::show)
                .collect(Collectors.joining());
    }

    private static String show(Manifest<?> manifest) {
        try {
            Object object = manifest.object();
            String text = switch (object) {
                case NetworkSpec network -> network.toString();
                case SecurityProfile profile -> profile.toString();
                case Workload workload ->
                    workload.replicas() + " " + workload.strategy() + "\n  "
                            + JSON.writeValueAsString(workload.template().object());
                default -> JSON.writeValueAsString(object);
            };
            return manifest.key() + "\n  " + text + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void expect(Path file, String text) throws IOException {
        if (Boolean.getBoolean("podseg.update")) {
            Files.writeString(file, text);
        }
        assertThat(file).exists();
        assertThat(text).isEqualTo(Files.readString(file));
    }
}
