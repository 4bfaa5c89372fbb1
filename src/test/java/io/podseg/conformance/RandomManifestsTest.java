package io.podseg.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Random manifests of the nine pods, from YAML on: simulator and interpreted rules agree. */
class RandomManifestsTest {
    private static Path folder = Path.of("unset");

    @BeforeContainer
    static void create() throws IOException {
        folder = Files.createTempDirectory("podseg-random");
    }

    @AfterContainer
    static void remove() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Property(tries = 300)
    void simulatorAndRulesAgree(@ForAll long seed) throws IOException {
        List<Path> manifests = RandomManifests.write(seed, folder);
        Offline offline = Offline.of(manifests);
        assertThat(Nine.attempts())
                .filteredOn(attempt -> !attempt.toItself() && offline.passes(attempt) != offline.simulated(attempt))
                .as("seed %d: %s", seed, Files.readString(manifests.getLast()))
                .isEmpty();
    }
}
