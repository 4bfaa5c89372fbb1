package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Protocol;
import io.podseg.policy.BlockPeer;
import io.podseg.policy.CompiledPolicies;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Flow;
import io.podseg.policy.PodPeer;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.policy.Selector;
import io.podseg.policy.Verdicts;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import io.podseg.state.Interpreter;
import io.podseg.state.MangleTable;
import io.podseg.state.NetworkMode;
import io.podseg.state.Packet;
import io.podseg.state.Rule;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** The rules inside the namespaces of pods, interpreted, give the verdicts of the simulator. */
class PodRulesCompilerTest {
    private static final Ip OUTSIDE = Ip.of("203.0.113.10");
    private static final int[] PORTS = {53, 80, 81, 8080};

    private final RandomPods pods = new RandomPods();
    private final Map<String, Interpreter> inside = new HashMap<>();

    /** Of two pods the rules of the one that sends and of the one that receives decide, each alone in its own namespace. */
    @Property(tries = 1000)
    void interpretedRulesAgreeWithVerdicts(@ForAll Random random) {
        World world = pods.world(random, 1 + random.nextInt(6));
        world = new World(world.namespaceLabels(), hiding(world.endpoints(), random), world.policies());
        compile(world);
        Verdicts verdicts = new Verdicts(world);
        for (Endpoint from : world.endpoints()) {
            for (Endpoint to : world.endpoints()) {
                for (Flow flow : flows(from, to)) {
                    boolean expected = verdicts.allowed(flow);
                    if (random.nextInt(4) == 0 && passes(flow) != expected) {
                        fail("must be %s: %s in %s", expected ? "allowed" : "denied", flow, world.policies());
                    }
                }
            }
        }
    }

    /** Some of the declared ports are published by rootless Podman: for clients of one family, or of both. */
    private static List<Endpoint> hiding(List<Endpoint> endpoints, Random random) {
        return endpoints.stream()
                .map(endpoint -> new Endpoint(
                        endpoint.id(),
                        endpoint.kind(),
                        endpoint.namespace(),
                        endpoint.labels(),
                        endpoint.addresses(),
                        endpoint.ports().stream()
                                .map(port -> switch (endpoint.isPod() ? random.nextInt(4) : 3) {
                                    case 0 -> port.hiding(List.of(Family.V4));
                                    case 1 -> port.hiding(List.of(Family.values()));
                                    default -> port;
                                })
                                .toList(),
                        endpoint.hostNetwork()))
                .toList();
    }

    private void compile(World world) {
        inside.clear();
        PodRulesCompiler compiler = new PodRulesCompiler(new CompiledPolicies(world), new RuleMemory());
        world.endpoints().stream()
                .filter(Endpoint::selectable)
                .forEach(pod -> inside.put(
                        pod.id(),
                        new Interpreter(compiler.compile(new Inside(pod, false, List.of(), List.of(), List.of())))));
    }

    private boolean passes(Flow flow) {
        Interpreter sender = inside.get(flow.from().id());
        Interpreter receiver = inside.get(flow.to().id());
        return (sender == null || sender.passes(packet(flow, "POSTROUTING", "", "eth0")))
                && (receiver == null || receiver.passes(arriving(flow)));
    }

    /** Whoever comes by a port that rootless Podman publishes comes from the pod's own address. */
    private static Packet arriving(Flow flow) {
        boolean handedOn = flow.from().kind() == Endpoint.Kind.EXTERNAL
                && !flow.to().hidden(flow.port(), flow.protocol()).isEmpty();
        return handedOn
                ? new Packet("INPUT", "lo", "", flow.destination(), flow.destination(), flow.protocol(), flow.port())
                : packet(flow, "INPUT", "eth0", "");
    }

    private static Packet packet(Flow flow, String hook, String in, String out) {
        return new Packet(hook, in, out, flow.source(), flow.destination(), flow.protocol(), flow.port());
    }

    private static List<Flow> flows(Endpoint from, Endpoint to) {
        List<Flow> flows = new ArrayList<>();
        boolean judged = !from.id().equals(to.id()) && !from.onNode() && (from.isPod() || to.isPod());
        for (Ip source : judged ? from.addresses() : List.<Ip>of()) {
            for (Ip destination : to.addresses()) {
                for (int port : PORTS) {
                    for (Protocol protocol : Protocol.values()) {
                        if (source.family() == destination.family()) {
                            flows.add(new Flow(from, to, source, destination, port, protocol));
                        }
                    }
                }
            }
        }
        return flows;
    }

