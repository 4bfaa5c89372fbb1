package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.plan.Change;
import io.podseg.plan.Inventory;
import io.podseg.policy.Connection;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.ContainerRun;
import io.podseg.state.Counters;
import io.podseg.status.HostStatus;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Pods whose containers have all ended for good keep no access, and get it back when they run again. */
class CompletedPodsTest {
    private final Declarations jobs = new FolderSource(List.of(Path.of("src/test/resources/reconcile/jobs")))
            .load()
            .declarations();
    private final FakePodman podman = new FakePodman();
    private final FakeNetfilter netfilter = new FakeNetfilter();
    private final Reconciler reconciler = new Reconciler(podman, netfilter, new MemoryStore());

    @BeforeEach
    void images() {
        podman.addImage("localhost/a:1");
    }

    private Planned plan() throws HostException {
        return reconciler.plan(jobs, "r", true);
    }

    private List<Outcome> apply() throws HostException {
        return reconciler.apply(plan(), Progress.SILENT);
    }

    private static String reason(Planned planned, String name) {
        return planned.plan().changes().stream()
                .map(Change::header)
                .filter(header -> header.key().name().equals(name))
                .map(header -> header.action() + " " + header.reason())
                .findFirst()
                .orElse("no change of " + name);
    }

    @Test
    void aPodThatHasRunToCompletionKeepsNoAccess() throws HostException {
        apply();
        String address = podman.address("once");
        assertThat(netfilter.isReady(address)).isTrue();
        podman.putRun("once", "first", ContainerRun.COMPLETED);
        assertThat(plan().plan().isEmpty()).as("the second container runs").isTrue();
        podman.putRun("once", "second", ContainerRun.FAILED);
        podman.putRun("retried", "main", ContainerRun.COMPLETED);
        Planned planned = plan();
        assertThat(reason(planned, "once")).isEqualTo("UPDATE it has run to completion and keeps no access");
        assertThat(reason(planned, "retried")).isEqualTo("UPDATE it has run to completion and keeps no access");
        assertThat(planned.plan().reachability().closed())
                .extracting(Connection::toString)
                .anyMatch(line -> line.contains("default/once"));
        assertThat(planned.desired().state().firewall().sets().values().stream()
                        .flatMap(set -> set.members().stream())
                        .filter(member -> member.startsWith(address)))
                .isEmpty();
        assertThat(apply()).allMatch(Outcome.Applied.class::isInstance);
        assertThat(netfilter.isReady(address)).isFalse();
        assertThat(plan().plan().isEmpty()).isTrue();
        assertThat(HostStatus.of(reconciler.observe(), Inventory.EMPTY, Counters.NONE)
                        .objects())
                .filteredOn(object -> object.key().name().equals("retried"))
                .extracting(object -> object.conditions().getFirst().reason())
                .containsExactly("Completed");
        podman.putRun("once", "first", ContainerRun.RUNNING);
        assertThat(reason(plan(), "once")).isEqualTo("UPDATE it runs again after its completion");
        assertThat(apply()).allMatch(Outcome.Applied.class::isInstance);
        assertThat(netfilter.isReady(address)).isTrue();
        assertThat(plan().plan().isEmpty()).isTrue();
    }

    @Test
    void aCompletedPodThatIsMadeAnewHasItsAccessFromItsFirstPacket() throws HostException {
        apply();
        String address = podman.address("retried");
        podman.putRun("retried", "main", ContainerRun.COMPLETED);
        apply();
        assertThat(netfilter.isReady(address)).isFalse();
        podman.removePodByHand("retried");
        assertThat(apply()).allMatch(Outcome.Applied.class::isInstance);
        assertThat(netfilter.isReady(podman.address("retried"))).isTrue();
        assertThat(plan().plan().isEmpty()).isTrue();
    }

    @Test
    void aPodThatPodmanStartsAgainIsNotCompleted() throws HostException {
        apply();
        podman.putRun("retried", "main", ContainerRun.FAILED);
        assertThat(reason(plan(), "retried")).isEqualTo("UPDATE container main failed or was stopped");
        podman.putRun("always", "main", ContainerRun.COMPLETED);
        assertThat(reason(plan(), "always")).isEqualTo("UPDATE container main ended");
        assertThat(apply()).allMatch(Outcome.Applied.class::isInstance);
        assertThat(netfilter.isReady(podman.address("retried"))).isTrue();
        assertThat(netfilter.isReady(podman.address("always"))).isTrue();
    }

    @Test
    void aPodThatWasStartedAgainAsOftenAsItMayIsLeftAlone() throws HostException {
        apply();
        String address = podman.address("retried");
        podman.putRun("retried", "main", ContainerRun.SPENT);
        assertThat(reason(plan(), "retried")).isEqualTo("UPDATE it has run to completion and keeps no access");
        assertThat(apply()).allMatch(Outcome.Applied.class::isInstance);
        assertThat(podman.calls()).filteredOn("startPod retried"::equals).hasSize(1);
        assertThat(netfilter.isReady(address)).isFalse();
        assertThat(plan().plan().isEmpty()).isTrue();
        assertThat(HostStatus.of(reconciler.observe(), Inventory.EMPTY, Counters.NONE)
                        .objects())
                .filteredOn(object -> object.key().name().equals("retried"))
                .extracting(object -> object.conditions().getFirst().message())
                .containsExactly("not running: main failed and was started again as often as it may be");
        podman.putRun("retried", "main", ContainerRun.RUNNING);
        assertThat(reason(plan(), "retried")).isEqualTo("UPDATE it runs again after its completion");
    }
}
