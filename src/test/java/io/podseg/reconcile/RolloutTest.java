package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.plan.Change;
import io.podseg.plan.PlanText;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.ContainerRun;
import io.podseg.state.Counters;
import io.podseg.state.Firewall;
import io.podseg.state.PodState;
import io.podseg.status.HostStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** New versions of Deployments, DaemonSets and Jobs: in which order they take over, and what happens when they do not. */
@NullMarked
class RolloutTest {
    private static final String POLICY = """
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: old}
            spec: {podSelector: {matchLabels: {track: old}}, policyTypes: [Ingress]}
            """;

    @TempDir
    private Path folder = Path.of("");

    private final FakePodman podman = new FakePodman();
    private final FakeNetfilter netfilter = new FakeNetfilter();
    private final MemoryStore store = new MemoryStore();
    private final Reconciler reconciler = new Reconciler(podman, netfilter, store);

    private final Pace pace = new Pace() {
        private Instant now = Instant.parse("2026-01-01T00:00:00Z");

        @Override
        public synchronized Instant now() {
            return now;
        }

        @Override
        public synchronized void sleep(Duration time) {
            now = now.plus(time);
        }
    };

    private Declarations read(String yaml) {
        try {
            Files.writeString(folder.resolve("all.yaml"), yaml);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        ManifestSource.Loaded loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics()).isEmpty();
        return loaded.declarations();
    }

    private static String deployment(int replicas, String image, String strategy) {
        return deployment(replicas, image, strategy, "old", "");
    }

    private static String deployment(int replicas, String image, String strategy, String track, String port) {
        return """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: %d
                  selector: {matchLabels: {app: web}}
                %s
                  template:
                    metadata: {labels: {app: web, track: %s}}
                    spec:
                      containers: [{name: main, image: "localhost/%s"%s}]
                """.formatted(replicas, strategy.isEmpty() ? "" : "  strategy: " + strategy, track, image, port);
    }

    private Planned plan(String yaml) throws HostException {
        podman.addImage("localhost/a:1");
        podman.addImage("localhost/a:2");
        Planned planned = reconciler.plan(read(yaml), "r", true);
        assertThat(planned.desired().hasErrors()).isFalse();
        return planned;
    }

    private Outcome apply(String yaml) throws HostException {
        Planned planned = plan(yaml);
        int before = podman.calls().size();
        Readiness readiness = new Readiness(
                podman,
                (process, check, own, time) -> Optional.empty(),
                pace,
                Duration.ofMinutes(5),
                Readiness.Listener.SILENT);
        List<Outcome> outcomes = reconciler.apply(planned, readiness, Progress.SILENT);
        calls = podman.calls().subList(before, podman.calls().size());
        return outcomes.stream()
                .filter(outcome -> outcome.change() instanceof Change.Rollout)
                .findFirst()
                .orElseGet(() -> outcomes.getFirst());
    }

    private List<String> calls = List.of();

    private List<String> running() throws HostException {
        return podman.observe().pods().values().stream()
                .filter(pod -> pod.containers().containsValue(ContainerRun.RUNNING))
                .map(PodState::podmanName)
                .toList();
    }

    private void fails(String container) {
        podman.putVitals(container, new Vitals(ContainerRun.FAILED, 7, 0, Instant.EPOCH, 0, false));
        podman.putLogs(container, "out of cheese");
    }

    private void settled(String yaml) throws HostException {
        Planned rest = plan(yaml);
        assertThat(rest.plan().isEmpty()).as(rest.plan().changes().toString()).isTrue();
    }

