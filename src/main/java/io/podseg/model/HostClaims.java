package io.podseg.model;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.fabric8.kubernetes.api.model.Volume;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Claims whose volume is a folder or a device of the host in disguise: Podman mounts what the annotation {@code
 * volume.podman.io/device} names (podman-kube-play(1), podman-volume-create(1)). In Kubernetes only an administrator can make such a
 * volume; here it stands beside the pod.
 */
public final class HostClaims {
    /** None is known. */
    public static final HostClaims NONE = new HostClaims(Map.of());

    private static final String DEVICE = "volume.podman.io/device";

    private final Map<ObjectKey, String> devices;

    private HostClaims(Map<ObjectKey, String> devices) {
        this.devices = Map.copyOf(devices);
    }

    /** Those of these claims. What is no absolute path, as {@code tmpfs} and {@code server:/folder}, is not the host's. */
    public static HostClaims of(List<Manifest<PersistentVolumeClaim>> claims) {
        Map<ObjectKey, String> devices = new HashMap<>();
        for (Manifest<PersistentVolumeClaim> claim : claims) {
            Map<String, String> annotations = claim.object().getMetadata().getAnnotations();
            String device = annotations == null ? "" : annotations.getOrDefault(DEVICE, "");
            if (device.startsWith("/")) {
                devices.put(claim.key(), device);
            }
        }
        return new HostClaims(devices);
    }

    /** The path of the host that a volume is; empty where it is no claim, or one of a volume that Podman keeps. */
    public Optional<String> path(String namespace, Volume volume) {
        return Optional.ofNullable(volume.getPersistentVolumeClaim())
                .map(claim -> devices.get(
                        new ObjectKey("PersistentVolumeClaim", namespace, String.valueOf(claim.getClaimName()))));
    }
}
