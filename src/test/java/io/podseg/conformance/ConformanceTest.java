package io.podseg.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Family;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.ReachabilityTable.Port;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The expected tables of the conformance cases against the simulator, and against the rules interpreted. */
class ConformanceTest {
    @TempDir
    private Path scratch;

    static Stream<Step> steps() {
        return Situation.all().stream().flatMap(situation -> situation.steps().stream());
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theSimulatorSaysWhatTheWordsSay(Step step) {
        Offline offline = Offline.of(step.manifests(scratch));
        assertThat(wrong(step, offline::simulated)).as(step.expected().title()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theTableSaysWhatTheWordsSay(Step step) {
        List<Attempt> attempts = step.expected().attempts();
        List<Port> ports = attempts.stream().map(Attempt::port).distinct().toList();
        Set<String> expected = new HashSet<>();
        for (Attempt attempt : attempts) {
            if (step.expected().allowed(attempt)) {
                expected.add(attempt.row());
            }
        }
        Set<String> known = new HashSet<>(attempts.stream().map(Attempt::row).toList());
        Set<String> shown = new HashSet<>();
        for (ReachabilityTable.Row row :
                Offline.of(step.manifests(scratch)).table(ports).rows()) {
            String text = row.from() + " -> " + row.to() + " " + row.port() + "/" + row.protocol();
            if (row.allowed() && known.contains(text)) {
                shown.add(text);
            }
        }
        assertThat(shown).isEqualTo(expected);
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theRulesDoWhatTheWordsSay(Step step) {
        Offline offline = Offline.of(step.manifests(scratch));
        assertThat(wrong(step, attempt -> offline.passes(attempt) || attempt.toItself()))
                .as(step.expected().title())
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void theRulesInsidePodsDoWhatTheWordsSay(Step step) {
        Offline offline = Offline.of(step.manifests(scratch));
        assertThat(wrong(step, attempt -> offline.passesInside(attempt) || attempt.toItself()))
                .as(step.expected().title())
                .isEmpty();
    }

    private static List<String> wrong(Step step, Predicate<Attempt> answer) {
        return step.expected().attempts().stream()
                .filter(attempt -> answer.test(attempt) != step.expected().allowed(attempt))
                .map(attempt -> (step.expected().allowed(attempt) ? "must be allowed: " : "must be denied: ") + attempt)
                .toList();
    }

    @ParameterizedTest
    @MethodSource("steps")
    void noLineOfATableIsIdle(Step step) {
        assertThat(step.expected().idleLines()).isEmpty();
    }

    @Test
    void casesAreComplete() throws IOException {
        assertThat(Situation.all()).hasSizeGreaterThan(70);
        List<Path> used = steps().map(Step::folder).toList();
        try (Stream<Path> files = Files.walk(Nine.FOLDER.resolve("cases"))) {
            assertThat(files.filter(Files::isRegularFile)).allSatisfy(file -> {
                assertThat(used).contains(file.getParent());
                assertThat(file.getFileName().toString()).isIn("policies.yaml", "labels.yaml", "expected.txt");
            });
        }
    }

    @Test
    void addressesAreThoseOfTheWorld() throws IOException {
        String world = Files.readString(Nine.WORLD);
        for (String pod : Nine.PODS) {
            assertThat(world).contains("ip=" + Nine.address(pod, Family.V4) + ",ip6=" + Nine.address(pod, Family.V6));
        }
    }
}
