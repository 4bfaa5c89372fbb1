package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.policy.BlockPeer;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Flow;
import io.podseg.policy.NamedPort;
import io.podseg.policy.Network;
import io.podseg.policy.NumberedPort;
import io.podseg.policy.Peer;
import io.podseg.policy.PodPeer;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.policy.PortMatch;
import io.podseg.policy.Requirement;
import io.podseg.policy.Selector;
import io.podseg.policy.Verdicts;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import io.podseg.state.Interpreter;
import io.podseg.state.Packet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The rendered rules, interpreted, give the verdicts of the simulator: for random policies over random pods. */
class FirewallCompilerTest {
    private static final String BRIDGE_A = "podseg0000000a";
    private static final String BRIDGE_B = "edge0";
    private static final List<String> BRIDGES = List.of(BRIDGE_A, BRIDGE_B, "podseg0000000c");
    private static final List<String> NAMES = List.of("a", "b", "c");
    private static final int[] PORTS = {53, 80, 81, 8080};

    private final Map<String, SortedMap<Ip, String>> places = new HashMap<>();

    /** Some flows of many worlds find more than all flows of few. */
    @Property(tries = 2000)
    void interpretedRulesAgreeWithVerdicts(@ForAll Random random) {
        agree(world(random, 1 + random.nextInt(6)), flow -> random.nextInt(4) == 0);
    }

    /** More classes than one level of the tree holds. */
    @Property(tries = 10)
    void agreeWithManyClasses(@ForAll Random random) {
        agree(world(random, 120), flow -> true);
    }

    private void agree(World world, Predicate<Flow> asked) {
        Firewall firewall = new FirewallCompiler(world, List.of(BRIDGE_B), places).compile();
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
        return places.getOrDefault(endpoint.id(), new TreeMap<>()).getOrDefault(ip, "eth0");
    }

    private World world(Random random, int policies) {
        places.clear();
        List<Endpoint> endpoints = new ArrayList<>();
        int host = 10;
        for (String namespace : List.of("x", "y")) {
            for (String name : NAMES) {
                List<Ip> addresses = new ArrayList<>();
                TreeMap<Ip, String> place = new TreeMap<>();
                for (int network = random.nextInt(3); network < 3; network += 1 + random.nextInt(3)) {
                    for (Family family : Family.values()) {
                        Ip ip = address(network, host, family);
                        addresses.add(ip);
                        place.put(ip, BRIDGES.get(network));
                    }
                }
                host++;
                TreeMap<String, String> labels = new TreeMap<>(Map.of("pod", name));
                if (random.nextBoolean()) {
                    labels.put("tier", random.nextBoolean() ? "web" : "db");
                }
                List<ContainerPort> ports = List.of(new ContainerPort(
                        Optional.of("http"),
                        random.nextBoolean() ? 80 : 8080,
                        random.nextInt(4) == 0 ? Protocol.UDP : Protocol.TCP));
                String id = namespace + "/" + name;
                Endpoint.Kind kind = random.nextInt(4) == 0 ? Endpoint.Kind.FOREIGN : Endpoint.Kind.POD;
                endpoints.add(new Endpoint(id, kind, namespace, labels, addresses, ports, false));
                places.put(id, place);
            }
        }
        endpoints.add(Endpoint.resolver("kube-system/dns", List.of(Ip.of("10.89.0.1"), Ip.of("fd00::1"))));
        endpoints.add(Endpoint.external(Ip.of("203.0.113.10")));
        endpoints.add(Endpoint.external(Ip.of("2001:db8::10")));
        List<Policy> all = new ArrayList<>();
        for (int i = 0; i < policies; i++) {
            all.add(policy(random, i));
        }
        TreeMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
        namespaces.put("x", new TreeMap<>(Map.of("team", "one")));
        return new World(namespaces, networks(random), endpoints, all);
    }

