package io.podseg.host.podman;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.podseg.audit.live.Inspected;
import io.podseg.host.podman.api.ContainerRow;
import io.podseg.host.podman.api.PodRow;
import io.podseg.host.podman.api.VolumeJson;
import io.podseg.model.Sorted;
import io.podseg.reconcile.HostException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What Podman tells of all containers, whoever made them. */
public final class Inspections {
    private final Connection connection;
    private final Calls calls;

    /**
     * Does not talk to Podman yet.
     *
     * @param socket UNIX socket of the API service, see {@link ApiService}
     */
    public Inspections(Path socket) {
        this.connection = new Connection(socket);
        this.calls = connection.calls();
    }

    /** All containers, running or not; one that goes away meanwhile is left out. */
    public List<Inspected> all() throws HostException {
        List<ContainerRow> rows =
                calls.read("list its containers", () -> connection.quick().containers(true));
        Map<String, PodRow> pods = new HashMap<>();
        calls.read("list its pods", () -> connection.quick().pods()).forEach(pod -> pods.put(pod.id(), pod));
        Map<String, String> devices = devices();
        Map<String, Inspected.Image> images = new HashMap<>();
        List<Inspected> all = new ArrayList<>();
        for (ContainerRow row : rows) {
            Optional<JsonNode> answer = calls.find(
                    "inspect the container " + row.name(),
                    () -> connection.quick().inspectContainer(row.id()));
            if (answer.isPresent()) {
                JsonNode json = answer.get();
                Inspected.Image image = image(json, images);
                all.add(new InspectionJson(json, devices).read(image, Optional.ofNullable(pods.get(row.pod()))));
            }
        }
        return all;
    }

    /** By name of a volume that is a folder or device of the host in disguise: which. */
    private Map<String, String> devices() throws HostException {
        Map<String, String> devices = new HashMap<>();
        for (VolumeJson volume :
                calls.read("list its volumes", () -> connection.quick().volumes("{}"))) {
            String device = volume.options().getOrDefault("device", "");
            if (device.startsWith("/")) {
                devices.put(volume.name(), device);
            }
        }
        return devices;
    }

    private Inspected.Image image(JsonNode container, Map<String, Inspected.Image> known) throws HostException {
        String id = container.path("Image").asText();
        if (!known.containsKey(id)) {
            JsonNode json = id.isEmpty()
                    ? MissingNode.getInstance()
                    : calls.find(
                                    "inspect the image " + id,
                                    () -> connection.quick().inspectImage(id))
                            .orElse(MissingNode.getInstance());
            known.put(
                    id,
                    new Inspected.Image(
                            "",
                            Sorted.map(new TreeMap<>(InspectionJson.texts(json.path("Labels")))),
                            Sorted.map(new TreeMap<>(InspectionJson.texts(json.path("Annotations")))),
                            InspectionJson.words(json.path("Config").path("Env"))));
        }
        Inspected.Image image = known.get(id);
        String reference = container.path("ImageName").asText();
        return new Inspected.Image(
                reference.isEmpty() ? id : reference, image.labels(), image.annotations(), image.environment());
    }
}
