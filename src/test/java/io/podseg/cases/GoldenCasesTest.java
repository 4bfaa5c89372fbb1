package io.podseg.cases;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Manifests in, everything that is made of them out: {@code src/test/resources/cases/<case>/out}. Every folder of
 * {@code manifests/} is a case too. What is known of the host stands in {@code host.properties}. {@code -Dcases.update=true} rewrites the outputs; run it twice, since the second run must
 * change nothing.
 */
class GoldenCasesTest {
    private static final Path CASES = Path.of("src/test/resources/cases");
    private static final Path MANIFESTS = Path.of("manifests");

    static Stream<Case> cases() throws IOException {
        List<Case> cases = new ArrayList<>();
        for (Path folder : folders(CASES)) {
            Path sample = MANIFESTS.resolve(folder.getFileName().toString());
            Path in = Files.isDirectory(sample) ? sample : folder.resolve("in");
            cases.add(new Case(folder.getFileName().toString(), in, folder.resolve("before")));
        }
        for (Path sample : folders(MANIFESTS)) {
            String name = sample.getFileName().toString();
            if (cases.stream().noneMatch(known -> known.name().equals(name))) {
                cases.add(new Case(name, sample, CASES.resolve(name).resolve("before")));
            }
        }
        return cases.stream();
    }

    private static List<Path> folders(Path parent) throws IOException {
        try (Stream<Path> children = Files.list(parent)) {
            return children.filter(Files::isDirectory).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void outputsAreAsRecorded(Case golden) throws IOException {
        SortedMap<String, String> outputs = golden.outputs();
        Path out = CASES.resolve(golden.name()).resolve("out");
        if (Boolean.getBoolean("cases.update")) {
            write(out, outputs);
        }
        assertThat(recorded(out)).isEqualTo(outputs);
    }

    private static void write(Path out, SortedMap<String, String> outputs) throws IOException {
        Files.createDirectories(out);
        for (String stale : recorded(out).keySet()) {
            Files.delete(out.resolve(stale));
        }
        for (var output : outputs.entrySet()) {
            Files.writeString(out.resolve(output.getKey()), output.getValue());
        }
    }

    private static SortedMap<String, String> recorded(Path out) throws IOException {
        TreeMap<String, String> recorded = new TreeMap<>();
        if (Files.isDirectory(out)) {
            try (Stream<Path> files = Files.list(out)) {
                for (Path file : files.toList()) {
                    recorded.put(file.getFileName().toString(), Files.readString(file));
                }
            }
        }
        return recorded;
    }

    @ParameterizedTest
    @MethodSource("cases")
    void whatIsAsDesiredNeedsNoPlan(Case golden) {
        Desired desired = Compiler.compile(golden.declarations(), golden.known());
        if (noErrors(desired)) {
            Desired again = Compiler.compile(
                    golden.declarations(), Known.of(desired.state()).with(golden.host()));
            assertThat(Case.plan(again, desired).isEmpty())
                    .as(() -> Case.plan(again, desired).toString())
                    .isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("cases")
    void theOrderOfInputsDoesNotMatter(Case golden) {
        Declarations forward = golden.declarations();
        Declarations backward = new Declarations(
                reversed(forward.namespaces()),
                reversed(forward.networks()),
                reversed(forward.pods()),
                reversed(forward.configMaps()),
                reversed(forward.secrets()),
                reversed(forward.networkPolicies()),
                reversed(forward.services()),
                reversed(forward.workloads()),
                reversed(forward.claims()),
                reversed(forward.profiles()),
                reversed(forward.imagePolicies()));
        Desired one = Compiler.compile(forward, golden.known());
        Desired other = Compiler.compile(backward, golden.known());
        assertThat(other.state()).isEqualTo(one.state());
        assertThat(other.diagnostics()).isEqualTo(one.diagnostics());
    }

    private static <T> List<T> reversed(List<T> items) {
        List<T> copy = new ArrayList<>(items);
        Collections.reverse(copy);
        return copy;
    }

    private static boolean noErrors(Desired desired) {
        return desired.diagnostics().stream().noneMatch(Diagnostic::isError);
    }
}