    @Test
    void oneMoreAtATimeAndNoneFewer() throws HostException {
        apply(deployment(3, "a:1", ""));
        assertThat(running()).containsExactly("web-pod", "web-pod-2", "web-pod-3");
        String next = deployment(3, "a:2", "");
        Planned planned = plan(next);
        assertThat(PlanText.render(planned.plan(), false))
                .contains(
                        "~ Deployment default/web  (3 new pods take over from 3; at most 1 more and 0 fewer meanwhile)")
                .contains("template.containers[main].image  localhost/a:1 -> localhost/a:2")
                .contains("+ Pod default/web-pod-4")
                .contains("- Pod default/web-pod-3")
                .contains("Plan: 0 to add, 1 to change, 0 to replace, 0 to delete.")
                .doesNotContain("Reachability");
        assertThat(apply(next)).isInstanceOf(Outcome.Applied.class);
        assertThat(calls)
                .containsExactly(
                        "createPod web-pod-4",
                        "startPod web-pod-4",
                        "stopPod web-pod",
                        "createPod web-pod-5",
                        "startPod web-pod-5",
                        "stopPod web-pod-2",
                        "createPod web-pod-6",
                        "startPod web-pod-6",
                        "stopPod web-pod-3",
                        "deletePod web-pod",
                        "deletePod web-pod-2",
                        "deletePod web-pod-3");
        assertThat(running()).containsExactly("web-pod-4", "web-pod-5", "web-pod-6");
        settled(next);
        assertThat(apply(deployment(3, "a:1", ""))).isInstanceOf(Outcome.Applied.class);
        assertThat(running()).containsExactly("web-pod", "web-pod-2", "web-pod-3");
    }

    @Test
    void oneFewerAtATimeAndNoneMore() throws HostException {
        apply(deployment(2, "a:1", ""));
        apply(deployment(2, "a:2", "{rollingUpdate: {maxSurge: 0, maxUnavailable: 1}}"));
        assertThat(calls)
                .startsWith("stopPod web-pod", "createPod web-pod-3", "startPod web-pod-3", "stopPod web-pod-2")
                .endsWith("deletePod web-pod", "deletePod web-pod-2");
    }

    @Test
    void recreateStopsAllBeforeTheFirstStarts() throws HostException {
        apply(deployment(2, "a:1", "{type: Recreate}"));
        apply(deployment(2, "a:2", "{type: Recreate}"));
        assertThat(calls).startsWith("stopPod web-pod", "stopPod web-pod-2", "createPod web-pod-3");
    }

    @Test
    void whatBothNeedIsLeftFirstAndTakenBackWhenTheNewOneFails() throws HostException {
        String port = ", ports: [{containerPort: 80, hostPort: 8080}]";
        apply(deployment(1, "a:1", "", "old", port));
        fails("web-pod-2-main");
        String next = deployment(1, "a:2", "", "old", port);
        assertThat(PlanText.render(plan(next).plan(), false))
                .contains("1 new pod takes over from 1; the old one stops first, for both need hostPort 8080");
        assertThat(apply(next)).isInstanceOfSatisfying(Outcome.RolledBack.class, back -> {
            assertThat(back.reason())
                    .contains("Pod default/web-pod-2", "7", "the pod of the version before it serves on");
            assertThat(back.lines()).containsExactly("out of cheese");
        });
        assertThat(calls)
                .containsExactly(
                        "stopPod web-pod",
                        "createPod web-pod-2",
                        "startPod web-pod-2",
                        "deletePod web-pod-2",
                        "startPod web-pod");
        assertThat(netfilter.isReady(podman.address("web-pod"))).isTrue();
    }

