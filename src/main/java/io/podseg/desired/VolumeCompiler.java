package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.state.FileContent;
import io.podseg.state.Hash;
import io.podseg.state.MountSpec;
import io.podseg.state.SecretSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Volumes of a pod to the mounts of its containers. References that do not exist were refused before. */
final class VolumeCompiler {
    private static final int DEFAULT_MODE = 0644;

    private final String namespace;
    private final String podmanName;
    private final Lookup lookup;
    private final TreeMap<String, SecretSpec> secrets;
    private final Map<String, Volume> volumes = new HashMap<>();

    VolumeCompiler(Manifest<Pod> pod, String podmanName, Lookup lookup, TreeMap<String, SecretSpec> secrets) {
        this.namespace = pod.key().namespace();
        this.podmanName = podmanName;
        this.lookup = lookup;
        this.secrets = secrets;
        PodCompiler.orEmpty(pod.object().getSpec().getVolumes())
                .forEach(volume -> volumes.put(volume.getName(), volume));
    }

    List<MountSpec> mounts(Container container) {
        List<MountSpec> mounts = new ArrayList<>();
        for (VolumeMount mount : PodCompiler.orEmpty(container.getVolumeMounts())) {
            Volume volume = volumes.get(mount.getName());
            if (volume != null) {
                mounts.addAll(mount(mount, volume));
            }
        }
        return mounts;
    }

    private List<MountSpec> mount(VolumeMount mount, Volume volume) {
        String target = mount.getMountPath();
        boolean readOnly = Boolean.TRUE.equals(mount.getReadOnly());
        if (volume.getHostPath() != null) {
            String type = volume.getHostPath().getType() == null
                    ? ""
                    : volume.getHostPath().getType();
            return List.of(new MountSpec.HostPath(target, volume.getHostPath().getPath(), readOnly, type));
        }
        if (volume.getConfigMap() != null) {
            SortedMap<String, FileContent> content =
                    lookup.configMap(namespace, volume.getConfigMap().getName()).orElse(new TreeMap<>());
            int mode = mode(volume.getConfigMap().getDefaultMode());
            SortedMap<String, FileContent> files =
                    select(content, volume.getConfigMap().getItems());
            return List.of(new MountSpec.Files(target, folder(volume.getName(), files, mode), files, mode));
        }
        if (volume.getSecret() != null) {
            return secretFiles(target, volume.getSecret());
        }
        return List.of(emptyDir(target, readOnly, volume.getName(), volume.getEmptyDir()));
    }

    private MountSpec emptyDir(String target, boolean readOnly, String name, @Nullable EmptyDirVolumeSource source) {
        if (source != null && "Memory".equals(source.getMedium())) {
            Optional<Long> size = Optional.ofNullable(source.getSizeLimit())
                    .map(quantity -> Quantity.getAmountInBytes(quantity).longValue());
            return new MountSpec.Tmpfs(target, size, readOnly ? List.of("ro") : List.of());
        }
        return new MountSpec.PodVolume(target, Names.podVolume(podmanName, name), readOnly);
    }

    private List<MountSpec> secretFiles(String target, SecretVolumeSource source) {
        ObjectKey object = new ObjectKey("Secret", namespace, source.getSecretName());
        SortedMap<String, FileContent> content =
                lookup.secret(namespace, source.getSecretName()).orElse(new TreeMap<>());
        Map<String, String> keyOfPath = new TreeMap<>();
        if (source.getItems() == null || source.getItems().isEmpty()) {
            content.keySet().forEach(key -> keyOfPath.put(key, key));
        } else {
            source.getItems().forEach(item -> keyOfPath.put(item.getPath(), item.getKey()));
        }
        List<MountSpec> mounts = new ArrayList<>();
        String folder = target.endsWith("/") ? target : target + "/";
        keyOfPath.forEach((path, key) -> {
            FileContent value = content.get(key);
            if (value != null) {
                String secret = EnvCompiler.register(secrets, object, key, value);
                mounts.add(new MountSpec.SecretFile(folder + path, secret, mode(source.getDefaultMode())));
            }
        });
        return mounts;
    }

    private static SortedMap<String, FileContent> select(
            SortedMap<String, FileContent> content, @Nullable List<KeyToPath> items) {
        if (items == null || items.isEmpty()) {
            return content;
        }
        TreeMap<String, FileContent> selected = new TreeMap<>();
        for (KeyToPath item : items) {
            FileContent value = content.get(item.getKey());
            if (value != null) {
                selected.put(item.getPath(), value);
            }
        }
        return selected;
    }

    private String folder(String volume, SortedMap<String, FileContent> files, int mode) {
        return Names.files(podmanName, volume, Hash.of(mode + " " + files));
    }

    private static int mode(@Nullable Integer mode) {
        return mode == null ? DEFAULT_MODE : mode;
    }
}
