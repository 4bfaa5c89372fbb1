package io.podseg.reconcile;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.plan.Change;
import io.podseg.plan.FieldChange;
import io.podseg.plan.Header;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.ContainerRun;
import io.podseg.state.Limits;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What changes while a pod runs, and what shows up when it is asked for. */
@NullMarked
class InPlaceTest {
    private static final String MEBI_64 = Long.toString(64L << 20);

    @TempDir
    Path folder = Path.of("");

    private final FakePodman podman = new FakePodman();
    private final Reconciler reconciler = new Reconciler(podman, new FakeNetfilter(), new MemoryStore());

    InPlaceTest() {
        podman.addImage("localhost/a:1");
    }

    private Declarations pod(String limits, String image) {
        try {
            Files.writeString(folder.resolve("pod.yaml"), """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web}
                    spec:
                      containers:
                      - {name: main, image: "%s", resources: {limits: {%s}}}
                      - {name: other, image: "localhost/a:1"}
                    """.formatted(image, limits));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FolderSource(List.of(folder)).load().declarations();
    }

    private Planned plan(String limits) throws HostException {
        return reconciler.plan(pod(limits, "localhost/a:1"), "r", true);
    }

    private List<Outcome> apply(Planned planned) throws HostException {
        return reconciler.apply(planned, Progress.SILENT);
    }

    private static Header header(Planned planned) {
        assertThat(planned.desired().diagnostics()).isEmpty();
        assertThat(planned.plan().changes()).hasSize(1);
        return planned.plan().changes().getFirst().header();
    }

    private static FieldChange field(String limit, Optional<String> before, Optional<String> after) {
        return new FieldChange("containers[main].resources.limits." + limit, before, after);
    }

    @Test
    void limitsAreRaisedLoweredAndRemovedWithoutANewPod() throws HostException {
        apply(plan("memory: 64Mi"));
        int calls = podman.calls().size();
        Planned raised = plan("memory: 128Mi, cpu: 500m");
        assertThat(header(raised).reason()).isEqualTo("limits only, the pod keeps running");
        assertThat(header(raised).drift()).isFalse();
        assertThat(header(raised).fields())
                .containsExactly(
                        field("cpu", Optional.empty(), Optional.of("500m")),
                        field("memory", Optional.of("64Mi"), Optional.of("128Mi")));
        assertThat(apply(raised)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(plan("memory: 128Mi, cpu: 500m").plan().isEmpty()).isTrue();
        apply(plan("memory: 32Mi"));
        assertThat(plan("memory: 32Mi").plan().isEmpty()).isTrue();
        apply(plan(""));
        assertThat(plan("").plan().isEmpty()).isTrue();
        assertThat(podman.calls().subList(calls, podman.calls().size()))
                .containsExactly("updateLimits web", "updateLimits web", "updateLimits web");
    }

    @Test
    void limitsThatWereChangedOnTheHostArePutBack() throws HostException {
        apply(plan("memory: 64Mi"));
        podman.putLimits("web", "main", Limits.NONE);
        podman.putLimits("web", "other", Limits.of(Optional.empty(), Optional.of(1000L)));
        Planned planned = plan("memory: 64Mi");
        assertThat(header(planned).drift()).isTrue();
        assertThat(header(planned).reason()).isEqualTo("limits were changed on the host");
        assertThat(header(planned).fields())
                .containsExactly(
                        field("memory", Optional.empty(), Optional.of("64Mi")),
                        new FieldChange(
                                "containers[other].resources.limits.cpu", Optional.of("10m"), Optional.empty()));
        apply(planned);
        assertThat(plan("memory: 64Mi").plan().isEmpty()).isTrue();
    }

    @Test
    void otherLimitsThatWereChangedOnTheHostArePutBackToo() throws HostException {
        Declarations wanted = withPids();
        apply(reconciler.plan(wanted, "r", true));
        assertThat(reconciler.plan(wanted, "r", true).plan().isEmpty()).isTrue();
        Limits kept = requireNonNull(
                requireNonNull(podman.observe().pods().get("web")).limits().get("main"));
        podman.putLimits("web", "main", withPids(kept, -1));
        Planned planned = reconciler.plan(wanted, "r", true);
        assertThat(header(planned).drift()).isTrue();
        assertThat(header(planned).fields())
                .containsExactly(new FieldChange("containers[main].pids-limit", Optional.of("-1"), Optional.of("50")));
        apply(planned);
        assertThat(podman.calls()).endsWith("updateLimits web");
        assertThat(reconciler.plan(wanted, "r", true).plan().isEmpty()).isTrue();
    }

    private Declarations withPids() {
        try {
            Files.writeString(folder.resolve("pod.yaml"), """
                    apiVersion: v1
                    kind: Pod
                    metadata: {name: web, annotations: {io.podman.annotations.pids-limit/main: "50"}}
                    spec:
                      containers: [{name: main, image: "localhost/a:1"}]
                    """);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new FolderSource(List.of(folder)).load().declarations();
    }

    private static Limits withPids(Limits kept, long pids) {
        return new Limits(
                kept.memory(),
                kept.cpuQuota(),
                kept.swap(),
                kept.reservation(),
                kept.shares(),
                kept.cpus(),
                kept.memoryNodes(),
                Optional.of(pids),
                kept.ioWeight(),
                kept.ioRates(),
                kept.ulimits());
    }

    @Test
    void whatTheKernelRoundsIsNoDrift() throws HostException {
        apply(plan("memory: 100M, cpu: 3m"));
        podman.putLimits("web", "main", Limits.of(Optional.of(99_999_744L), Optional.of(1000L)));
        assertThat(plan("memory: 100M, cpu: 3m").plan().isEmpty()).isTrue();
    }

    @Test
    void aLimitThatIsNotTakenIsAFailureAndTriedAgain() throws HostException {
        apply(plan("memory: 64Mi"));
        podman.fail("updateLimits web", "it uses more already");
        assertThat(apply(plan("memory: " + MEBI_64 + ", cpu: 1")))
                .singleElement()
                .isInstanceOfSatisfying(
                        Outcome.Failed.class,
                        failed -> assertThat(failed.reason()).contains("it uses more already"));
        assertThat(header(plan("memory: " + MEBI_64 + ", cpu: 1")).reason())
                .isEqualTo("limits only, the pod keeps running");
    }

    @Test
    void aPodThatIsStartedAgainGetsItsLimitsThen() throws HostException {
        apply(plan("memory: 64Mi"));
        podman.putRun("web", "main", ContainerRun.FAILED);
        podman.putLimits("web", "main", Limits.NONE);
        Planned planned = plan("memory: 64Mi");
        assertThat(planned.plan().changes()).singleElement().isInstanceOf(Change.StartPod.class);
        apply(planned);
        assertThat(podman.calls()).endsWith("startPod web", "updateLimits web");
        assertThat(plan("memory: 64Mi").plan().isEmpty()).isTrue();
    }

    @Test
    void aMovedTagShowsUpOnlyWhenAskedFor() throws HostException {
        Declarations wanted = pod("", "localhost/b:1");
        podman.moveImage("localhost/b:1", "0001");
        apply(reconciler.plan(wanted, "r", true));
        podman.moveImage("localhost/b:1", "0002");
        Scope asked = new Scope(true, List.of(), false, true);
        assertThat(reconciler.plan(wanted, "r", true).plan().isEmpty()).isTrue();
        Planned planned = reconciler.plan(wanted, "r", asked);
        assertThat(header(planned).reason()).isEqualTo("image localhost/b:1 is sha256:0002 by now and was sha256:0001");
        assertThat(header(planned).fields())
                .containsExactly(new FieldChange(
                        "containers[main].image",
                        Optional.of("localhost/b:1@sha256:0001"),
                        Optional.of("localhost/b:1@sha256:0002")));
        assertThat(planned.plan().changes()).singleElement().isInstanceOf(Change.ReplacePod.class);
        assertThat(apply(planned)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(reconciler.plan(wanted, "r", asked).plan().isEmpty()).isTrue();
    }

    @Test
    void newPodsOfADeploymentTakeOverWhereItsTagHasMoved() throws HostException, IOException {
        Files.writeString(folder.resolve("web.yaml"), """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: shop}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: shop}}
                  template:
                    metadata: {labels: {app: shop}}
                    spec:
                      containers:
                      - {name: main, image: "localhost/b:1"}
                """);
        Declarations wanted = new FolderSource(List.of(folder)).load().declarations();
        podman.moveImage("localhost/b:1", "0001");
        assertThat(apply(reconciler.plan(wanted, "r", true))).allMatch(Outcome.Applied.class::isInstance);
        podman.moveImage("localhost/b:1", "0002");
        Scope asked = new Scope(true, List.of(), false, true);
        Planned planned = reconciler.plan(wanted, "r", asked);
        assertThat(planned.plan().changes()).singleElement().isInstanceOf(Change.Rollout.class);
        assertThat(header(planned).reason()).startsWith("2 new pods take over from 2; at most 1 more");
        assertThat(header(planned).fields())
                .containsExactly(new FieldChange(
                        "containers[main].image",
                        Optional.of("localhost/b:1@sha256:0001"),
                        Optional.of("localhost/b:1@sha256:0002")));
        assertThat(apply(planned)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(reconciler.plan(wanted, "r", asked).plan().isEmpty()).isTrue();
        assertThat(reconciler.plan(wanted, "r", true).plan().isEmpty()).isTrue();
    }

    @Test
    void newPodsAreShownWithTheDigestsOfTheirImages() throws HostException {
        Planned planned = reconciler.plan(pod("", "localhost/missing:1"), "r", new Scope(true, List.of(), false, true));
        assertThat(planned.plan().changes().stream()
                        .flatMap(change -> change.header().fields().stream())
                        .filter(field -> field.path().endsWith(".image"))
                        .flatMap(field -> field.after().stream()))
                .containsExactly("localhost/missing:1", "localhost/a:1@sha256:localhost/a:1");
    }

    @Test
    void aRegistryThatDoesNotAnswerIsAnErrorOfThePlan() {
        podman.fail("image localhost/a:1", "registry is away");
        assertThat(org.assertj.core.api.Assertions.catchException(
                        () -> reconciler.plan(pod("", "localhost/a:1"), "r", new Scope(true, List.of(), false, true))))
                .isInstanceOf(HostException.class)
                .hasMessage("registry is away");
    }
}
