package io.podseg.policy;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** Small worlds in which everything that policies can say happens often. */
final class RandomWorlds {
    private static final List<String> NAMESPACES = List.of("x", "y", "z", "kube-system");
    private static final List<Integer> PORTS = List.of(53, 80, 81, 8080);

    private static final int NETWORKS = 4;

    private final Random random;

    RandomWorlds(Random random) {
        this.random = random;
    }

    World world() {
        SortedMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
        for (String namespace : List.of("x", "y")) {
            namespaces.put(namespace, labels());
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 2 + random.nextInt(6); i++) {
            endpoints.add(pod(i));
        }
        endpoints.add(Endpoint.resolver("dns/net", List.of(address(1, 14, true), address(1, 14, false))));
        endpoints.add(Endpoint.external(Ip.of("203.0.113.10")));
        endpoints.add(Endpoint.external(Ip.of("10.0.0.20")));
        endpoints.add(Endpoint.external(Ip.of("fd00::20")));
        List<Policy> policies = new ArrayList<>();
        for (int i = 0; i < random.nextInt(5); i++) {
            policies.add(policy(i));
        }
        return new World(namespaces, networks(), endpoints, policies);
    }

    /** The same pods with a policy dropped or added, or a pod relabelled or gone. */
    World changed(World world) {
        List<Policy> policies = new ArrayList<>(world.policies());
        List<Endpoint> endpoints = new ArrayList<>(world.endpoints());
        switch (random.nextInt(3)) {
            case 0 -> policies.add(policy(99));
            case 1 -> {
                if (!policies.isEmpty()) {
                    policies.remove(random.nextInt(policies.size()));
                }
            }
            default -> {
                int index = random.nextInt(endpoints.size());
                Endpoint old = endpoints.remove(index);
                if (old.kind() == Endpoint.Kind.POD && random.nextBoolean()) {
                    endpoints.add(new Endpoint(
                            old.id(), old.kind(), old.namespace(), labels(), old.addresses(), old.ports(), false));
                }
            }
        }
        List<Network> networks = random.nextInt(4) == 0 ? networks() : world.networks();
        return new World(world.namespaceLabels(), networks, endpoints, policies);
    }

    /** Blocks of 16 addresses in each family; the last is of no network that the world knows, at times. */
    private List<Network> networks() {
        List<Network> networks = new ArrayList<>();
        for (int i = 0; i < NETWORKS - random.nextInt(2); i++) {
            List<Cidr> subnets = List.of(new Cidr(address(i, 0, true), 28), new Cidr(address(i, 0, false), 124));
            networks.add(new Network("net" + i, "br" + i, subnets, random.nextInt(4) == 0, random.nextInt(4) == 0));
        }
        return networks;
    }

    private static Ip address(int network, int host, boolean four) {
        int number = network * 16 + host;
        return Ip.of(four ? "10.0.0." + number : "fd00::" + Integer.toHexString(number));
    }

    private Endpoint pod(int number) {
        String namespace = pick(NAMESPACES.subList(0, 3));
        List<Ip> addresses = new ArrayList<>();
        for (int network = random.nextInt(NETWORKS); network < NETWORKS; network += 1 + random.nextInt(NETWORKS)) {
            int families = random.nextInt(4);
            if (families > 0) {
                addresses.add(address(network, number + 1, true));
            }
            if (families < 2) {
                addresses.add(address(network, number + 1, false));
            }
        }
        List<ContainerPort> ports =
                some(2, () -> new ContainerPort(Optional.of(pick(List.of("http", "dns"))), pick(PORTS), protocol()));
        return new Endpoint(
                namespace + "/p" + number,
                random.nextInt(5) == 0 ? Endpoint.Kind.FOREIGN : Endpoint.Kind.POD,
                namespace,
                labels(),
                addresses,
                ports,
                random.nextInt(8) == 0);
    }

    private Policy policy(int number) {
        ObjectKey key = new ObjectKey("NetworkPolicy", pick(NAMESPACES), "policy" + number);
        return new Policy(key, selector(), rules(), rules(), random.nextInt(5) == 0);
    }

    private Optional<List<PolicyRule>> rules() {
        if (random.nextInt(3) == 0) {
            return Optional.empty();
        }
        List<PolicyRule> rules = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            rules.add(new PolicyRule(i, some(2, this::peer), some(2, this::port)));
        }
        return Optional.of(rules);
    }

    private Peer peer() {
        return switch (random.nextInt(4)) {
            case 0 -> block();
            case 1 -> new PodPeer(Optional.empty(), Optional.of(selector()));
            case 2 -> new PodPeer(Optional.of(selector()), Optional.empty());
            default -> new PodPeer(Optional.of(selector()), Optional.of(selector()));
        };
    }

    private Peer block() {
        boolean four = random.nextInt(3) > 0;
        int bits = four ? 32 : 128;
        Ip base = address(random.nextInt(NETWORKS), random.nextInt(10), four);
        Cidr cidr = new Cidr(base, random.nextInt(4) == 0 ? 0 : bits - random.nextInt(6));
        List<Cidr> except = some(2, () -> new Cidr(base, Math.min(bits, cidr.prefix() + 1 + random.nextInt(4))));
        return new BlockPeer(
                cidr, except.stream().filter(part -> !part.equals(cidr)).toList());
    }

    private PortMatch port() {
        return switch (random.nextInt(4)) {
            case 0 -> new NamedPort(protocol(), pick(List.of("http", "dns")));
            case 1 -> new NumberedPort(protocol(), Optional.empty());
            case 2 -> new NumberedPort(protocol(), Optional.of(new PortRange(80, pick(List.of(80, 81, 8080)))));
            default -> new NumberedPort(protocol(), Optional.of(PortRange.of(pick(PORTS))));
        };
    }

    private Selector selector() {
        return new Selector(random.nextInt(3) == 0 ? labels() : new TreeMap<>(), some(1, () -> {
            Requirement.Operator operator = pick(List.of(Requirement.Operator.values()));
            boolean listed = operator == Requirement.Operator.IN || operator == Requirement.Operator.NOT_IN;
            return new Requirement(
                    pick(List.of("a", "b")), operator, listed ? List.of(pick(List.of("1", "2"))) : List.of());
        }));
    }

    private SortedMap<String, String> labels() {
        SortedMap<String, String> labels = new TreeMap<>();
        for (String key : List.of("a", "b")) {
            if (random.nextBoolean()) {
                labels.put(key, pick(List.of("1", "2")));
            }
        }
        return labels;
    }

    private Protocol protocol() {
        return pick(List.of(Protocol.TCP, Protocol.TCP, Protocol.UDP, Protocol.SCTP));
    }

    private <T> List<T> some(int most, Supplier<T> item) {
        List<T> items = new ArrayList<>();
        int count = random.nextInt(most + 1);
        for (int i = 0; i < count; i++) {
            items.add(item.get());
        }
        return items;
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }
}
