package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import io.podseg.reconcile.Vitals;
import io.podseg.state.ContainerRun;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What apply says of pods that do not become ready. */
@NullMarked
class WaitingTest {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: job}
            spec:
              restartPolicy: %s
              containers:
              - name: main
                image: localhost/podseg-quickstart:1
                %s
            """;

    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    private Run apply(String restartPolicy, String more, String... options) {
        Path manifest = desk.manifest("job.yaml", POD.formatted(restartPolicy, more));
        String[] all = new String[options.length + 3];
        all[0] = "--yes";
        all[1] = "-f";
        all[2] = manifest.toString();
        System.arraycopy(options, 0, all, 3, options.length);
        return desk.on("apply", all);
    }

    private static Vitals ended(int code) {
        return new Vitals(code == 0 ? ContainerRun.COMPLETED : ContainerRun.FAILED, code, 0, Instant.EPOCH, 0, false);
    }

    @Test
    void whatDiesIsNamedWithItsLastLinesAndTheExitCodeIsFour() {
        desk.podman.putVitals("job-main", ended(3));
        desk.podman.putLogs("job-main", "opening", "no \u001b[31mdatabase");
        Run run = apply("Never", "");
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out())
                .contains("! Pod default/job  not ready: container main ended with exit code 3\n"
                        + "    | opening\n    | no \\u001b[31mdatabase\n")
                .endsWith("Applied in part: 1 change made, 1 failed, 0 blocked.\n");
    }

    @Test
    void theNextApplyWaitsForItAgainAndTheOneAfterThatHasNothingToDo() {
        desk.podman.putVitals("job-main", ended(3));
        apply("Never", "");
        Run again = apply("Never", "");
        assertThat(again.exit()).isEqualTo(4);
        assertThat(again.out())
                .contains("~ Pod default/job  (it was not ready at the end of the last apply)")
                .contains("! Pod default/job  not ready: container main ended with exit code 3\n");
        desk.podman.putVitals("job-main", ended(0));
        assertThat(apply("Never", "").exit()).isZero();
        assertThat(apply("Never", "").out()).startsWith("No changes.");
        assertThat(desk.podman.calls()).containsOnlyOnce("startPod job").doesNotContain("deletePod job");
    }

    @Test
    void anInitContainerThatFailsIsNamedWithItsLastLines() {
        desk.podman.fail("startPod job", "Podman could not start the pod job: 1 error.");
        desk.podman.putVitals("job-prepare", ended(9));
        desk.podman.putLogs("job-prepare", "no", "disk");
        Run run = apply("Never", "\n  initContainers: [{name: prepare, image: localhost/podseg-quickstart:1}]");
        assertThat(run.out())
                .contains(
                        "! Pod default/job  failed: Podman could not start the pod job: 1 error. Init container prepare"
                                + " ended with exit code 9; it wrote last: no | disk\n");
        assertThat(run.exit()).isEqualTo(4);
    }

    @Test
    void aTimeoutIsTold() {
        desk.checker = (process, check, own, limit) -> Optional.of("HTTP status 503");
        Run run = apply("Always", "readinessProbe: {httpGet: {port: 80}}", "--timeout", "1s");
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out())
                .contains("! Pod default/job  not ready: not ready within 1s: container main fails its readiness probe:"
                        + " HTTP status 503\n");
    }

    @Test
    void zeroDoesNotWait() {
        desk.checker = (process, check, own, limit) -> Optional.of("HTTP status 503");
        Run run = apply("Always", "readinessProbe: {httpGet: {port: 80}}", "--timeout", "0");
        assertThat(run.exit()).isZero();
    }

    @Test
    void whatIsWaitedForIsSaidOnStandardErrorOnceForEachChange() {
        int[] times = {0};
        desk.checker =
                (process, check, own, limit) -> ++times[0] < 8 ? Optional.of("connection refused") : Optional.empty();
        Run run = apply("Always", "readinessProbe: {tcpSocket: {port: 80}}");
        assertThat(run.exit()).isZero();
        assertThat(run.err())
                .isEqualTo(
                        "Waiting for Pod default/job: container main fails its readiness probe: connection refused\n");
    }

    @Test
    void timesAreReadAsPeopleWriteThem() {
        for (String wrong : new String[] {"5", "-1s", "1d", "", "5m3", "s"}) {
            Run run = apply("Always", "", "--timeout=" + wrong);
            assertThat(run.exit()).as(wrong).isEqualTo(3);
            assertThat(run.err()).contains("--timeout");
        }
        assertThat(apply("Always", "", "--timeout=1h30m5s").exit()).isZero();
    }
}
