package io.podseg.host.podman;

import io.podseg.host.podman.api.VolumeJson;
import io.podseg.model.Owner;
import io.podseg.reconcile.HostException;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

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

    /** Creates the pod's volumes, empty; those left behind by a pod of that name are removed first. */
    void create(PodSpec pod) throws HostException {
        delete(pod.podmanName());
        List<String> names = PodRequests.mounts(pod)
                .flatMap(mount ->
                        mount instanceof MountSpec.PodVolume volume ? Stream.of(volume.volume()) : Stream.empty())
                .distinct()
                .toList();
        for (String name : names) {
            calls.call(
                    "create the volume " + name,
                    () -> connection.quick().createVolume(new VolumeJson(name, labels(pod))));
        }
    }

    private static Map<String, String> labels(PodSpec pod) {
        TreeMap<String, String> labels = new TreeMap<>(Owner.labels(pod.key()));
        labels.put(Labels.POD, pod.podmanName());
        return labels;
    }

    /** Removes all volumes of a pod. */
    void delete(String podmanName) throws HostException {
        String filter = Json.write(Map.of("label", List.of(Labels.POD + "=" + podmanName)));
        for (VolumeJson volume :
                calls.call("list its volumes", () -> connection.quick().volumes(filter))) {
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
