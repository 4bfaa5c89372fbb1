package io.podseg.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.Outcome;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Vitals;
import io.podseg.state.ContainerRun;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One object in trouble costs the others nothing, and itself is not tried for ever and ever. */
class TroubleTest {
    private static final String POD = """
            apiVersion: v1
            kind: Pod
            metadata: {name: late, namespace: quickstart, annotations: {podseg.io/networks: quickstart}}
            spec:
              containers:
                - {name: main, image: "%s", command: ["sleep", "1000"]}
            """;

    private static final String CLOSED = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: closed, namespace: quickstart}
            spec: {podSelector: {}, policyTypes: [Egress]}
            """;

    @TempDir
    Path folder = Path.of("");

    private Helm helm = new Helm(Path.of(""));

    @BeforeEach
    void take() {
        helm = new Helm(folder);
        helm.quickstart();
    }

    @AfterEach
    void leave() {
        helm.close();
    }

    private static Outcome of(Cycle cycle, String name) {
        return cycle.work().orElseThrow().outcomes().stream()
                .filter(outcome -> outcome.change().header().key().name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private long created() {
        return helm.podman.calls().stream()
                .filter(call -> call.equals("createPod quickstart_late"))
                .count();
    }

    @Test
    void anImageThatIsMissingIsNotTriedAtEachTurnAndDelaysNobody() {
        helm.write("late.yaml", POD.formatted("localhost/none:1"));
        Cycle first = helm.begin();
        assertThat(first.result()).isEqualTo(Cycle.Result.WAITING);
        assertThat(of(first, "late")).isInstanceOf(Outcome.Waiting.class);
        assertThat(of(first, "web")).isInstanceOf(Outcome.Applied.class);
        Cycle told = helm.next();
        assertThat(told.occasion().triggers()).containsExactly(Trigger.READINESS);
        assertThat(of(told, "late")).isInstanceOf(Outcome.Failed.class);

        helm.write("closed.yaml", CLOSED);
        Cycle second = helm.woken(Trigger.FILES);
        assertThat(of(second, "late")).isInstanceOfSatisfying(Outcome.Held.class, held -> {
            assertThat(held.reason()).contains("localhost/none:1");
            assertThat(held.left()).isPositive();
        });
        assertThat(of(second, "closed")).isInstanceOf(Outcome.Applied.class);
        assertThat(created()).isZero();

        helm.podman.addImage("localhost/other:1");
        helm.write("late.yaml", POD.formatted("localhost/other:1"));
        assertThat(of(helm.woken(Trigger.FILES), "late")).isInstanceOf(Outcome.Applied.class);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void whatFailedIsTriedAgainWithoutBeingAsked() {
        helm.write("late.yaml", POD.formatted("localhost/none:1"));
        helm.begin();
        helm.next(cycle -> cycle.result() == Cycle.Result.PARTIAL);
        helm.podman.addImage("localhost/none:1");
        Cycle again = helm.next(cycle -> cycle.result() != Cycle.Result.PARTIAL);
        assertThat(again.occasion().triggers()).containsExactly(Trigger.RETRY);
        assertThat(again.result()).isEqualTo(Cycle.Result.APPLIED);
        assertThat(created()).isEqualTo(1);
    }

    private static Vitals vitals(ContainerRun run) {
        return new Vitals(run, 0, 0, Instant.EPOCH, 1, false);
    }

    @Test
    void aPodThatIsNotReadyYetKeepsNothingWaiting() {
        helm.patience = Duration.ofHours(1);
        helm.write("late.yaml", POD.formatted(Helm.IMAGE));
        helm.podman.putVitals("quickstart_late-main", vitals(ContainerRun.CREATED));
        Cycle first = helm.begin();
        assertThat(first.result()).isEqualTo(Cycle.Result.WAITING);
        assertThat(of(first, "late")).isInstanceOf(Outcome.Waiting.class);
        assertThat(first.reading().orElseThrow().inventory().objects()).isNotEmpty();

        helm.write("closed.yaml", CLOSED);
        helm.wake(Trigger.FILES);
        Cycle second = helm.next(cycle -> cycle.occasion().triggers().contains(Trigger.FILES));
        assertThat(of(second, "closed")).isInstanceOf(Outcome.Applied.class);

        helm.podman.putVitals("quickstart_late-main", vitals(ContainerRun.RUNNING));
        assertThat(second.result()).isEqualTo(Cycle.Result.WAITING);
        assertThat(helm.next(cycle -> cycle.result() == Cycle.Result.APPLIED)
                        .occasion()
                        .triggers())
                .contains(Trigger.READINESS);
        assertThat(created()).isEqualTo(1);
    }

    @Test
    void aPodThatWillNeverBeReadyIsSaidToBeSoAndIsNotWaitedForAgainAtOnce() {
        helm.patience = Duration.ofHours(1);
        helm.write("late.yaml", POD.formatted(Helm.IMAGE).replace("spec:\n", "spec:\n  restartPolicy: Never\n"));
        helm.podman.putVitals("quickstart_late-main", new Vitals(ContainerRun.FAILED, 7, 0, Instant.EPOCH, 0, false));
        helm.begin();
        Cycle told = helm.next(cycle -> of(cycle, "late") instanceof Outcome.Unready);
        assertThat(((Outcome.Unready) of(told, "late")).reason()).contains("exit code 7");
        assertThat(of(helm.woken(Trigger.FILES), "late")).isInstanceOf(Outcome.Held.class);
    }

    /** A port before the real one that tells of calls and can hold them. */
    private PodmanPort gated(String call, Runnable before) {
        return (PodmanPort) Proxy.newProxyInstance(
                PodmanPort.class.getClassLoader(), new Class<?>[] {PodmanPort.class}, (_, method, args) -> {
                    if (method.getName().equals(call)) {
                        before.run();
                    }
                    try {
                        return method.invoke(helm.podman, args);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    @Test
    void whoeverStopsItWaitsForTheChangeInHandOnlyAndTheNextOneGoesOn() throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        AtomicBoolean held = new AtomicBoolean();
        helm.port = gated("createPod", () -> {
            if (held.compareAndSet(false, true)) {
                begun.countDown();
                await(go);
            }
        });
        helm.start();
        await(begun);
        helm.ask();
        go.countDown();
        assertThat(helm.ended()).isEmpty();
        Cycle last = helm.next();
        List<String> calls = helm.podman.calls();
        assertThat(calls.stream().filter(call -> call.startsWith("createPod"))).hasSize(1);
        assertThat(calls.stream().filter(call -> call.startsWith("startPod"))).hasSize(1);
        assertThat(last.work().orElseThrow().outcomes()).anyMatch(Outcome.Held.class::isInstance);

        helm = new Helm(folder, helm.podman, helm.netfilter);
        assertThat(helm.begin().result()).isEqualTo(Cycle.Result.APPLIED);
        assertThat(helm.podman.calls().stream().filter(call -> call.startsWith("createPod")))
                .hasSize(3);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