    @Test
    void aStaticAddressIsHandedOver() throws HostException {
        String fixed = """
                apiVersion: podseg.io/v1alpha1
                kind: Network
                metadata: {name: front}
                spec: {subnets: [{subnet: 10.90.0.0/24}]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}, annotations: {podseg.io/networks: "front:ip=10.90.0.10"}}
                    spec:
                      containers: [{name: main, image: "localhost/a:%d"}]
                """;
        apply(fixed.formatted(1));
        assertThat(apply(fixed.formatted(2))).isInstanceOf(Outcome.Applied.class);
        assertThat(calls).startsWith("stopPod web-pod", "createPod web-pod-2", "startPod web-pod-2");
        assertThat(podman.address("web-pod-2")).isEqualTo("10.90.0.10");
        assertThat(netfilter.isReady("10.90.0.10")).isTrue();
        settled(fixed.formatted(2));
        fails("web-pod-main");
        assertThat(apply(fixed.formatted(1))).isInstanceOf(Outcome.RolledBack.class);
        assertThat(running()).containsExactly("web-pod-2");
        assertThat(netfilter.isReady("10.90.0.10")).isTrue();
    }

    @Test
    void newPodsThatFailAreRemovedAndTheOldOnesStay() throws HostException {
        String before = deployment(3, "a:1", "");
        apply(before);
        fails("web-pod-5-main");
        String next = deployment(3, "a:2", "");
        assertThat(apply(next)).isInstanceOf(Outcome.RolledBack.class);
        assertThat(running()).containsExactly("web-pod", "web-pod-2", "web-pod-3");
        for (String pod : running()) {
            assertThat(netfilter.isReady(podman.address(pod))).as(pod).isTrue();
        }
        assertThat(plan(next).plan().changes()).hasSize(1).first().isInstanceOf(Change.Rollout.class);
        settledWithRules(before);
        podman.putVitals("web-pod-5-main", new Vitals(ContainerRun.RUNNING, 0, 0, Instant.EPOCH, 1, false));
        assertThat(apply(next)).isInstanceOf(Outcome.Applied.class);
        settled(next);
    }

    /** After a rollback the rules may still know the new pods' addresses; the pods are as the manifests say. */
    private void settledWithRules(String yaml) throws HostException {
        assertThat(plan(yaml).plan().changes())
                .allMatch(change -> change instanceof Change.RepairFirewall || change instanceof Change.Remember);
    }

    @Test
    void aMissingImageTouchesNothing() throws HostException {
        apply(deployment(2, "a:1", ""));
        assertThat(apply(deployment(2, "absent:1", ""))).isInstanceOf(Outcome.Failed.class);
        assertThat(calls).isEmpty();
        assertThat(running()).hasSize(2);
    }

    @Test
    void oldAndNewPodsHaveTheRulesOfTheirOwnLabelsMeanwhile() throws HostException {
        apply(deployment(1, "a:1", "") + POLICY);
        String old = podman.address("web-pod");
        Planned planned = plan(deployment(1, "a:2", "", "new", "") + POLICY);
        String fresh = planned.desired()
                .pods()
                .values()
                .iterator()
                .next()
                .attachments()
                .getFirst()
                .addresses()
                .getFirst()
                .toString();
        assertThat(fresh).isNotEqualTo(old);
        assertThat(isolated(planned.plan().target(), old)).isTrue();
        assertThat(isolated(planned.plan().target(), fresh)).isFalse();
        assertThat(mentions(planned.plan().target(), fresh)).isTrue();
        assertThat(mentions(planned.plan().after(), old)).isFalse();
        assertThat(apply(deployment(1, "a:2", "", "new", "") + POLICY)).isInstanceOf(Outcome.Applied.class);
        assertThat(mentions(netfilter.observe(), old)).isFalse();
        settled(deployment(1, "a:2", "", "new", "") + POLICY);
    }

    /** Whether the address is in the class of pods that some policy selects. */
    private static boolean isolated(Firewall firewall, String address) {
        return firewall.tables().values().stream()
                .flatMap(table -> table.chains().values().stream())
                .flatMap(List::stream)
                .map(Object::toString)
                .filter(rule -> rule.contains("podseg class default/old"))
                .anyMatch(rule -> firewall.sets().values().stream()
                        .anyMatch(set ->
                                rule.contains(set.name()) && set.members().contains(address)));
    }