    @Test
    void addressesThatPodsegDidNotGiveAreDarkInside() {
        Interpreter rules = new Interpreter(bridged(List.of()));

        assertThat(rules.passes(in("eth0", "10.89.0.9", "10.89.0.10", 80))).isTrue();
        assertThat(rules.passes(in("eth0", "10.89.0.9", "10.89.0.11", 80))).isFalse();
        assertThat(rules.passes(out("eth0", "10.89.0.10", "10.89.0.9", 80))).isTrue();
        assertThat(rules.passes(out("eth0", "10.89.0.11", "10.89.0.9", 80))).isFalse();
        assertThat(rules.passes(out("eth0", "fe80::1", "fd00::9", 80))).isFalse();
    }

    @Test
    void theNodeAndThePodItselfComeInWhateverPoliciesSay() {
        Interpreter rules = new Interpreter(bridged(List.of(deny())));

        assertThat(rules.passes(in("eth0", "10.89.0.9", "10.89.0.10", 80))).isFalse();
        assertThat(rules.passes(in("eth0", "10.89.0.1", "10.89.0.10", 80))).isTrue();
        assertThat(rules.passes(in("lo", "10.89.0.10", "10.89.0.10", 80))).isTrue();
        assertThat(rules.passes(in("lo", "127.0.0.1", "127.0.0.1", 80))).isTrue();
        assertThat(rules.passes(out("lo", "127.0.0.1", "127.0.0.1", 80))).isTrue();
    }

    /** What is published is closed to the pod itself too, by its own address: the two cannot be told apart. */
    @Test
    void aPublishedPortOpensForEverybodyOrForNobody() {
        PolicyRule some = new PolicyRule(0, List.of(new BlockPeer(Cidr.of("203.0.113.0/24"), List.of())), List.of());
        PolicyRule ipv4 = new PolicyRule(0, List.of(new BlockPeer(Cidr.of("0.0.0.0/0"), List.of())), List.of());
        PolicyRule all = new PolicyRule(0, List.of(), List.of());

        assertThat(published(List.of(Family.V4), some)).isFalse();
        assertThat(published(List.of(Family.V4), ipv4)).isTrue();
        assertThat(published(List.of(Family.V4, Family.V6), ipv4)).isFalse();
        assertThat(published(List.of(Family.V4, Family.V6), all)).isTrue();
    }

    private static boolean published(List<Family> clients, PolicyRule rule) {
        Endpoint pod = pod(List.of(Ip.of("10.89.0.10")), List.of(port().hiding(clients)));
        Firewall rules = compile(pod, List.of(ingress(rule)), new Inside(pod, false, List.of(), List.of(), List.of()));
        assertThat(new Interpreter(rules).passes(in("lo", "127.0.0.1", "127.0.0.1", 80)))
                .isTrue();
        return new Interpreter(rules).passes(in("lo", "10.89.0.10", "10.89.0.10", 80));
    }

    @Test
    void slirpPodsReachTheirResolverWhereDnsIsAllowedAndNoOtherAddress() {
        Selector dns = new Selector(new TreeMap<>(Map.of("k8s-app", "kube-dns")), List.of());
        PolicyRule toDns =
                new PolicyRule(0, List.of(new PodPeer(Optional.of(Selector.ALL), Optional.of(dns))), List.of());
        Interpreter rules = new Interpreter(userMode("slirp4netns:cidr=10.9.0.0/24", egress(toDns), true));

        assertThat(rules.passes(udp("10.9.0.100", "10.9.0.3", 53))).isTrue();
        assertThat(rules.passes(udp("fd00::100", "fd00::3", 53))).isTrue();
        assertThat(rules.passes(udp("10.9.0.100", "10.9.0.3", 54))).isFalse();
        assertThat(rules.passes(udp("10.9.0.100", "10.0.2.3", 53))).isFalse();
        assertThat(rules.passes(out("tap0", "10.9.0.100", OUTSIDE.toString(), 80)))
                .isFalse();
        assertThat(rules.passes(in("tap0", "10.9.0.2", "10.9.0.100", 80))).isTrue();
    }

