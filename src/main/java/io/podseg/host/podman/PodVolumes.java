package io.podseg.host.podman;

import io.podseg.host.podman.api.VolumeJson;
import io.podseg.model.Owner;
import io.podseg.reconcile.HostException;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import jakarta.ws.rs.core.Response;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * Podman volumes that live as long as a pod (emptyDir). They are marked with the pod's name, so that they are found even when
 * the pod is gone; kube play names them by the manifest's volume alone, so that pods may share one by accident.
 */
final class PodVolumes {
    private final Connection connection;
    private final Calls calls;

    PodVolumes(Connection connection) {
        this.connection = connection;
        this.calls = connection.calls();
    }

    /**
     * Creates the pod's volumes, empty; those left behind by a pod of that name are removed first. A volume that a claim names is
     * made where it is missing, as Podman would make it.
     */
    void create(PodSpec pod) throws HostException {
        delete(pod.podmanName());
        Map<String, VolumeJson> wanted = new LinkedHashMap<>();
        PodRequests.mounts(pod).forEach(mount -> {
            if (mount instanceof MountSpec.PodVolume volume) {
                wanted.put(volume.volume(), VolumeJson.of(volume.volume(), labels(pod), options(volume)));
            }
        });
        for (VolumeJson volume : wanted.values()) {
            calls.call(
                    "create the volume " + volume.name(),
                    () -> connection.quick().createVolume(volume));
        }
        for (MountSpec mount : PodRequests.mounts(pod).toList()) {
            if (mount instanceof MountSpec.Volume volume
                    && find(volume.volume()).isEmpty()) {
                calls.call(
                        "create the volume " + volume.volume(),
                        () -> connection.quick().createVolume(VolumeJson.of(volume.volume(), Map.of(), Map.of())));
            }
        }
    }

    private static Map<String, String> labels(PodSpec pod) {
        TreeMap<String, String> labels = new TreeMap<>(Owner.labels(pod.key()));
        labels.put(Labels.POD, pod.podmanName());
        return labels;
    }

    private static Map<String, String> options(MountSpec.PodVolume volume) {
        return volume.memory()
                .map(options -> Map.of("type", "tmpfs", "device", "tmpfs", "o", MemoryOptions.of(options)))
                .orElse(Map.of());
    }

    /**
     * Where on the host a volume's content is.
     *
     * @throws HostException also where it is there only while a container mounts it
     */
    Path folder(String volume) throws HostException {
        VolumeJson found = find(volume).orElseThrow(() -> new HostException("There is no volume " + volume + "."));
        if (!found.isFolder()) {
            throw new HostException("A part of the volume " + volume
                    + " cannot be mounted, because Podman mounts the volume itself only while a container runs.");
        }
        return Path.of(found.mountpoint());
    }

    /** A volume by its name, not by the beginning of another's. */
    Optional<VolumeJson> find(String name) throws HostException {
        return calls.find("read the volume " + name, () -> connection.quick().volume(name))
                .filter(volume -> volume.name().equals(name));
    }

    /** Removes all volumes of a pod. */
    void delete(String podmanName) throws HostException {
        String filter = Json.write(Map.of("label", List.of(Labels.POD + "=" + podmanName)));
        for (VolumeJson volume :
                calls.read("list its volumes", () -> connection.quick().volumes(filter))) {
            if (Labels.owned(volume.labels())
                    && podmanName.equals(volume.labels().get(Labels.POD))) {
                calls.find(
                                "remove the volume " + volume.name(),
                                () -> connection.quick().deleteVolume(volume.name()))
                        .ifPresent(Response::close);
            }
        }
    }
}
