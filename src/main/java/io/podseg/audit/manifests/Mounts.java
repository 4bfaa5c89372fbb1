package io.podseg.audit.manifests;

import static io.podseg.audit.manifests.PodFactsOf.orEmpty;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.HostPathVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.podseg.audit.facts.MountFacts;
import io.podseg.audit.facts.MountFacts.Kind;
import io.podseg.audit.facts.MountFacts.Propagation;
import io.podseg.model.HostClaims;
import io.podseg.model.Manifest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is mounted into a container, and the devices among it. */
final class Mounts {
    private static final Set<String> DEVICE_TYPES = Set.of("CharDevice", "BlockDevice");

    private Mounts() {}

    /**
     * What a container mounts.
     *
     * @param claims claims that are paths of the host in disguise
     */
    static List<MountFacts> of(Manifest<Pod> pod, Container container, HostClaims claims) {
        Map<String, Volume> volumes = volumes(pod.object());
        List<MountFacts> all = new ArrayList<>();
        List<VolumeMount> mounts = orEmpty(container.getVolumeMounts());
        for (int i = 0; i < mounts.size(); i++) {
            Volume volume = volumes.get(mounts.get(i).getName());
            if (volume != null) {
                Optional<String> path = Optional.ofNullable(volume.getHostPath())
                        .map(HostPathVolumeSource::getPath)
                        .or(() -> claims.path(pod.key().namespace(), volume));
                all.add(mount(mounts.get(i), volume.getName(), path, "/volumeMounts/" + i));
            }
        }
        return all;
    }

    private static MountFacts mount(VolumeMount mount, String name, Optional<String> path, String pointer) {
        return new MountFacts(
                path.isPresent() ? Kind.HOST_PATH : Kind.MANAGED,
                path.orElse(name),
                mount.getMountPath(),
                Boolean.TRUE.equals(mount.getReadOnly()),
                switch (String.valueOf(mount.getMountPropagation())) {
                    case "HostToContainer" -> Propagation.SLAVE;
                    case "Bidirectional" -> Propagation.SHARED;
                    default -> Propagation.PRIVATE;
                },
                pointer);
    }

    /** Paths of devices that are mounted as such, or as a volume. */
    static List<String> devices(Pod pod, Container container) {
        Map<String, Volume> volumes = volumes(pod);
        List<String> devices = new ArrayList<>();
        for (VolumeMount mount : orEmpty(container.getVolumeMounts())) {
            Volume volume = volumes.get(mount.getName());
            if (volume != null && isDevice(volume)) {
                devices.add(volume.getHostPath().getPath());
            }
        }
        for (VolumeDevice device : orEmpty(container.getVolumeDevices())) {
            devices.add(device.getDevicePath());
        }
        return devices;
    }

    private static boolean isDevice(Volume volume) {
        return volume.getHostPath() != null
                && (DEVICE_TYPES.contains(String.valueOf(volume.getHostPath().getType()))
                        || volume.getHostPath().getPath().startsWith("/dev/"));
    }

    private static Map<String, Volume> volumes(Pod pod) {
        Map<String, Volume> volumes = new HashMap<>();
        orEmpty(pod.getSpec().getVolumes()).forEach(volume -> volumes.put(volume.getName(), volume));
        return volumes;
    }
}
