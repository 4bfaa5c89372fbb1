package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.plan.Change;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.Attachment;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.ContainerRun;
import io.podseg.state.ForeignContainer;
import io.podseg.state.NetworkState;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What others do on the host: the plan says so, and an apply neither harms them nor starts anything unguarded. */
class HostByHandTest {
    private final Declarations before = load("before");
    private final Declarations after = load("after");

    private FakePodman podman = new FakePodman();
    private FakeNetfilter netfilter = new FakeNetfilter();
    private Reconciler reconciler = new Reconciler(podman, netfilter, new MemoryStore());

    @BeforeEach
    void fresh() {
        podman = new FakePodman();
        podman.addImage("localhost/a:1");
        podman.addImage("localhost/a:2");
        netfilter = new FakeNetfilter();
        reconciler = new Reconciler(podman, netfilter, new MemoryStore());
    }

    private static Declarations load(String folder) {
        return new FolderSource(List.of(Path.of("src/test/resources/reconcile", folder)))
                .load()
                .declarations();
    }

    private Planned plan(Declarations wanted) throws HostException {
        return reconciler.plan(wanted, "r", true);
    }

    private List<Outcome> apply(Declarations wanted) throws HostException {
        return reconciler.apply(plan(wanted), Progress.SILENT);
    }

    private static String reason(Planned planned, String name) {
        return planned.plan().changes().stream()
                .map(Change::header)
                .filter(header -> header.key().name().equals(name))
                .map(header -> header.action() + " " + header.reason())
                .findFirst()
                .orElse("no change of " + name);
    }

    private static Attachment on(String network, String ip) {
        return new Attachment(
                network, List.of(Ip.parse(ip).orElseThrow()), List.of(), Optional.empty(), Optional.empty());
    }

    private void foreign(String name, Attachment place) {
        podman.addForeign(new ForeignContainer(name, new TreeMap<>(), List.of(place)));
    }