    private static boolean mentions(Firewall firewall, String address) {
        return firewall.sets().values().stream()
                .flatMap(set -> set.members().stream())
                .anyMatch(member -> member.split(",", 2)[0].equals(address));
    }

    @Test
    void labelsThatChangedInPlaceCountForTheOldPods() throws HostException {
        apply(deployment(1, "a:1", "", "free", "") + POLICY);
        apply(deployment(1, "a:1", "", "old", "") + POLICY);
        assertThat(calls).as("labels restart nothing").isEmpty();
        Planned planned = plan(deployment(1, "a:2", "", "new", "") + POLICY);
        assertThat(isolated(planned.plan().target(), podman.address("web-pod"))).isTrue();
    }

    @Test
    void scalingTouchesOnlyTheDifference() throws HostException {
        apply(deployment(2, "a:1", ""));
        apply(deployment(4, "a:1", ""));
        assertThat(calls)
                .containsExactlyInAnyOrder(
                        "createPod web-pod-3", "startPod web-pod-3", "createPod web-pod-4", "startPod web-pod-4");
        podman.putRun("web-pod-2", "main", ContainerRun.FAILED);
        apply(deployment(2, "a:1", ""));
        assertThat(calls).containsExactlyInAnyOrder("deletePod web-pod-2", "deletePod web-pod-4");
        assertThat(running()).containsExactly("web-pod", "web-pod-3");
        settled(deployment(2, "a:1", ""));
        apply(deployment(0, "a:1", ""));
        assertThat(running()).isEmpty();
    }

    @Test
    void scalingAndANewVersionAtOnce() throws HostException {
        apply(deployment(3, "a:1", ""));
        assertThat(apply(deployment(1, "a:2", ""))).isInstanceOf(Outcome.Applied.class);
        assertThat(running()).containsExactly("web-pod-4");
        assertThat(apply(deployment(3, "a:1", ""))).isInstanceOf(Outcome.Applied.class);
        assertThat(running()).containsExactly("web-pod", "web-pod-2", "web-pod-3");
    }

    @Test
    void aRolloutThatWasInterruptedGoesOn() throws HostException {
        apply(deployment(2, "a:1", ""));
        String next = deployment(2, "a:2", "");
        podman.fail("deletePod web-pod", "busy");
        assertThat(apply(next)).isInstanceOf(Outcome.Failed.class);
        assertThat(running()).containsExactly("web-pod-3", "web-pod-4");
        assertThat(PlanText.render(plan(next).plan(), false)).contains("0 new pods take over from 1");
        assertThat(apply(next)).isInstanceOf(Outcome.Applied.class);
        assertThat(calls).containsExactly("deletePod web-pod");
        settled(next);
    }

    @Test
    void aNewPodIsReadyForAsLongAsItMustBeBeforeItCounts() throws HostException {
        apply(deployment(1, "a:1", ""));
        podman.putVitals(
                "web-pod-2-main",
                new Vitals(ContainerRun.RUNNING, 0, 0, Instant.EPOCH, 1, false),
                new Vitals(ContainerRun.FAILED, 1, 0, Instant.EPOCH, 0, false));
        String slow = deployment(1, "a:2", "").replace("  template:", "  minReadySeconds: 30\n  template:");
        assertThat(apply(slow)).isInstanceOf(Outcome.RolledBack.class);
        assertThat(running()).containsExactly("web-pod");
    }

    @Test
    void aNetworkThatIsMadeAnewTakesItsPodsAlong() throws HostException {
        String on = deployment(2, "a:%d", "")
                        .replace("track: old}", "track: old}, annotations: {podseg.io/networks: front}")
                + """
                ---
                apiVersion: podseg.io/v1alpha1
                kind: Network
                metadata: {name: front}
                spec: {subnets: [{subnet: 10.90.%d.0/24}]}
                """;
        apply(on.formatted(1, 0));
        Planned planned = plan(on.formatted(2, 1));
        assertThat(planned.plan().changes()).noneMatch(Change.Rollout.class::isInstance);
        apply(on.formatted(2, 1));
        assertThat(running()).containsExactly("web-pod-3", "web-pod-4");
        settled(on.formatted(2, 1));
        apply(on.formatted(2, 2));
        assertThat(running()).as("replaced where they are").containsExactly("web-pod-3", "web-pod-4");
        settled(on.formatted(2, 2));
    }

