package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Ip;
import io.podseg.plan.Plan;
import io.podseg.state.TrackedConnection;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When open connections are cut, and which count. The server may be reached at 9000/TCP only. */
class CutTest {
    private static final TrackedConnection ALLOWED = connection("tcp", 9000, true);
    private static final TrackedConnection FORBIDDEN = connection("tcp", 9001, true);
    private static final TrackedConnection UNANSWERED = connection("udp", 9001, false);

    private final Declarations manifests = new FolderSource(
                    List.of(Path.of("src/test/resources/lab/manifests/streams/narrow")))
            .load()
            .declarations();
    private final FakePodman podman = new FakePodman();
    private final FakeNetfilter netfilter = new FakeNetfilter();
    private final Reconciler reconciler = new Reconciler(podman, netfilter, new MemoryStore());

    @BeforeEach
    void image() {
        podman.addImage("localhost/podseg-test:1");
    }

    private static TrackedConnection connection(String protocol, int port, boolean answered) {
        Ip server = Ip.of("10.94.0.11");
        return new TrackedConnection(
                protocol,
                Ip.of("10.94.0.10"),
                server,
                port,
                new TrackedConnection.Original(server, 40000, port),
                false,
                answered);
    }

    private Plan plan() throws HostException {
        return reconciler.plan(manifests, "r", true).plan();
    }

    private void apply() throws HostException {
        assertThat(reconciler.apply(reconciler.plan(manifests, "r", true), Progress.SILENT))
                .allMatch(Outcome.Applied.class::isInstance);
    }

    /** A pod that goes takes its port along, and with it the address of a bridge that has none of its own: that cuts all others. */
    @Test
    void bridgesKeepTheirAddressesOncePodsRunAndAtEveryApply() throws HostException {
        apply();
        List<String> started = netfilter.steady();
        String bridge = started.getFirst();
        assertThat(started.stream().filter(bridge::equals))
                .as("rules, then two pods")
                .hasSize(3);

        int before = netfilter.steady().size();
        netfilter.open(List.of(FORBIDDEN));
        apply();
        assertThat(netfilter.steady().subList(before, netfilter.steady().size()))
                .containsExactly(bridge);
    }

    /** As when podseg was killed between the rules and the cut. */
    @Test
    void whatTheRulesForbidIsCutThoughNothingElseIsToBeDone() throws HostException {
        apply();
        assertThat(plan().isEmpty()).isTrue();
        netfilter.open(List.of(ALLOWED, FORBIDDEN));
        assertThat(plan().isEmpty()).isFalse();
        assertThat(plan().cut()).isEqualTo(1);
        apply();
        assertThat(netfilter.connections()).containsExactly(ALLOWED);
        assertThat(plan().isEmpty()).isTrue();
    }

    @Test
    void whatNobodyHasAnsweredIsNoOpenConnectionButIsCut() throws HostException {
        apply();
        netfilter.open(List.of(UNANSWERED));
        assertThat(plan().isEmpty()).isTrue();
        netfilter.open(List.of(FORBIDDEN));
        assertThat(plan().cut()).isEqualTo(1);
        apply();
        assertThat(netfilter.connections()).isEmpty();
    }

    @Test
    void whatOpensWhileTheRulesAreWrittenIsJudgedByThem() throws HostException {
        netfilter.failWhen(line -> {
            if (line.equals("*mangle")) {
                netfilter.open(List.of(ALLOWED, FORBIDDEN));
            }
            return false;
        });
        apply();
        assertThat(netfilter.connections()).isNotEmpty().containsOnly(ALLOWED);
    }

    @Test
    void connectionsOfPodsThatGoEndBeforeThePods() throws HostException {
        apply();
        netfilter.open(List.of(ALLOWED));
        netfilter.failWhen(line -> line.equals("forget"));
        reconciler.apply(reconciler.planDestroy(), Progress.SILENT);
        assertThat(podman.observe().pods())
                .as("pods whose connections still stand")
                .isNotEmpty();

        netfilter.failWhen(_ -> false);
        assertThat(reconciler.planDestroy().plan().cut()).isEqualTo(1);
        reconciler.apply(reconciler.planDestroy(), Progress.SILENT);
        assertThat(netfilter.connections()).isEmpty();
        assertThat(podman.observe().pods()).isEmpty();
    }
}
