package io.podseg.desired;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.policy.BlockPeer;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Endpoint;
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
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;

/** Random pods on three networks, and random policies over them, in which everything that rules can say happens often. */
final class RandomPods {
    static final String BRIDGE_B = "edge0";
    private static final String BRIDGE_A = "podseg0000000a";
    static final List<String> BRIDGES = List.of(BRIDGE_A, BRIDGE_B, "podseg0000000c");
    private static final List<String> NAMES = List.of("a", "b", "c");

    private final Map<String, SortedMap<Ip, String>> places = new HashMap<>();

    /** For each endpoint of the last world: its addresses and their bridges. */
    Map<String, SortedMap<Ip, String>> places() {
        return places;
    }

    World world(Random random, int policies) {
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
}
