package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.model.ObjectKey;
import io.podseg.reconcile.PodmanPort.Execution;
import io.podseg.state.ContainerRun;
import io.podseg.state.ContainerSettings;
import io.podseg.state.ContainerSpec;
import io.podseg.state.PodSpec;
import io.podseg.state.Probes;
import io.podseg.state.Probes.Probe;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** When pods count as ready and when as failed, in a time that passes as fast as the test likes. */
@NullMarked
class ReadinessTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final FakePodman podman = new FakePodman();
    private final List<String> said = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private Instant now = START;
    private Optional<String> trouble = Optional.empty();
    private int troubles = Integer.MAX_VALUE;

    private final Pace pace = new Pace() {
        @Override
        public synchronized Instant now() {
            return now;
        }

        @Override
        public synchronized void sleep(Duration time) {
            now = now.plus(time);
        }
    };

    private Verdict await(PodSpec pod, Duration limit) {
        Checker checker = (process, check, own, time) -> {
            asked.add(check + " within " + time.toSeconds());
            return --troubles < 0 ? Optional.empty() : trouble;
        };
        return new Readiness(podman, checker, pace, limit, (key, state) -> said.add(key + " " + state)).await(pod);
    }

    private Verdict await(PodSpec pod) {
        return await(pod, Duration.ofMinutes(5));
    }

    private static PodSpec pod(String restartPolicy, Probes probes) {
        ContainerSpec main = new ContainerSpec(
                "main",
                "shop_web-main",
                "localhost/a:1",
                "Never",
                List.of(),
                List.of(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                ContainerSpec.Security.NONE,
                Optional.empty(),
                Optional.empty(),
                ContainerSettings.NONE,
                probes);
        return new PodSpec(
                new ObjectKey("Pod", "shop", "web"),
                "shop_web",
                "web",
                false,
                List.of(),
                List.of(),
                List.of(main),
                new TreeMap<>(),
                restartPolicy,
                Optional.empty());
    }

    private static PodSpec plain(String restartPolicy) {
        return pod(restartPolicy, Probes.NONE);
    }

    private static PodSpec readiness(Probe probe) {
        return pod("always", new Probes(Optional.empty(), Optional.of(probe), Optional.empty()));
    }

    private static Probe probe(Probes.Check check, int delay, int successes) {
        return new Probe(check, delay, 1, 10, successes, 3);
    }

    private static final Probes.Check TCP = new Probes.Tcp(Optional.empty(), 80);

    private static Vitals running(int restarts, Instant since) {
        return new Vitals(ContainerRun.RUNNING, 0, restarts, since, 42, false);
    }

    private static Vitals ended(int code, int restarts) {
        return new Vitals(code == 0 ? ContainerRun.COMPLETED : ContainerRun.FAILED, code, restarts, START, 0, false);
    }

    private void looks(Vitals... looks) {
        podman.putVitals("shop_web-main", looks);
    }

    private static String reason(Verdict verdict) {
        return verdict instanceof Verdict.Unready unready ? unready.reason() : "ready";
    }

    private long seconds() {
        return Duration.between(START, now).toSeconds();
    }

    @Test
    void withoutProbesItIsReadyAfterASecond() {
        looks(running(0, START));
        assertThat(reason(await(plain("always")))).isEqualTo("ready");
        assertThat(Duration.between(START, now)).isEqualTo(Duration.ofSeconds(1));
        assertThat(said).isEmpty();
    }

    @Test
    void whatRunsLongSinceIsNotWaitedFor() {
        looks(running(3, START.minusSeconds(60)));
        assertThat(reason(await(plain("always")))).isEqualTo("ready");
        assertThat(now).isEqualTo(START);
    }

    @Test
    void withZeroNothingIsWaitedFor() {
        assertThat(reason(await(plain("always"), Duration.ZERO))).isEqualTo("ready");
        assertThat(now).isEqualTo(START);
    }

    @Test
    void whatEndsWellAndForGoodIsReady() {
        for (String policy : List.of("no", "on-failure")) {
            looks(running(0, START), ended(0, 0));
            assertThat(reason(await(plain(policy)))).as(policy).isEqualTo("ready");
        }
    }

    @Test
    void whatDiesForGoodFailsWithItsExitCodeAndLastLines() {
        looks(running(0, START), ended(3, 0));
        podman.putLogs(
                "shop_web-main",
                Arrays.stream(new int[15]).mapToObj(i -> "line").toArray(String[]::new));
        Verdict verdict = await(plain("no"));
        assertThat(reason(verdict)).isEqualTo("container main ended with exit code 3");
        assertThat(((Verdict.Unready) verdict).lines()).hasSize(10);
        assertThat(seconds()).isLessThan(2);
    }

    @Test
    void whatRunsOutOfMemoryIsSaidToHave() {
        looks(new Vitals(ContainerRun.FAILED, 137, 0, START, 0, true));
        assertThat(reason(await(plain("no")))).isEqualTo("container main ended with exit code 137, out of memory");
    }

    @Test
    void whatPodmanStartsAgainMayEndAFewTimes() {
        looks(ended(1, 0), running(1, START), ended(1, 1), running(2, START.plusMillis(100)));
        assertThat(reason(await(plain("on-failure")))).isEqualTo("ready");
        assertThat(seconds()).as("it has to last longer then").isEqualTo(5);
        assertThat(said).anyMatch(line -> line.contains("has just started again after exit code 1"));
    }

    @Test
    void whatEndsAgainAndAgainFailsAfterAWhile() {
        List<Vitals> loop = new ArrayList<>();
        for (int i = 0; i < 500; i++) {
            loop.add(running(i, START.plusMillis(i * 200L)));
            loop.add(ended(7, i));
        }
        looks(loop.toArray(Vitals[]::new));
        assertThat(reason(await(plain("always"))))
                .startsWith("container main e")
                .contains("exit code 7");
        assertThat(seconds()).isBetween(9L, 20L);
        assertThat(said).as("what comes back is not told each time").doesNotHaveDuplicates();
    }

    @Test
    void whatComesBackIsToldAgainEachHalfMinute() {
        looks(running(0, START));
        Checker wavering = (process, check, own, time) ->
                Optional.of(asked.size() % 2 == 0 ? "refused" : "no route").filter(text -> asked.add(text));
        new Readiness(podman, wavering, pace, Duration.ofSeconds(70), (key, state) -> said.add(state))
                .await(readiness(probe(TCP, 0, 1)));
        assertThat(asked).as("attempts").hasSizeGreaterThan(100);
        assertThat(said).hasSize(6);
        assertThat(said.subList(0, 2)).doesNotHaveDuplicates().isEqualTo(said.subList(2, 4));
    }

    @Test
    void aReadinessProbeIsTriedUntilItSucceeds() {
        looks(running(0, START));
        trouble = Optional.of("connection refused");
        troubles = 10;
        assertThat(reason(await(readiness(probe(TCP, 0, 1))))).isEqualTo("ready");
        assertThat(asked).hasSize(11).allMatch(line -> line.endsWith("port=80] within 1"));
        assertThat(said).containsExactly("Pod shop/web container main fails its readiness probe: connection refused");
    }

    @Test
    void aProbeThatNeverSucceedsEndsWithTheTime() {
        looks(running(0, START));
        trouble = Optional.of("HTTP status 503");
        assertThat(reason(await(readiness(probe(TCP, 0, 1)), Duration.ofSeconds(30))))
                .isEqualTo("not ready within 30s: container main fails its readiness probe: HTTP status 503");
        assertThat(seconds()).isEqualTo(30);
    }

    @Test
    void aProbeWaitsForItsDelayAndForItsSuccessesInARow() {
        looks(running(0, START));
        trouble = Optional.of("no");
        troubles = 0;
        assertThat(reason(await(readiness(probe(TCP, 7, 3))))).isEqualTo("ready");
        assertThat(seconds()).isEqualTo(27);
        assertThat(asked).hasSize(3);
    }

    @Test
    void aProgramIsRunInTheContainer() {
        looks(running(0, START));
        podman.putExecutions(
                "shop_web-main",
                new Execution(Optional.of(2), "not yet\nreally\n"),
                new Execution(Optional.empty(), ""),
                new Execution(Optional.of(0), "fine"));
        assertThat(reason(await(readiness(probe(new Probes.Exec(List.of("ok")), 3, 1)))))
                .isEqualTo("ready");
        assertThat(said)
                .containsExactly(
                        "Pod shop/web container main fails its readiness probe: exit code 2: not yet",
                        "Pod shop/web container main fails its readiness probe: no end within 1s");
    }

    @Test
    void aStartUpProbeComesFirstAndFailsAfterItsAttempts() {
        looks(running(0, START));
        trouble = Optional.of("connection refused");
        Probes probes = new Probes(Optional.empty(), Optional.of(probe(TCP, 0, 1)), Optional.of(probe(TCP, 2, 1)));
        assertThat(reason(await(pod("always", probes))))
                .isEqualTo("container main fails its start-up probe: connection refused, longer than 32s");
        assertThat(seconds()).as("2 s and 3 times 10 s").isEqualTo(32);
        now = START;
        troubles = 3;
        assertThat(reason(await(pod("always", probes)))).isEqualTo("ready");
    }

    @Test
    void whatPodmanCannotTellIsNotReady() {
        podman.fail("vitals shop_web-main", "Podman's API service cannot be reached.");
        assertThat(reason(await(plain("always"))))
                .isEqualTo("whether it is ready could not be told: Podman's API service cannot be reached");
    }

    @Test
    void manyAreWaitedForTogether() {
        looks(running(0, START));
        PodSpec one = plain("always");
        assertThat(new Readiness(podman, (p, c, o, l) -> trouble, pace, Duration.ofMinutes(1), (k, s) -> {})
                        .await(List.of(one)))
                .isEqualTo(Map.of("shop_web", new Verdict.Ready()));
    }
}
