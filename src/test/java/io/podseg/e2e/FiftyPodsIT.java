package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Gate;
import io.podseg.lab.Lab;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Fifty pods and policies between them: the first apply makes them, the second one only reads. */
class FiftyPodsIT {
    private static final String PODS = IntStream.range(0, 50)
            .mapToObj(number -> """
                    ---
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: pod-%d, labels: {side: "%d"}}
                    spec:
                      terminationGracePeriodSeconds: 0
                      containers: [{name: main, image: "localhost/podseg-test:1", command: [sleep, infinity]}]
                    """.formatted(number, number % 2))
            .collect(Collectors.joining());

    private static final String POLICY = """
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: even-from-odd}
            spec:
              podSelector: {matchLabels: {side: "0"}}
              ingress: [{from: [{podSelector: {matchLabels: {side: "1"}}}], ports: [{port: 80}]}]
            """;

    @Test
    void theSecondApplyMakesNoCallThatWrites() {
        try (Lab lab = Lab.start();
                Gate gate = new Gate(lab)) {
            lab.runWithInput(POLICY + PODS, "sh", "-c", "cat > /run/lab/pods.yaml")
                    .ok();
            gate.podseg("apply", "--yes", "-f", "/run/lab/pods.yaml").ok();
            assertThat(gate.calls()).as("what the gate sees of the first apply").hasSizeGreaterThan(150);
            assertThat(lab.podman("ps", "-q", "--filter", "name=-main").ok().lines())
                    .hasSize(50);

            assertThat(gate.podseg("apply", "--yes", "-f", "/run/lab/pods.yaml")
                            .ok()
                            .stdout())
                    .contains("No changes");
            assertThat(gate.calls()).as("calls of the second apply that write").isEmpty();
        }
    }
}