    /** Rootful, such a pod would look like the node to the pods of this host. */
    @Test
    void userModePodsReachNoPodOfTheHost() {
        PolicyRule all = new PolicyRule(0, List.of(), List.of());

        Interpreter rootful = new Interpreter(userMode("slirp4netns", egress(all), false));
        assertThat(rootful.passes(out("tap0", "10.0.2.100", "10.89.0.10", 80))).isFalse();
        assertThat(rootful.passes(out("tap0", "10.0.2.100", OUTSIDE.toString(), 80)))
                .isTrue();
        Interpreter pasta = new Interpreter(userMode("pasta", egress(all), true));
        assertThat(pasta.passes(out("eth0", "192.0.2.7", OUTSIDE.toString(), 80)))
                .isTrue();
        assertThat(pasta.passes(in("eth0", OUTSIDE.toString(), "192.0.2.7", 80)))
                .isTrue();
    }

    @Test
    void everyTableHasTheSameTwoJumpsAndEveryRuleItsHash() {
        Firewall rules = bridged(List.of(deny()));

        for (Family family : Family.values()) {
            MangleTable table = rules.table(family);
            assertThat(table.hooks())
                    .containsEntry("INPUT", MangleTable.Hook.first("PODSEG-POD-IN"))
                    .containsEntry("POSTROUTING", MangleTable.Hook.first("PODSEG-POD-OUT"))
                    .hasSize(2);
            assertThat(table.chains().values().stream().flatMap(List::stream))
                    .allMatch(rule -> Rule.commentHash(rule).isPresent());
        }
        assertThat(rules.bridgeCallIptables()).isFalse();
    }

    private static Firewall bridged(List<Policy> policies) {
        Endpoint pod = pod(List.of(Ip.of("10.89.0.10")), List.of());
        return compile(pod, policies, new Inside(pod, false, List.of(Ip.of("10.89.0.1")), List.of(), List.of()));
    }

    private static Firewall userMode(String mode, Policy policy, boolean rootless) {
        Endpoint pod = pod(Endpoint.UNSEEN, List.of());
        NetworkSpec network = NetworkSpec.bridge(
                "x", List.of(new NetworkSpec.Subnet(Cidr.of("10.89.0.0/24"), Optional.empty(), Optional.empty())));
        return compile(
                pod,
                List.of(policy),
                Inside.userMode(pod, NetworkMode.parse(mode).orElseThrow(), List.of(network), rootless));
    }

    private static Firewall compile(Endpoint pod, List<Policy> policies, Inside inside) {
        List<Endpoint> endpoints = List.of(pod, Endpoint.resolver("kube-system/dns-host", Endpoint.UNSEEN));
        World world = new World(new TreeMap<>(), endpoints, policies);
        return new PodRulesCompiler(new CompiledPolicies(world), new RuleMemory()).compile(inside);
    }

    private static ContainerPort port() {
        return new ContainerPort(Optional.empty(), 80, Protocol.TCP);
    }

    private static Endpoint pod(List<Ip> addresses, List<ContainerPort> ports) {
        return new Endpoint("x/pod", Endpoint.Kind.POD, "x", new TreeMap<>(), addresses, ports, false);
    }

    private static Policy deny() {
        return policy(Optional.of(List.of()), Optional.empty());
    }

    private static Policy ingress(PolicyRule rule) {
        return policy(Optional.of(List.of(rule)), Optional.empty());
    }

    private static Policy egress(PolicyRule rule) {
        return policy(Optional.empty(), Optional.of(List.of(rule)));
    }

    private static Policy policy(Optional<List<PolicyRule>> ingress, Optional<List<PolicyRule>> egress) {
        return new Policy(new ObjectKey("NetworkPolicy", "x", "policy"), Selector.ALL, ingress, egress);
    }

    private static Packet in(String by, String from, String to, int port) {
        return new Packet("INPUT", by, "", Ip.of(from), Ip.of(to), Protocol.TCP, port);
    }

    private static Packet out(String by, String from, String to, int port) {
        return new Packet("POSTROUTING", "", by, Ip.of(from), Ip.of(to), Protocol.TCP, port);
    }

    private static Packet udp(String from, String to, int port) {
        return new Packet("POSTROUTING", "", "tap0", Ip.of(from), Ip.of(to), Protocol.UDP, port);
    }
}
