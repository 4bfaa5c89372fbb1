package io.podseg.desired;

import io.fabric8.kubernetes.api.model.PersistentVolumeClaim;
import io.podseg.model.Manifest;
import io.podseg.model.Marks;
import io.podseg.model.Owner;
import io.podseg.state.VolumeSpec;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** A claim to the Podman volume that {@code podman kube play} makes of it: annotations say how, the rest asks for nothing on one host. */
final class ClaimCompiler {
    private static final String PREFIX = "volume.podman.io/";

    /** Annotations and the driver's options that they become. */
    private static final Map<String, String> OPTIONS = Map.of(
            "type", "type",
            "device", "device",
            "mount-options", "o",
            "image", "image",
            "uid", "UID",
            "gid", "GID");

    private ClaimCompiler() {}

    static VolumeSpec compile(Manifest<PersistentVolumeClaim> manifest) {
        SortedMap<String, String> annotations = ObjectFields.annotations(manifest.object());
        TreeMap<String, String> options = new TreeMap<>();
        OPTIONS.forEach((annotation, option) -> Optional.ofNullable(annotations.get(PREFIX + annotation))
                .ifPresent(value -> options.put(option, value)));
        TreeMap<String, String> labels = new TreeMap<>(ObjectFields.labels(manifest.object()));
        labels.putAll(Owner.labels(manifest.key()));
        if (manifest.marks().keep()) {
            labels.put(Owner.PRUNE, Marks.DISABLED);
        }
        return new VolumeSpec(
                manifest.key(),
                Names.volume(manifest.key()),
                annotations.getOrDefault(PREFIX + "driver", VolumeSpec.LOCAL),
                options,
                labels,
                Optional.ofNullable(annotations.get(PREFIX + "import-source")));
    }
}
