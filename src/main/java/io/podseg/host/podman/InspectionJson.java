package io.podseg.host.podman;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.audit.live.Inspected;
import io.podseg.host.podman.api.PodRow;
import io.podseg.model.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** One answer of {@code GET containers/ID/json}. What is missing or null is read as empty: versions differ in what they leave out. */
final class InspectionJson {
    private static final Set<String> NO_BRIDGE = Set.of("host", "none", "slirp4netns", "pasta");
    private static final long NANO = 1_000_000_000;

    private final JsonNode json;
    private final JsonNode host;
    private final JsonNode config;
    private final Map<String, String> devices;

    /**
     * A reading.
     *
     * @param devices by name of a volume that is a folder or device of the host in disguise: which
     */
    InspectionJson(JsonNode json, Map<String, String> devices) {
        this.json = json;
        this.host = json.path("HostConfig");
        this.config = json.path("Config");
        this.devices = devices;
    }

    Inspected read(Inspected.Image image, Optional<PodRow> pod) {
        return new Inspected(
                new Inspected.Identity(
                        json.path("Id").asText(),
                        json.path("Name").asText(),
                        json.path("IsInfra").asBoolean(),
                        pod.map(row ->
                                new Inspected.Pod(row.id(), row.name(), Sorted.map(new TreeMap<>(row.labels()))))),
                image,
                new TreeMap<>(texts(config.path("Labels"))),
                new TreeMap<>(texts(config.path("Annotations"))),
                new Inspected.Modes(
                        host.path("NetworkMode").asText(),
                        host.path("PidMode").asText(),
                        host.path("IpcMode").asText(),
                        host.path("UTSMode").asText(),
                        host.path("UsernsMode").asText()),
                security(),
                new Inspected.Files(host.path("ReadonlyRootfs").asBoolean(), mounts(), deviceNames()),
                new Inspected.Limits(
                        host.path("Memory").asLong(),
                        cpus(),
                        host.path("PidsLimit").asLong()),
                run(),
                network());
    }

    private Inspected.Security security() {
        return new Inspected.Security(
                host.path("Privileged").asBoolean(),
                config.path("User").asText(),
                words(host.path("CapAdd")),
                words(json.path("BoundingCaps")),
                words(host.path("SecurityOpt")),
                text(json.path("AppArmorProfile")),
                text(json.path("ProcessLabel")));
    }

    private List<Inspected.Mount> mounts() {
        List<Inspected.Mount> mounts = new ArrayList<>();
        for (JsonNode mount : json.path("Mounts")) {
            String name = text(mount.path("Name"));
            Optional<String> device = Optional.ofNullable(devices.get(name));
            mounts.add(new Inspected.Mount(
                    device.isPresent() ? "bind" : mount.path("Type").asText(),
                    name,
                    device.orElse(mount.path("Source").asText()),
                    mount.path("Destination").asText(),
                    mount.path("RW").asBoolean(),
                    text(mount.path("Propagation"))));
        }
        return mounts;
    }

    private List<String> deviceNames() {
        List<String> names = new ArrayList<>();
        host.path("Devices")
                .forEach(device -> names.add(device.path("PathOnHost").asText()));
        return names;
    }

    private long cpus() {
        long quota = host.path("CpuQuota").asLong();
        long period = host.path("CpuPeriod").asLong();
        return quota > 0 && period > 0
                ? Math.multiplyExact(quota, NANO / period)
                : host.path("NanoCpus").asLong();
    }

    private Inspected.Run run() {
        List<String> command = new ArrayList<>(List.of(json.path("Path").asText()));
        command.addAll(words(json.path("Args")));
        List<String> test = words(config.path("Healthcheck").path("Test"));
        return new Inspected.Run(
                json.path("State").path("Pid").asLong(),
                command,
                words(config.path("Env")),
                host.path("RestartPolicy").path("Name").asText(),
                host.path("RestartPolicy").path("MaximumRetryCount").asInt(),
                !test.isEmpty() && !test.getFirst().equals("NONE"),
                text(json.path("OCIConfigPath")));
    }

    private Inspected.Network network() {
        List<String> names = new ArrayList<>();
        List<String> addresses = new ArrayList<>();
        if (!host.path("NetworkMode").asText().startsWith("container:")) {
            json.path("NetworkSettings").path("Networks").fields().forEachRemaining(network -> {
                if (!NO_BRIDGE.contains(network.getKey())) {
                    names.add(network.getKey());
                }
                addresses.add(text(network.getValue().path("IPAddress")));
                addresses.add(text(network.getValue().path("GlobalIPv6Address")));
            });
        }
        return new Inspected.Network(
                names,
                ports(),
                addresses.stream().filter(address -> !address.isEmpty()).toList());
    }

    /** {@code "80/tcp": [{"HostIp": "", "HostPort": "8080"}]}. */
    private List<Inspected.Port> ports() {
        List<Inspected.Port> ports = new ArrayList<>();
        host.path("PortBindings").fields().forEachRemaining(entry -> {
            String[] inside = entry.getKey().split("/", 2);
            for (JsonNode binding : entry.getValue()) {
                ports.add(new Inspected.Port(
                        text(binding.path("HostIp")),
                        number(binding.path("HostPort").asText()),
                        number(inside[0]),
                        inside.length > 1 ? inside[1] : "tcp"));
            }
        });
        return ports;
    }

    private static int number(String text) {
        return text.matches("[0-9]{1,5}") ? Integer.parseInt(text) : 0;
    }

    /** Words of a list, or the one word that stands in its place. */
    static List<String> words(JsonNode node) {
        if (node.isTextual()) {
            return List.of(node.asText());
        }
        List<String> words = new ArrayList<>();
        node.forEach(word -> words.add(word.asText()));
        return words;
    }

    /** Entries of an object whose values are texts. */
    static Map<String, String> texts(JsonNode node) {
        Map<String, String> texts = new TreeMap<>();
        node.fields()
                .forEachRemaining(
                        entry -> texts.put(entry.getKey(), entry.getValue().asText()));
        return texts;
    }

    private static String text(JsonNode node) {
        return node.isTextual() ? node.asText() : "";
    }
}
