package io.podseg.policy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.Protocol;
import io.podseg.model.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Worlds for tests in few words: labels as {@code app=web,tier=a}, policies as the YAML of their spec. */
final class Fixture {
    private static final YAMLMapper YAML = new YAMLMapper();

    private final SortedMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
    private final List<Network> networks = new ArrayList<>();
    private final List<Endpoint> endpoints = new ArrayList<>();
    private final List<Policy> policies = new ArrayList<>();

    /** Namespaces x and y with pods a, b, c each, 10.89.0.1 to 3 and 10.89.1.1 to 3, and an address outside. */
    static Fixture nine() {
        Fixture world = new Fixture().namespace("x", "ns=x").namespace("y", "ns=y");
        for (int n = 0; n < 2; n++) {
            for (int p = 0; p < 3; p++) {
                String pod = "abc".substring(p, p + 1);
                String id = "xy".charAt(n) + "/" + pod;
                world.pod(id, "pod=" + pod, "10.89." + n + "." + (p + 1), "http:80/TCP alt:81/TCP dns:80/UDP");
            }
        }
        return world.add(Endpoint.external(Ip.of("203.0.113.10")));
    }

    Fixture namespace(String name, String labels) {
        namespaces.put(name, labels(labels));
        return this;
    }

    /** Subnets separated by blanks; kind is {@code internal}, {@code isolated} or empty. */
    Fixture network(String name, String subnets, String kind) {
        networks.add(new Network(
                name,
                "br-" + name,
                Arrays.stream(subnets.split(" ")).map(Cidr::of).toList(),
                kind.equals("internal"),
                kind.equals("isolated")));
        return this;
    }

    /** Ports as {@code http:80/TCP 53/UDP}. */
    Fixture pod(String id, String labels, String addresses, String ports) {
        endpoints.add(endpoint(Endpoint.Kind.POD, id, labels, addresses, ports, false));
        return this;
    }

    Fixture pod(String id, String labels, String addresses) {
        return pod(id, labels, addresses, "");
    }

    Fixture add(Endpoint endpoint) {
        endpoints.add(endpoint);
        return this;
    }

    Fixture policy(String id, String spec) {
        Parsed parsed = parse(id, spec);
        policies.add(parsed.policy().orElseThrow(() -> new AssertionError(parsed.diagnostics())));
        return this;
    }

    /** A policy in audit mode. */
    Fixture audit(String id, String spec) {
        policy(id, spec);
        Policy last = policies.removeLast();
        policies.add(new Policy(last.key(), last.pods(), last.ingress(), last.egress(), true));
        return this;
    }

    World world() {
        return new World(namespaces, networks, endpoints, policies);
    }

    /** Whether a connection between two endpoints is allowed, in a word that reads well in a failure. */
    boolean allowed(String from, String to, int port, Protocol protocol) {
        return verdict(from, to, port, protocol).allowed();
    }

    boolean allowed(String from, String to, int port) {
        return allowed(from, to, port, Protocol.TCP);
    }

    Verdict verdict(String from, String to, int port, Protocol protocol) {
        World world = world();
        return new Verdicts(world).verdict(find(world, from), find(world, to), port, protocol);
    }

    static Endpoint find(World world, String id) {
        return world.endpoints().stream()
                .filter(endpoint -> endpoint.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no endpoint " + id));
    }

    static Endpoint endpoint(
            Endpoint.Kind kind, String id, String labels, String addresses, String ports, boolean hostNetwork) {
        List<Ip> ips = Arrays.stream(addresses.split(" "))
                .filter(text -> !text.isEmpty())
                .map(Ip::of)
                .toList();
        String namespace = id.substring(0, Math.max(0, id.indexOf('/')));
        return new Endpoint(id, kind, namespace, labels(labels), ips, ports(ports), hostNetwork);
    }

    static SortedMap<String, String> labels(String text) {
        SortedMap<String, String> labels = new TreeMap<>();
        for (String pair : text.split(",")) {
            if (!pair.isEmpty()) {
                labels.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
            }
        }
        return labels;
    }

    private static List<ContainerPort> ports(String text) {
        return Arrays.stream(text.split(" "))
                .filter(port -> !port.isEmpty())
                .map(port -> {
                    int colon = port.indexOf(':');
                    int slash = port.indexOf('/');
                    return new ContainerPort(
                            colon < 0 ? Optional.empty() : Optional.of(port.substring(0, colon)),
                            Integer.parseInt(port.substring(colon + 1, slash)),
                            Protocol.valueOf(port.substring(slash + 1)));
                })
                .toList();
    }

    /** Parses a spec; each pointer of it has a line of its own in {@code p.yaml}. */
    static Parsed parse(String id, String spec) {
        return PolicyParser.parse(manifest(id, spec));
    }

    static Manifest<NetworkPolicy> manifest(String id, String spec) {
        try {
            JsonNode tree = YAML.createObjectNode().set("spec", YAML.readTree(spec));
            Map<String, Position> positions = new HashMap<>();
            place(tree, "", positions);
            String namespace = id.substring(0, id.indexOf('/'));
            String name = id.substring(id.indexOf('/') + 1);
            return new Manifest<>(
                    new ObjectKey("NetworkPolicy", namespace, name),
                    YAML.treeToValue(tree, NetworkPolicy.class),
                    new Source(new Position("p.yaml", 1, 1), positions));
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static void place(JsonNode node, String pointer, Map<String, Position> positions) {
        positions.put(pointer, new Position("p.yaml", positions.size() + 1, 1));
        node.properties()
                .forEach(field -> place(field.getValue(), pointer + "/" + Problems.escape(field.getKey()), positions));
        for (int i = 0; node.isArray() && i < node.size(); i++) {
            place(node.get(i), pointer + "/" + i, positions);
        }
    }
}
