package io.podseg.kubeplay;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * An answer of {@code podman inspect} as paths and values, without what differs between any two runs: ids, times, process numbers, addresses.
 * What is empty, zero or false is left out.
 */
final class Flat {
    /** Nothing here tells how a container was asked to be. */
    private static final Pattern VOLATILE = Pattern.compile(String.join(
            "|",
            "Id|ID|Created|CreatedAt|UpdatedAt|Pod|Dependencies|GraphDriver\\.Data.*|RestartCount|MountCount|[Ll]ockNumber|NeedsChown",
            ".*(ConfPath|HostnamePath|HostsPath|StaticDir|OCIConfigPath|ConmonPidFile|PidFile|CgroupPath|CgroupParent|ContainerIDFile)",
            "State\\.(Pid|ConmonPid|StartedAt|FinishedAt|CheckpointedAt|RestoredAt|OciVersion|Health.*)",
            "NetworkSettings\\..*(IPAddress|IPPrefixLen|Gateway|MacAddress|SandboxKey|SandboxID|GlobalIPv6.*|NetworkID)",
            "NetworkSettings\\.Networks.*Aliases",
            "HostConfig\\.LogConfig\\.Path|Config\\.CreateCommand|Config\\.Env\\[HOSTNAME\\]|InfraContainerID|Containers.*|NumContainers",
            "Config\\.Secrets\\[.*\\.ID",
            "Config\\.Annotations\\[io\\.kubernetes\\.cri-o\\.(Created|SandboxID)\\]"));

    private static final Pattern ID = Pattern.compile("\\b[0-9a-f]{64}\\b|\\b[0-9a-f]{12}(?=-infra\\b)");

    private final TreeMap<String, String> values = new TreeMap<>();

    private Flat() {}

    static SortedMap<String, String> of(JsonNode inspected) {
        Flat flat = new Flat();
        flat.add("", inspected);
        return flat.values;
    }

    /** The same text whatever ids are in it. */
    static String withoutIds(String text) {
        return ID.matcher(text).replaceAll("<id>");
    }

    private void add(String path, JsonNode node) {
        if (VOLATILE.matcher(path).matches()) {
            return;
        }
        if (node.isObject()) {
            boolean names = path.matches(".*(Labels|Annotations|Options|Networks|Ports|PortBindings|Sysctls?)");
            node.properties()
                    .forEach(entry -> add(
                            names ? path + "[" + entry.getKey() + "]" : join(path, entry.getKey()), entry.getValue()));
        } else if (node.isArray()) {
            list(path, node);
        } else {
            put(path, node.asText());
        }
    }

    private static String join(String path, String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private void list(String path, JsonNode node) {
        List<String> words = new ArrayList<>();
        for (JsonNode item : node) {
            if (path.endsWith(".Env")) {
                String[] pair = item.asText().split("=", 2);
                add(path + "[" + pair[0] + "]", item);
            } else if (item.isObject() && !path.contains("Port")) {
                add(path + "[" + key(item) + "]", item);
            } else {
                words.add(item.isValueNode() ? word(path, item.asText()) : item.toString());
            }
        }
        boolean ordered =
                path.endsWith("Args") || path.endsWith("Entrypoint") || path.endsWith("Cmd") || path.endsWith("Test");
        put(path, String.join(" ", ordered ? words : words.stream().sorted().toList()));
    }

    /** The options of a bind are in the order of a Go map. */
    private static String word(String path, String text) {
        int options = text.lastIndexOf(':');
        if (!path.endsWith("Binds") || options < 0) {
            return text;
        }
        return text.substring(0, options + 1)
                + Stream.of(text.substring(options + 1).split(",")).sorted().collect(Collectors.joining(","));
    }

    private static String key(JsonNode item) {
        for (String name : List.of("Destination", "PathInContainer", "Name")) {
            if (item.hasNonNull(name)) {
                return item.get(name).asText();
            }
        }
        return "";
    }

    private void put(String path, String value) {
        if (!List.of("", "0", "false", "null", "0001-01-01T00:00:00Z").contains(value)) {
            values.put(path, withoutIds(value));
        }
    }

    /** Both maps' paths whose values are not the same, with {@code -} for none. */
    static SortedMap<String, Map.Entry<String, String>> differences(
            SortedMap<String, String> one, SortedMap<String, String> other) {
        TreeMap<String, Map.Entry<String, String>> all = new TreeMap<>();
        TreeMap<String, String> paths = new TreeMap<>(one);
        paths.putAll(other);
        paths.keySet().forEach(path -> {
            String left = one.getOrDefault(path, "-");
            String right = other.getOrDefault(path, "-");
            if (!left.equals(right)) {
                all.put(path, Map.entry(left, right));
            }
        });
        return all;
    }
}
