package io.podseg.conformance;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.podseg.model.Cidr;
import io.podseg.model.Family;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Random policies over the nine pods, and random labels of theirs, as manifests; the same for the same seed. */
public final class RandomManifests {
    private static final YAMLMapper YAML = new YAMLMapper();
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final List<String> NAMESPACES = List.of("x", "y", "z");
    private static final List<String> LETTERS = List.of("a", "b", "c");
    private static final List<String> TIERS = List.of("web", "db");
    private static final List<String> TEAMS = List.of("one", "two");
    private static final List<Integer> PREFIXES_4 = List.of(0, 24, 26, 27, 28, 30, 31, 32);
    private static final List<Integer> PREFIXES_6 = List.of(0, 64, 122, 123, 124, 126, 127, 128);
    private static final List<String> PORT_NAMES =
            List.of("serve-80-tcp", "serve-81-tcp", "serve-80-udp", "serve-81-udp", "web", "nobody");

    private final Random random;

    private RandomManifests(long seed) {
        random = new Random(seed);
    }

    /**
     * Files and folders to give to podseg.
     *
     * @param folder where they are written to, over what is there
     */
    public static List<Path> write(long seed, Path folder) {
        return write(seed, Nine.WORLD, folder);
    }

    /**
     * The same in other surroundings.
     *
     * @param nine file of the nine pods, see {@link Worlds}
     */
    public static List<Path> write(long seed, Path nine, Path folder) {
        var all = new RandomManifests(seed);
        try {
            Path labels = Files.writeString(folder.resolve("labels.yaml"), YAML.writeValueAsString(all.labels()));
            Path world = Step.relabelled(nine, labels, folder.resolve("relabelled.yaml"));
            var text = new StringBuilder();
            for (int i = all.random.nextInt(5); i >= 0; i--) {
                text.append(YAML.writeValueAsString(all.policy("p" + i)));
            }
            return List.of(world, Files.writeString(folder.resolve("policies.yaml"), text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private ObjectNode labels() {
        ObjectNode labels = JSON.objectNode();
        for (String pod : Nine.PODS) {
            ObjectNode own = labels.withObject("/pods").putObject(pod);
            if (random.nextBoolean()) {
                own.put("tier", pick(TIERS));
            }
        }
        for (String namespace : NAMESPACES) {
            ObjectNode own = labels.withObject("/namespaces").putObject(namespace);
            if (random.nextBoolean()) {
                own.put("team", pick(TEAMS));
            }
        }
        return labels;
    }

    private ObjectNode policy(String name) {
        ObjectNode policy = JSON.objectNode();
        policy.put("apiVersion", "networking.k8s.io/v1").put("kind", "NetworkPolicy");
        policy.putObject("metadata").put("name", name).put("namespace", pick(NAMESPACES));
        ObjectNode spec = policy.putObject("spec");
        spec.set("podSelector", pods());
        int types = random.nextInt(4);
        if (types < 3) {
            ArrayNode listed = spec.putArray("policyTypes");
            IntStream.rangeClosed(0, 1)
                    .filter(bit -> types == 2 || types == bit)
                    .mapToObj(bit -> bit == 0 ? "Ingress" : "Egress")
                    .forEach(listed::add);
        }
        if (types != 1) {
            spec.set("ingress", some(3, () -> rule("from")));
        }
        if (types > 0) {
            spec.set("egress", some(3, () -> rule("to")));
        }
        return policy;
    }

    private ObjectNode rule(String word) {
        ObjectNode rule = JSON.objectNode();
        if (random.nextInt(5) > 0) {
            rule.set(word, some(3, this::peer));
        }
        if (random.nextInt(3) > 0) {
            rule.set("ports", some(3, this::port));
        }
        return rule;
    }

    private ObjectNode peer() {
        ObjectNode peer = JSON.objectNode();
        int kind = random.nextInt(4);
        if (kind == 0) {
            peer.set("ipBlock", block());
        }
        if (kind == 1 || kind == 3) {
            peer.set("podSelector", pods());
        }
        if (kind >= 2) {
            peer.set("namespaceSelector", namespaces());
        }
        return peer;
    }

    private ObjectNode block() {
        Family family = random.nextInt(3) > 0 ? Family.V4 : Family.V6;
        List<Integer> prefixes = family == Family.V4 ? PREFIXES_4 : PREFIXES_6;
        Cidr cidr = cidr(family, prefixes.get(random.nextInt(prefixes.size())));
        ObjectNode block = JSON.objectNode().put("cidr", cidr.toString());
        ArrayNode except = JSON.arrayNode();
        for (int i = random.nextInt(3); i > 0; i--) {
            Cidr part = cidr(family, pick(prefixes));
            if (part.prefix() > cidr.prefix() && cidr.contains(part.base())) {
                except.add(part.toString());
            }
        }
        if (!except.isEmpty()) {
            block.set("except", except);
        }
        return block;
    }

    private Cidr cidr(Family family, int prefix) {
        String who = random.nextInt(8) == 0 ? Nine.OUTSIDE : pick(Nine.PODS);
        return new Cidr(Nine.address(who, family), prefix);
    }

    private ObjectNode port() {
        ObjectNode port = JSON.objectNode();
        switch (random.nextInt(5)) {
            case 0 -> port.put("port", pick(PORT_NAMES));
            case 1 -> port.put("port", 80).put("endPort", pick(List.of(80, 81, 65535)));
            case 2 -> port.put("port", pick(List.of(1, 79))).put("endPort", pick(List.of(79, 80)));
            case 3 -> port.put("port", pick(List.of(80, 81)));
            default -> {
                // A protocol alone, or nothing at all.
            }
        }
        if (random.nextInt(3) > 0) {
            port.put("protocol", pick(List.of("TCP", "TCP", "UDP", "UDP", "SCTP")));
        }
        return port;
    }

    private ObjectNode pods() {
        return random.nextBoolean() ? selector("pod", LETTERS) : selector("tier", TIERS);
    }

    private ObjectNode namespaces() {
        return switch (random.nextInt(3)) {
            case 0 -> selector("ns", NAMESPACES);
            case 1 -> selector("kubernetes.io/metadata.name", NAMESPACES);
            default -> selector("team", TEAMS);
        };
    }

    private ObjectNode selector(String key, List<String> values) {
        ObjectNode selector = JSON.objectNode();
        int kind = random.nextInt(4);
        if (kind == 0) {
            selector.putObject("matchLabels").put(key, pick(values));
        }
        if (kind >= 2) {
            selector.set("matchExpressions", some(2, () -> requirement(key, values)));
        }
        return selector;
    }

    private ObjectNode requirement(String key, List<String> values) {
        String operator = pick(List.of("In", "In", "NotIn", "NotIn", "Exists", "DoesNotExist"));
        ObjectNode requirement = JSON.objectNode().put("key", key).put("operator", operator);
        if (operator.endsWith("In")) {
            requirement.putArray("values").add(pick(values)).add(pick(values));
        }
        return requirement;
    }

    private ArrayNode some(int most, Supplier<ObjectNode> item) {
        ArrayNode items = JSON.arrayNode();
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
