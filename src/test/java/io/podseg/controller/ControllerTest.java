package io.podseg.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Family;
import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Pause;
import io.podseg.reconcile.StateStore.LockedException;
import io.podseg.reconcile.Trigger;
import io.podseg.state.Firewall;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever happens, the host is at the last good manifests, and the controller says what is wrong. */
class ControllerTest {
    private static final String OPEN = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: open, namespace: quickstart}
            spec: {podSelector: {}, ingress: [{}]}
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

    private Helm restarted() {
        helm.close();
        helm = new Helm(folder, helm.podman, helm.netfilter);
        return helm;
    }

    private Firewall firewall() {
        try {
            return helm.netfilter.observe();
        } catch (HostException e) {
            throw new AssertionError(e);
        }
    }

    /** Somebody lets everything pass. */
    private void flush() throws HostException {
        helm.netfilter.tamper(Family.V4, List.of("*mangle", "-F PODSEG-FORWARD", "COMMIT"));
    }

    @Test
    void theFirstTurnMakesEverythingAndTheNextFindsNothingToDo() {
        assertThat(helm.begin().result()).isEqualTo(Cycle.Result.APPLIED);
        assertThat(helm.woken(Trigger.SCHEDULE).result()).isEqualTo(Cycle.Result.UNCHANGED);
        assertThat(helm.podman.calls()).contains("startPod quickstart_web");
    }

    @Test
    void badManifestsLeaveTheLastGoodOnesInForceAndKeptSo() throws HostException {
        String revision = helm.begin().source().revision();
        Firewall good = firewall();
        helm.write("open.yaml", OPEN.replace("ingress", "nonsense"));
        Cycle bad = helm.woken(Trigger.FILES);
        assertThat(bad.result()).isEqualTo(Cycle.Result.INVALID);
        assertThat(bad.source().revision()).isEqualTo(revision);
        assertThat(bad.source().diagnostics())
                .anyMatch(problem -> problem.toString().contains("nonsense"));
        assertThat(bad.problem().orElseThrow()).contains("the last good revision " + revision + " stays in force");

        flush();
        Cycle repaired = helm.woken(Trigger.NETFILTER);
        assertThat(repaired.result()).isEqualTo(Cycle.Result.INVALID);
        assertThat(repaired.work().orElseThrow().outcomes()).isNotEmpty();
        assertThat(firewall()).isEqualTo(good);

        helm.write("open.yaml", OPEN);
        assertThat(helm.woken(Trigger.FILES).result()).isEqualTo(Cycle.Result.APPLIED);
        assertThat(firewall()).isNotEqualTo(good);
    }

    @Test
    void theLastGoodManifestsOutliveAControllerWhoseSourceIsSpoiltOrGone() throws HostException, IOException {
        String revision = helm.begin().source().revision();
        Firewall good = firewall();
        helm.stop();
        flush();
        helm.podman.removePodByHand("quickstart_web");
        helm.write("all.yaml", "]");
        Cycle invalid = restarted().begin();
        assertThat(invalid.result()).isEqualTo(Cycle.Result.INVALID);
        assertThat(invalid.source().revision()).isEqualTo(revision);
        assertThat(firewall()).isEqualTo(good);
        assertThat(helm.podman.calls().getLast()).isEqualTo("startPod quickstart_web");

        helm.stop();
        flush();
        restarted().unfetched = Optional.of("the server does not answer.");
        Cycle unfetched = helm.begin();
        assertThat(unfetched.result()).isEqualTo(Cycle.Result.UNFETCHED);
        assertThat(unfetched.source().revision()).isEqualTo(revision);
        assertThat(unfetched.problem().orElseThrow())
                .isEqualTo("the server does not answer; the last good revision " + revision + " stays in force");
        assertThat(firewall()).isEqualTo(good);
        assertThat(Files.getPosixFilePermissions(helm.state().resolve("manifests.json")))
                .hasSize(2);
    }

    @Test
    void whatSomebodyElsePutInForceSinceIsNotTakenBack() throws HostException {
        helm.begin();
        helm.stop();
        var inventory = helm.store.load().orElseThrow();
        helm.store.save(new io.podseg.plan.Inventory(
                "by hand", inventory.objects(), inventory.firewall(), inventory.world(), inventory.bridgeBefore()));
        helm.write("all.yaml", "]");
        int calls = helm.podman.calls().size();
        Cycle cycle = restarted().begin();
        assertThat(cycle.result()).isEqualTo(Cycle.Result.INVALID);
        assertThat(cycle.problem().orElseThrow()).contains("this host is left as it is");
        assertThat(helm.podman.calls()).hasSize(calls);
    }

    @Test
    void aSourceThatCannotBeReachedIsAskedAgain() {
        helm.unfetched = Optional.of("no route");
        assertThat(helm.begin().result()).isEqualTo(Cycle.Result.UNFETCHED);
        helm.unfetched = Optional.empty();
        Cycle cycle = helm.next();
        assertThat(cycle.occasion().triggers()).containsExactly(Trigger.RETRY);
        assertThat(cycle.result()).isEqualTo(Cycle.Result.APPLIED);
    }

    @Test
    void aTurnThatMeetsTheLockIsTakenAgain() throws Exception {
        AutoCloseable lock = helm.store.lock("apply");
        assertThat(helm.begin().result()).isEqualTo(Cycle.Result.LOCKED);
        assertThat(helm.next().result()).isEqualTo(Cycle.Result.LOCKED);
        lock.close();
        assertThat(helm.next(cycle -> cycle.result() != Cycle.Result.LOCKED).result())
                .isEqualTo(Cycle.Result.APPLIED);
        assertThat(helm.fetches).isEqualTo(1);
    }

    @Test
    void oneStateFolderHasOneController() {
        helm.begin();
        try (Helm second = new Helm(folder, helm.podman, helm.netfilter)) {
            second.start();
            assertThat(second.ended().orElseThrow()).isInstanceOf(LockedException.class);
        }
    }

    @Test
    void aStateFolderThatIsDeletedIsMadeAgain() throws Exception {
        helm.begin();
        for (Path file : Files.walk(helm.state())
                .sorted(java.util.Comparator.reverseOrder())
                .toList()) {
            Files.delete(file);
        }
        flush();
        assertThat(helm.woken(Trigger.SCHEDULE).result()).isEqualTo(Cycle.Result.APPLIED);
        assertThat(helm.woken(Trigger.SCHEDULE).result()).isEqualTo(Cycle.Result.UNCHANGED);
        try (Helm second = new Helm(folder, helm.podman, helm.netfilter)) {
            second.start();
            assertThat(second.ended().orElseThrow()).isInstanceOf(LockedException.class);
        }
        helm.stop();
        helm.write("all.yaml", "]");
        assertThat(restarted().begin().source().revision()).startsWith("sha256:");
    }

    @Test
    void whilePausedNothingIsChangedAndResumingCatchesUp() throws HostException {
        helm.begin();
        Firewall good = firewall();
        helm.memory.pause(new Pause(Instant.now(), "root", Optional.empty(), "upgrade"));
        assertThat(helm.next().occasion().triggers()).containsExactly(Trigger.RESUME);
        helm.write("open.yaml", OPEN);
        Cycle paused = helm.woken(Trigger.FILES);
        assertThat(paused.result()).isEqualTo(Cycle.Result.PAUSED);
        assertThat(paused.problem().orElseThrow())
                .startsWith("paused by root since")
                .endsWith(": upgrade");
        assertThat(paused.work().orElseThrow().planned().plan().changes()).isNotEmpty();
        assertThat(helm.state()).isDirectoryNotContaining("glob:**.tmp");
        assertThat(firewall()).isEqualTo(good);
        helm.memory.resume();
        assertThat(helm.next().result()).isEqualTo(Cycle.Result.APPLIED);
        assertThat(firewall()).isNotEqualTo(good);
    }

    @Test
    void reportingOnlyChangesNothing() {
        helm.reportOnly = true;
        Cycle cycle = helm.begin();
        assertThat(cycle.result()).isEqualTo(Cycle.Result.REPORTED);
        assertThat(cycle.work().orElseThrow().outcomes()).isEmpty();
        assertThat(helm.podman.calls()).isEmpty();
        assertThat(helm.netfilter.writes()).isZero();
    }

    @Test
    void manifestsThatWouldDeleteTooMuchAreRefused() throws IOException {
        helm.maxDeletes = OptionalInt.of(1);
        String revision = helm.begin().source().revision();
        Files.delete(helm.manifests().resolve("pods.yaml"));
        Cycle refused = helm.woken(Trigger.FILES);
        assertThat(refused.result()).isEqualTo(Cycle.Result.INVALID);
        assertThat(refused.problem().orElseThrow()).contains("more than --max-deletes 1 allows");
        assertThat(refused.source().revision()).isEqualTo(revision);
        assertThat(helm.podman.calls()).noneMatch(call -> call.startsWith("deletePod"));
        assertThat(kept()).isEqualTo(revision);
    }

    /** Revision of the manifests that would outlive this controller; nothing half written stands beside them. */
    private String kept() throws IOException {
        try (var files = Files.list(helm.state())) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .as("files that were never kept")
                    .noneMatch(name -> name.endsWith(".tmp"));
        }
        try {
            return helm.memory.manifests().orElseThrow().revision();
        } catch (HostException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void whatIsPutInForceIsKeptBefore() throws IOException {
        helm.begin();
        helm.write("open.yaml", OPEN);
        List<String> atTheWrite = new ArrayList<>();
        helm.netfilter.failWhen(line -> {
            if (!line.equals("connections")) {
                atTheWrite.add(kept(helm));
            }
            return false;
        });
        Cycle cycle = helm.woken(Trigger.FILES);
        assertThat(cycle.result()).isEqualTo(Cycle.Result.APPLIED);
        assertThat(atTheWrite).isNotEmpty().containsOnly(cycle.source().revision());
        assertThat(kept()).isEqualTo(cycle.source().revision());
    }

    private static String kept(Helm helm) {
        try {
            return helm.memory.manifests().orElseThrow().revision();
        } catch (HostException e) {
            return String.valueOf(e.getMessage());
        }
    }

    @Test
    void withoutPodmanTheFirewallIsKeptAllTheSame() throws HostException {
        helm.begin();
        Firewall good = firewall();
        flush();
        helm.netfilter.tamperSets(List.of("add podseg4-ready 10.89.60.99/32,podseg+"));
        helm.podman.fail("observe", "Podman's API service cannot be reached.");
        Cycle cycle = helm.woken(Trigger.NETFILTER, Trigger.PODMAN);
        assertThat(cycle.result()).isEqualTo(Cycle.Result.FAILED);
        assertThat(cycle.problem().orElseThrow())
                .isEqualTo("Podman's API service cannot be reached; the firewall was not as podseg left it and has been"
                        + " put back");
        assertThat(firewall()).isEqualTo(good);
        assertThat(helm.next().result()).isEqualTo(Cycle.Result.UNCHANGED);
    }

    @Test
    void aFaultInPodsegIsToldAndTheNextTurnIsTaken() {
        helm.bug = Optional.of(new IllegalStateException("oops"));
        Cycle cycle = helm.begin();
        assertThat(cycle.result()).isEqualTo(Cycle.Result.FAILED);
        assertThat(cycle.problem().orElseThrow()).contains("unexpectedly", "oops");
        helm.bug = Optional.empty();
        assertThat(helm.next().result()).isEqualTo(Cycle.Result.APPLIED);
    }

    @Test
    void whoIsToldCannotDisturb() {
        AtomicInteger told = new AtomicInteger();
        helm.sinks.add(cycle -> {
            told.incrementAndGet();
            throw new IllegalStateException("full");
        });
        helm.sinks.add(new CycleSink() {
            @Override
            public void ended(Cycle cycle) throws HostException {
                throw new HostException("no space");
            }

            @Override
            public void stopping() {
                told.addAndGet(100);
            }
        });
        helm.begin();
        assertThat(helm.woken(Trigger.FILES).result()).isEqualTo(Cycle.Result.UNCHANGED);
        helm.stop();
        assertThat(told).hasValue(102);
        assertThat(helm.complaints).contains("no space").anyMatch(line -> line.contains("full"));
    }
}
