package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Flow;
import io.podseg.policy.Network;
import io.podseg.policy.Verdicts;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import io.podseg.state.Interpreter;
import io.podseg.state.Packet;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The rendered rules, interpreted, give the verdicts of the simulator: for random policies over random pods. */
class FirewallCompilerTest {
    private static final int[] PORTS = {53, 80, 81, 8080};

    private final RandomPods pods = new RandomPods();

    /** Some flows of many worlds find more than all flows of few. */
    @Property(tries = 2000)
    void interpretedRulesAgreeWithVerdicts(@ForAll Random random) {
        agree(pods.world(random, 1 + random.nextInt(6)), flow -> random.nextInt(4) == 0);
    }

    /** More classes than one level of the tree holds. */
    @Property(tries = 10)
    void agreeWithManyClasses(@ForAll Random random) {
        agree(pods.world(random, 120), flow -> true);
    }

    private void agree(World world, Predicate<Flow> asked) {
        Firewall firewall = new FirewallCompiler(world, List.of(RandomPods.BRIDGE_B), pods.places()).compile();
        Interpreter interpreter = new Interpreter(firewall);
        Verdicts verdicts = new Verdicts(world);
        for (Endpoint from : world.endpoints()) {
            for (Endpoint to : world.endpoints()) {
                for (Flow flow : flows(from, to).stream().filter(asked).toList()) {
                    boolean expected = verdicts.allowed(flow);
                    if (interpreter.passes(packet(flow)) != expected) {
                        fail("must be %s: %s in %s", expected ? "allowed" : "denied", flow, world.policies());
                    }
                }
            }
        }
    }

    private List<Flow> flows(Endpoint from, Endpoint to) {
        List<Flow> flows = new ArrayList<>();
        boolean judged = from.isPod() || to.isPod() && !from.onNode();
        for (Ip source : judged ? from.addresses() : List.<Ip>of()) {
            for (Ip destination : to.addresses()) {
                for (int port : PORTS) {
                    for (Protocol protocol : Protocol.values()) {
                        if (source.family() == destination.family()) {
                            Flow flow = new Flow(from, to, source, destination, port, protocol);
                            if (from != to || isSeenByHost(flow)) {
                                flows.add(flow);
                            }
                        }
                    }
                }
            }
        }
        return flows;
    }

    /** What a pod sends to itself stays inside, but for what comes back through a published port. */
    private boolean isSeenByHost(Flow flow) {
        String bridge = place(flow.from(), flow.source());
        return place(flow.to(), flow.destination()).equals(bridge)
                && flow.to().ports().stream()
                        .anyMatch(port -> port.port() == flow.port() && port.protocol() == flow.protocol());
    }

    private Packet packet(Flow flow) {
        String in = place(flow.from(), flow.source());
        String out = place(flow.to(), flow.destination());
        String hook = flow.to().kind() == Endpoint.Kind.RESOLVER ? "INPUT" : "FORWARD";
        return new Packet(
                hook,
                in,
                hook.equals("INPUT") ? "" : out,
                flow.source(),
                flow.destination(),
                flow.protocol(),
                flow.port());
    }

    private String place(Endpoint endpoint, Ip ip) {
        return pods.places().getOrDefault(endpoint.id(), new TreeMap<>()).getOrDefault(ip, "eth0");
    }

    /** Whoever is not in a ready set is dark, whatever the policies say. */
    @Property(tries = 50)
    void whatIsNotReadyIsDark(@ForAll Random random) {
        World world = pods.world(random, 2);
        Firewall firewall = new FirewallCompiler(world, List.of(RandomPods.BRIDGE_B), pods.places()).compile();
        Interpreter interpreter = new Interpreter(firewall);
        Ip stranger = Ip.of("10.89.0.200");
        for (Endpoint pod : world.endpoints()) {
            for (Ip ip : pod.addresses()) {
                if (ip.family() == Family.V4 && pod.isPod()) {
                    String bridge = place(pod, ip);
                    assertThat(interpreter.passes(
                                    new Packet("FORWARD", bridge, bridge, stranger, ip, Protocol.TCP, 80)))
                            .isFalse();
                    assertThat(interpreter.passes(
                                    new Packet("FORWARD", bridge, bridge, ip, stranger, Protocol.TCP, 80)))
                            .isFalse();
                    assertThat(interpreter.passes(new Packet(
                                    "POSTROUTING", "", bridge, Ip.of("10.89.0.1"), stranger, Protocol.TCP, 80)))
                            .isFalse();
                    assertThat(interpreter.passes(
                                    new Packet("POSTROUTING", "", bridge, Ip.of("10.89.0.1"), ip, Protocol.TCP, 80)))
                            .isTrue();
                    assertThat(interpreter.passes(new Packet("PREROUTING", bridge, "", stranger, ip, Protocol.TCP, 80)))
                            .isFalse();
                    assertThat(interpreter.passes(new Packet("PREROUTING", bridge, "", ip, stranger, Protocol.TCP, 80)))
                            .isTrue();
                    assertThat(interpreter.passes(
                                    new Packet("OUTPUT", "", bridge, Ip.of("10.89.0.1"), stranger, Protocol.TCP, 80)))
                            .isFalse();
                    assertThat(interpreter.passes(new Packet("PREROUTING", "eth0", "", stranger, ip, Protocol.TCP, 80)))
                            .isTrue();
                    for (String other : strange(world, pod, bridge)) {
                        assertThat(interpreter.passes(new Packet("PREROUTING", other, "", ip, ip, Protocol.TCP, 80)))
                                .as("an address on another network's bridge")
                                .isFalse();
                    }
                }
            }
        }
    }

    /** Bridges on which an address of a pod has no business: the pod stands there with no default route, or not at all. */
    private List<String> strange(World world, Endpoint pod, String bridge) {
        List<String> ordinary = world.networks().stream()
                .filter(network -> !network.internal())
                .map(Network::bridge)
                .toList();
        SortedMap<Ip, String> own = pods.places().getOrDefault(pod.id(), new TreeMap<>());
        return RandomPods.BRIDGES.stream()
                .filter(other -> !other.equals(bridge))
                .filter(other -> !own.containsValue(other) || !ordinary.containsAll(List.of(bridge, other)))
                .toList();
    }
}
