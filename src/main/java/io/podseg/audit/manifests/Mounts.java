package io.podseg.audit.manifests;

import static io.podseg.audit.manifests.PodFactsOf.orEmpty;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeDevice;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.podseg.audit.facts.MountFacts;
import io.podseg.audit.facts.MountFacts.Kind;
import io.podseg.audit.facts.MountFacts.Propagation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is mounted into a container, and the devices among it. */
final class Mounts {
    private static final Set<String> DEVICE_TYPES = Set.of("CharDevice", "BlockDevice");

    private Mounts() {}

    static List<MountFacts> of(Pod pod, Container container) {
        Map<String, Volume> volumes = volumes(pod);
        List<MountFacts> all = new ArrayList<>();
        List<VolumeMount> mounts = orEmpty(container.getVolumeMounts());
        for (int i = 0; i < mounts.size(); i++) {
            Volume volume = volumes.get(mounts.get(i).getName());
            if (volume != null) {
                all.add(mount(mounts.get(i), volume, "/volumeMounts/" + i));
            }
        }
        return all;
    }

    private static MountFacts mount(VolumeMount mount, Volume volume, String pointer) {
        boolean host = volume.getHostPath() != null;
        return new MountFacts(
                host ? Kind.HOST_PATH : Kind.MANAGED,
                host ? volume.getHostPath().getPath() : volume.getName(),
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