    @Test
    void aDaemonSetIsOnePodThatStopsFirst() throws HostException {
        String set = """
                apiVersion: apps/v1
                kind: DaemonSet
                metadata: {name: agent}
                spec:
                  selector: {matchLabels: {app: agent}}
                  template:
                    metadata: {labels: {app: agent}}
                    spec:
                      containers: [{name: main, image: "localhost/a:%d"}]
                """;
        apply(set.formatted(1));
        assertThat(running()).containsExactly("agent-pod");
        apply(set.formatted(2));
        assertThat(calls).startsWith("stopPod agent-pod", "createPod agent-pod-2");
        settled(set.formatted(2));
    }

    @Test
    void aJobRunsAgainWhenItsTemplateChangesAndIsLeftAloneWhenItIsDone() throws HostException {
        String job = """
                apiVersion: batch/v1
                kind: Job
                metadata: {name: once}
                spec:
                  suspend: %s
                  template:
                    spec:
                      restartPolicy: Never
                      containers: [{name: main, image: "localhost/a:%d"}]
                """;
        apply(job.formatted("false", 1));
        podman.putRun("once-pod", "main", ContainerRun.COMPLETED);
        apply(job.formatted("false", 1));
        assertThat(calls).isEmpty();
        settled(job.formatted("false", 1));
        assertThat(PlanText.render(plan(job.formatted("false", 2)).plan(), false))
                .contains("-/+ Pod default/once-pod  (must be replaced: template changes)");
        apply(job.formatted("false", 2));
        assertThat(calls).containsExactly("deletePod once-pod", "createPod once-pod", "startPod once-pod");
        apply(job.formatted("true", 2));
        assertThat(calls).contains("deletePod once-pod");
        settled(job.formatted("true", 2));
    }

    private List<String> status() throws HostException {
        return HostStatus.of(reconciler.observe(), store.load().orElseThrow(), Counters.NONE).objects().stream()
                .filter(object -> object.key().kind().equals("Deployment"))
                .flatMap(object -> object.conditions().stream())
                .map(condition -> condition.type() + " " + condition.good() + " " + condition.message())
                .toList();
    }

    @Test
    void statusTellsHowManyPodsAreReady() throws HostException {
        apply(deployment(3, "a:1", ""));
        assertThat(status()).containsExactly("Ready true 3 of 3 pods ready");
        podman.putRun("web-pod-2", "main", ContainerRun.FAILED);
        podman.removePodByHand("web-pod-3");
        assertThat(status())
                .containsExactly("Ready false 1 of 3 pods ready; web-pod-2: not running: main failed;"
                        + " web-pod-3: Podman has no such pod");
        apply(deployment(3, "a:1", ""));
        fails("web-pod-4-main");
        assertThat(apply(deployment(3, "a:2", ""))).isInstanceOf(Outcome.RolledBack.class);
        assertThat(status()).as("the version before it").containsExactly("Ready true 3 of 3 pods ready");
        podman.putVitals("web-pod-4-main", new Vitals(ContainerRun.RUNNING, 0, 0, Instant.EPOCH, 1, false));
        podman.fail("deletePod web-pod", "busy");
        assertThat(apply(deployment(3, "a:2", ""))).isInstanceOf(Outcome.Failed.class);
        assertThat(status()).contains("Reconciling false pods of another version are there: web-pod");
        apply(deployment(0, "a:2", ""));
        assertThat(status()).containsExactly("Ready true has no pods, as declared");
    }
}
