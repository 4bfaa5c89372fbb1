package io.podseg.audit.live;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.audit.facts.HostAudit.Deviation;
import io.podseg.model.Family;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.policy.World;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.ContainerRun;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.state.MangleTable;
import io.podseg.state.NetworkMode;
import io.podseg.state.PodState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class DeviationsTest {
    private static final MangleTable STANDS = new MangleTable(
            new TreeMap<>(Map.of("PODSEG-FORWARD", List.of())),
            new TreeMap<>(Map.of("FORWARD", MangleTable.Hook.first("PODSEG-FORWARD"))));
    private static final Firewall BOTH =
            new Firewall(Map.of(Family.V4, STANDS, Family.V6, STANDS), new TreeMap<>(), BridgeSysctls.ALL);
    private static final Firewall ONE = new Firewall(
            Map.of(Family.V4, STANDS), new TreeMap<>(), BridgeSysctls.of(List.of("bridge-nf-call-iptables")));

    @Test
    void aPodThatRunsWithoutTheRulesInsideIsTold() {
        assertThat(told(new Deviations(host(BOTH, Optional.empty())).hook(Optional.empty())))
                .containsExactly("PS33 Pod default/web");
        assertThat(told(new Deviations(host(BOTH, Optional.of(BOTH))).hook(Optional.empty())))
                .isEmpty();
        assertThat(told(new Deviations(host(BOTH, Optional.of(BOTH))).hook(Optional.of("the hook is not installed"))))
                .containsExactly("PS33 Host host");
    }

    @Test
    void ipv6ThatIsOpenWhileIpv4IsClosedIsToldForTheHostAndInsidePods() {
        assertThat(told(new Deviations(host(ONE, Optional.of(ONE))).ipv6(true)))
                .containsExactly("PS34 Host host", "PS34 Host host", "PS34 Pod default/web");
        assertThat(told(new Deviations(host(BOTH, Optional.of(BOTH))).ipv6(true)))
                .isEmpty();
        assertThat(told(new Deviations(host(ONE, Optional.of(ONE))).ipv6(false)))
                .as("a kernel without IPv6")
                .isEmpty();
        assertThat(told(new Deviations(HostState.empty()).ipv6(true)))
                .as("where nothing is filtered, nothing is open by mistake")
                .isEmpty();
    }

    @Test
    void theHookAndAUserNamespaceThatItCannotReadInAreTold() {
        assertThat(users("auto", true, "")).containsExactly("PS35 Container layered");
        assertThat(users("nomap", true, "")).containsExactly("PS35 Container layered");
        assertThat(users("keep-id", true, "")).isEmpty();
        assertThat(users("keep-id", true, "auto:size=1024")).containsExactly("PS35 Host host");
        assertThat(users("keep-id", false, "auto")).isEmpty();
    }

    private static List<String> users(String mode, boolean installed, String byDefault) {
        Inspected plain = SeenContainers.told("layered", Map.of(), Map.of(), List.of());
        Inspected layered = new Inspected(
                plain.identity(),
                plain.image(),
                plain.labels(),
                new TreeMap<>(Map.of(Owner.LAYER, Owner.POD_LAYER, "io.podman.annotations.userns", mode)),
                plain.modes(),
                plain.security(),
                plain.files(),
                plain.limits(),
                plain.run(),
                plain.network());
        List<Seen> seen = List.of(new Seen(layered, Optional.of(SeenContainers.configured("user")), Optional.empty()));
        FromLive facts = new FromLive(World.EMPTY, "/state");
        return told(new Deviations(HostState.empty()).users(facts.pods(seen), seen, facts, installed, byDefault));
    }

    private static List<String> told(Deviations deviations) {
        return deviations.found().stream().map(DeviationsTest::line).sorted().toList();
    }

    private static String line(Deviation deviation) {
        return deviation.check() + " " + deviation.subject();
    }

    /** A host with a pod that has the pod layer. */
    private static HostState host(Firewall firewall, Optional<Firewall> inside) {
        PodState pod = new PodState(
                        new ObjectKey("Pod", "default", "web"),
                        "web",
                        "hash",
                        List.of(),
                        new TreeMap<>(Map.of("main", ContainerRun.RUNNING)))
                .connected(NetworkMode.BRIDGE, true);
        TreeMap<String, Firewall> rules = new TreeMap<>();
        inside.ifPresent(it -> rules.put("web", it));
        return HostState.empty()
                .withPods(new TreeMap<>(Map.of("web", pod)))
                .withFirewall(firewall)
                .withPodRules(rules);
    }
}
