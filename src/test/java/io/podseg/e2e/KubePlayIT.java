package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.kubeplay.Comparison;
import io.podseg.kubeplay.Corpus;
import io.podseg.kubeplay.Difference;
import io.podseg.kubeplay.Reasons;
import io.podseg.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** podseg gives what {@code podman kube play} gives, and each difference has its reason in docs/kube-play.md. */
class KubePlayIT {
    @Test
    void everyDifferenceHasItsReason(@TempDir Path work) throws IOException {
        String version;
        try (Lab lab = Lab.startWithoutService()) {
            version = lab.podman("version", "--format", "{{.Client.Version}}")
                    .ok()
                    .text();
        }
        List<Difference> differences = Comparison.of(Corpus.all(), Lab::startWithoutService, work);
        Files.write(
                Path.of("target/kube-play-" + version + ".txt"),
                differences.stream().map(Difference::toString).toList());
        assertThat(Reasons.load().problems(differences, version)).isEmpty();
    }
}