    /** Three networks, of which some are internal and some isolated. */
    private static List<Network> networks(Random random) {
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            networks.add(new Network(
                    "net" + i,
                    BRIDGES.get(i),
                    List.of(new Cidr(address(i, 0, Family.V4), 26), new Cidr(address(i, 0, Family.V6), 122)),
                    random.nextInt(4) == 0,
                    random.nextInt(3) == 0));
        }
        return networks;
    }

    private static Ip address(int network, int host, Family family) {
        int number = network * 64 + host;
        return Ip.of(family == Family.V4 ? "10.89.0." + number : "fd00::" + Integer.toHexString(number));
    }

    private Policy policy(Random random, int index) {
        ObjectKey key = new ObjectKey("NetworkPolicy", random.nextBoolean() ? "x" : "y", "p" + index);
        boolean ingress = random.nextInt(4) > 0;
        boolean egress = !ingress || random.nextBoolean();
        return new Policy(
                key,
                selector(random),
                ingress ? Optional.of(rules(random)) : Optional.empty(),
                egress ? Optional.of(rules(random)) : Optional.empty(),
                random.nextInt(5) == 0);
    }

    private List<PolicyRule> rules(Random random) {
        List<PolicyRule> rules = new ArrayList<>();
        for (int i = 0; i < random.nextInt(4); i++) {
            List<Peer> peers = new ArrayList<>();
            for (int p = 0; p < random.nextInt(3); p++) {
                peers.add(peer(random));
            }
            List<PortMatch> ports = new ArrayList<>();
            for (int p = 0; p < random.nextInt(3); p++) {
                ports.add(port(random));
            }
            rules.add(new PolicyRule(i, peers, ports));
        }
        return rules;
    }

    private static Peer peer(Random random) {
        return switch (random.nextInt(7)) {
            case 6 -> new BlockPeer(Cidr.of("10.89.0.64/26"), List.of());
            case 0 -> new BlockPeer(Cidr.of("0.0.0.0/0"), List.of(Cidr.of("10.89.0.8/29"), Cidr.of("203.0.113.10/32")));
            case 1 -> new BlockPeer(Cidr.of("10.89.0.0/24"), List.of(Cidr.of("10.89.0.12/31")));
            case 2 -> new BlockPeer(Cidr.of("::/0"), random.nextBoolean() ? List.of(Cidr.of("fd00::/120")) : List.of());
            case 3 -> new PodPeer(Optional.of(selector(random)), Optional.of(selector(random)));
            case 4 -> new PodPeer(Optional.of(random.nextBoolean() ? Selector.ALL : kubeSystem()), Optional.empty());
            default -> new PodPeer(Optional.empty(), Optional.of(selector(random)));
        };
    }

    private static Selector kubeSystem() {
        return new Selector(new TreeMap<>(Map.of(World.NAMESPACE_NAME, "kube-system")), List.of());
    }

    private static PortMatch port(Random random) {
        Protocol protocol = Protocol.values()[random.nextInt(3)];
        return switch (random.nextInt(4)) {
            case 0 -> new NumberedPort(protocol, Optional.empty());
            case 1 -> new NumberedPort(protocol, Optional.of(new PortRange(80, 90)));
            case 2 -> new NumberedPort(protocol, Optional.of(PortRange.of(53)));
            default -> new NamedPort(protocol, random.nextInt(5) == 0 ? "dns" : "http");
        };
    }

    private static Selector selector(Random random) {
        return switch (random.nextInt(6)) {
            case 0, 1 -> Selector.ALL;
            case 2 -> new Selector(new TreeMap<>(Map.of("tier", "web")), List.of());
            case 3 -> new Selector(new TreeMap<>(Map.of("pod", NAMES.get(random.nextInt(3)))), List.of());
            case 4 ->
                new Selector(
                        new TreeMap<>(), List.of(new Requirement("tier", Requirement.Operator.NOT_IN, List.of("web"))));
            default -> new Selector(new TreeMap<>(Map.of("team", "one")), List.of());
        };
    }

    /** Whoever is not in a ready set is dark, whatever the policies say. */
    @Property(tries = 50)
    void whatIsNotReadyIsDark(@ForAll Random random) {
        World world = world(random, 2);
        Firewall firewall = new FirewallCompiler(world, List.of(BRIDGE_B), places).compile();
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
        SortedMap<Ip, String> own = places.getOrDefault(pod.id(), new TreeMap<>());
        return BRIDGES.stream()
                .filter(other -> !other.equals(bridge))
                .filter(other -> !own.containsValue(other) || !ordinary.containsAll(List.of(bridge, other)))
                .toList();
    }
}