    @Test
    void aPodTakenOffItsNetworkOrPutOnAnotherIsReplaced() throws HostException {
        apply(before);
        podman.attachByHand("same", List.of());
        podman.attachByHand("replaced", List.of(on("stays", podman.address("replaced")), on("podman", "10.88.0.9")));
        podman.attachByHand("relabelled", List.of(on("stays", "10.70.0.200")));
        Planned planned = plan(before);
        assertThat(reason(planned, "same")).isEqualTo("REPLACE it was taken off network stays on the host");
        assertThat(reason(planned, "replaced")).isEqualTo("REPLACE it was put on network podman on the host");
        assertThat(reason(planned, "relabelled")).startsWith("REPLACE");
        assertThat(apply(before)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(plan(before).plan().isEmpty()).isTrue();
    }

    /** Podman that died while it started a pod can leave a container in the runtime of which it knows nothing. */
    @Test
    void aPodThatNeverStartedIsMadeAgain() throws HostException {
        apply(before);
        podman.putRun("same", "main", ContainerRun.CREATED);
        assertThat(reason(plan(before), "same")).isEqualTo("REPLACE it was made and never started");
        int calls = podman.calls().size();
        assertThat(apply(before)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(podman.calls().subList(calls, podman.calls().size()))
                .containsExactly("deletePod same", "createPod same", "startPod same");
        assertThat(plan(before).plan().isEmpty()).isTrue();
    }

    @Test
    void aNetworkThatOthersUseIsNotReplacedAndItsPodsKeepRunning() throws HostException {
        apply(before);
        foreign("alien", on("moves", "10.71.0.200"));
        int calls = podman.calls().size();
        assertThat(reason(plan(after), "moves")).contains("alien");
        List<Outcome> outcomes = apply(after);
        assertThat(podman.calls().subList(calls, podman.calls().size()))
                .doesNotContain("deletePod moved", "deleteNetwork moves");
        assertThat(outcomes)
                .anyMatch(outcome -> outcome instanceof Outcome.Failed failed
                        && failed.change().header().key().name().equals("moves"))
                .anyMatch(outcome -> outcome instanceof Outcome.Blocked blocked
                        && blocked.change().header().key().name().equals("moved")
                        && blocked.by().name().equals("moves"));
    }

    @Test
    void aSubnetOfOthersIsAConflictInThePlan() throws HostException {
        NetworkSpec theirs = before.networks().stream()
                .map(Manifest::object)
                .filter(network -> network.name().equals("moves"))
                .map(network -> NetworkSpec.bridge("theirs", network.subnets()))
                .findFirst()
                .orElseThrow();
        podman.putNetwork(new NetworkState(theirs, false));
        assertThat(reason(plan(before), "moves")).contains("theirs");
        assertThat(podman.calls()).isEmpty();
    }

    @Test
    void anAddressThatSomebodyElseHasIsNotChosen() throws HostException {
        apply(before);
        String taken = podman.address("same");
        podman.putRun("same", "main", ContainerRun.FAILED);
        foreign("alien", on("stays", taken));
        assertThat(apply(before)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(podman.address("same")).isNotEqualTo(taken);
        assertThat(netfilter.isReady(taken)).as("governed by its own labels").isTrue();
        assertThat(netfilter.isReady(podman.address("same"))).isTrue();
    }

    @Test
    void aPodWhoseNewImageIsMissingKeepsRunningAndReachable() throws HostException {
        apply(before);
        podman.fail("provideImages replaced", "no such image");
        List<Outcome> outcomes = apply(after);
        assertThat(outcomes)
                .anyMatch(outcome -> outcome instanceof Outcome.Failed(var change, String why)
                        && change.header().key().name().equals("replaced")
                        && why.equals("no such image"));
        assertThat(podman.calls()).doesNotContain("deletePod replaced");
        assertThat(netfilter.isReady(podman.address("replaced"))).isTrue();
        assertThat(apply(after)).allMatch(Outcome.Applied.class::isInstance);
    }

    @Test
    void aPodThatDoesNotStartIsNotReady() throws HostException {
        podman.fail("startPod same", "address already in use");
        apply(before);
        assertThat(netfilter.isReady(podman.address("same"))).isFalse();
        apply(before);
        assertThat(netfilter.isReady(podman.address("same"))).isTrue();
    }

    @Test
    void whatChangesBetweenPlanAndApplyIsSeenBeforeAnythingStarts() throws HostException {
        apply(before);
        podman.removePodByHand("same");
        Planned planned = plan(before);
        netfilter.tamper(Family.V4, List.of("*mangle", "-D FORWARD -j PODSEG-FORWARD", "COMMIT"));
        netfilter.tamperSets(List.of("add podseg4-ready 10.70.0.77,podseg00000000"));
        assertThat(reconciler.apply(planned, Progress.SILENT)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(ReadBack.difference(planned.plan().target(), netfilter.observe()))
                .isEmpty();
        assertThat(netfilter.isReady("10.70.0.77")).isFalse();
        assertThat(plan(before).plan().isEmpty()).isTrue();
    }

    @Test
    void aKernelWithoutIpv6GetsNothingOfIt() throws HostException {
        netfilter.withoutIpv6();
        assertThat(apply(before)).allMatch(Outcome.Applied.class::isInstance);
        assertThat(netfilter.observe().sets().values()).isNotEmpty().allMatch(set -> set.family() == Family.V4);
        assertThat(plan(before).plan().isEmpty()).isTrue();
    }

    @Test
    void aSysctlThatWasOnBeforeIsNobodysDrift() throws HostException {
        netfilter.setBridgeNetfilter(true);
        assertThat(reconciler.planDestroy().plan().isEmpty()).isTrue();
        apply(before);
        reconciler.apply(reconciler.planDestroy(), Progress.SILENT);
        assertThat(reconciler.planDestroy().plan().isEmpty()).isTrue();
        assertThat(netfilter.observe().bridgeCallIptables()).isTrue();
    }

    @Test
    void sysctlsAreLeftAsTheyWereFoundEachForItself() throws HostException {
        netfilter.setBridgeNetfilter(BridgeSysctls.of(List.of("bridge-nf-call-iptables")));
        apply(before);
        assertThat(netfilter.observe().bridge()).isEqualTo(BridgeSysctls.ALL);
        netfilter.setBridgeNetfilter(BridgeSysctls.of(BridgeSysctls.NAMES.subList(0, 3)));
        assertThat(reason(plan(before), "net.bridge.bridge-nf-filter-pppoe-tagged"))
                .contains("switched off");
        apply(before);
        reconciler.apply(reconciler.planDestroy(), Progress.SILENT);
        assertThat(netfilter.observe().bridge()).isEqualTo(BridgeSysctls.of(List.of("bridge-nf-call-iptables")));
    }

    @Test
    void aJumpThatSomebodyAddedIsCalledThat() throws HostException {
        apply(before);
        netfilter.tamper(Family.V4, List.of("*mangle", "-I POSTROUTING 1 -j PODSEG-TO", "COMMIT"));
        assertThat(plan(before).plan().changes()).isNotEmpty();
        apply(before);
        assertThat(plan(before).plan().isEmpty()).isTrue();
    }
}
