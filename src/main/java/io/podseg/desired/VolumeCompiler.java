package io.podseg.desired;

import io.fabric8.kubernetes.api.model.ConfigMapVolumeSource;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EmptyDirVolumeSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.PersistentVolumeClaimVolumeSource;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.SecretVolumeSource;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.state.FileContent;
import io.podseg.state.Hash;
import io.podseg.state.MountAccess;
import io.podseg.state.MountAccess.Propagation;
import io.podseg.state.MountSpec;
import io.podseg.state.SecretSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Volumes of a pod to the mounts of its containers. References that do not exist were refused before. */
final class VolumeCompiler {
    private static final int DEFAULT_MODE = 0644;

    private final String namespace;
    private final String podmanName;
    private final Lookup lookup;
    private final TreeMap<String, SecretSpec> secrets;
    private final PodSpec spec;
    private final Map<String, Volume> volumes = new HashMap<>();

    VolumeCompiler(Manifest<Pod> pod, String podmanName, Lookup lookup, TreeMap<String, SecretSpec> secrets) {
        this.namespace = pod.key().namespace();
        this.podmanName = podmanName;
        this.lookup = lookup;
        this.secrets = secrets;
        this.spec = pod.object().getSpec();
        PodCompiler.orEmpty(spec.getVolumes()).forEach(volume -> volumes.put(volume.getName(), volume));
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
        MountAccess access = access(mount);
        if (volume.getHostPath() != null) {
            String type = Optional.ofNullable(volume.getHostPath().getType()).orElse("");
            return List.of(new MountSpec.HostPath(target, volume.getHostPath().getPath(), access, type));
        }
        if (volume.getPersistentVolumeClaim() != null) {
            return List.of(claim(target, access, volume.getPersistentVolumeClaim()));
        }
        if (volume.getImage() != null) {
            String reference = volume.getImage().getReference();
            return List.of(new MountSpec.Image(
                    target,
                    reference,
                    PodCompiler.pullPolicy(volume.getImage().getPullPolicy(), reference),
                    access.subPath()));
        }
        if (volume.getConfigMap() != null) {
            return files(target, access.subPath(), volume.getName(), volume.getConfigMap());
        }
        if (volume.getSecret() != null) {
            return secretFiles(target, access.subPath(), volume.getSecret());
        }
        return List.of(emptyDir(target, access, volume.getName(), volume.getEmptyDir()));
    }

    private static MountAccess access(VolumeMount mount) {
        String propagation = mount.getMountPropagation() == null ? "" : mount.getMountPropagation();
        return new MountAccess(
                Boolean.TRUE.equals(mount.getReadOnly()),
                mount.getSubPath() == null ? "" : mount.getSubPath(),
                switch (propagation) {
                    case "HostToContainer" -> Propagation.HOST_TO_CONTAINER;
                    case "Bidirectional" -> Propagation.BIDIRECTIONAL;
                    default -> Propagation.NONE;
                });
    }

    private MountSpec claim(String target, MountAccess access, PersistentVolumeClaimVolumeSource source) {
        boolean readOnly = access.readOnly() || Boolean.TRUE.equals(source.getReadOnly());
        return new MountSpec.Volume(
                target,
                Names.volume(new ObjectKey("PersistentVolumeClaim", namespace, source.getClaimName())),
                new MountAccess(readOnly, access.subPath(), access.propagation()));
    }

    private List<MountSpec> files(String target, String subPath, String name, ConfigMapVolumeSource source) {
        SortedMap<String, FileContent> content =
                lookup.configMap(namespace, source.getName()).orElse(new TreeMap<>());
        SortedMap<String, FileContent> files = new TreeMap<>();
        keyOfPath(content, source.getItems()).forEach((path, key) -> files.put(path, content.get(key)));
        if (!subPath.isEmpty() && files.keySet().stream().noneMatch(path -> isBelow(path, subPath))) {
            // Kubernetes makes an empty folder of it.
            return List.of();
        }
        int mode = mode(source.getDefaultMode());
        SortedMap<String, Integer> modes = modes(source.getItems());
        String hash = Hash.of(mode + " " + files + (modes.isEmpty() ? "" : " " + modes));
        return List.of(new MountSpec.Files(target, Names.files(podmanName, name, hash), files, mode, modes, subPath));
    }

    private MountSpec emptyDir(String target, MountAccess access, String name, @Nullable EmptyDirVolumeSource source) {
        String volume = Names.podVolume(podmanName, name);
        if (source == null || !"Memory".equals(source.getMedium())) {
            return new MountSpec.PodVolume(target, volume, access, Optional.empty());
        }
        Optional<Long> size = Optional.ofNullable(source.getSizeLimit())
                .map(quantity -> Quantity.getAmountInBytes(quantity).longValue());
        if (mounting(name) == 1 && access.subPath().isEmpty()) {
            return new MountSpec.Tmpfs(target, size, access.readOnly() ? List.of("ro") : List.of());
        }
        String options =
                "mode=1777,nosuid,nodev" + size.map(bytes -> ",size=" + bytes).orElse("");
        return new MountSpec.PodVolume(target, volume, access, Optional.of(options));
    }

    /** How many mounts of the pod name a volume. */
    private long mounting(String volume) {
        return Stream.concat(
                        PodCompiler.orEmpty(spec.getInitContainers()).stream(),
                        PodCompiler.orEmpty(spec.getContainers()).stream())
                .flatMap(container -> PodCompiler.orEmpty(container.getVolumeMounts()).stream())
                .filter(mount -> volume.equals(mount.getName()))
                .count();
    }

    private List<MountSpec> secretFiles(String target, String subPath, SecretVolumeSource source) {
        ObjectKey object = new ObjectKey("Secret", namespace, source.getSecretName());
        SortedMap<String, FileContent> content =
                lookup.secret(namespace, source.getSecretName()).orElse(new TreeMap<>());
        SortedMap<String, Integer> modes = modes(source.getItems());
        int mode = mode(source.getDefaultMode());
        List<MountSpec> mounts = new ArrayList<>();
        keyOfPath(content, source.getItems()).forEach((path, key) -> {
            FileContent value = content.get(key);
            if (value != null && isBelow(path, subPath)) {
                String secret = EnvCompiler.register(secrets, object, key, value);
                String file = subPath.isEmpty() ? "/" + path : path.substring(subPath.length());
                String plain = target.endsWith("/") ? target.substring(0, target.length() - 1) : target;
                mounts.add(new MountSpec.SecretFile(plain + file, secret, modes.getOrDefault(path, mode)));
            }
        });
        return mounts;
    }

    /** Whether a file is what the sub-path names, or stands in it. */
    private static boolean isBelow(String file, String subPath) {
        return subPath.isEmpty() || file.equals(subPath) || file.startsWith(subPath + "/");
    }

    /** Files of a volume and the keys that they come from: all keys, or the items that exist. */
    private static SortedMap<String, String> keyOfPath(
            SortedMap<String, FileContent> content, @Nullable List<KeyToPath> items) {
        TreeMap<String, String> keys = new TreeMap<>();
        if (items == null || items.isEmpty()) {
            content.keySet().forEach(key -> keys.put(key, key));
        } else {
            items.stream()
                    .filter(item -> content.containsKey(item.getKey()))
                    .forEach(item -> keys.put(item.getPath(), item.getKey()));
        }
        return keys;
    }

    /** Modes of the files that have their own. */
    private static SortedMap<String, Integer> modes(@Nullable List<KeyToPath> items) {
        TreeMap<String, Integer> modes = new TreeMap<>();
        PodCompiler.orEmpty(items).stream()
                .filter(item -> item.getMode() != null)
                .forEach(item -> modes.put(item.getPath(), item.getMode()));
        return modes;
    }

    private static int mode(@Nullable Integer mode) {
        return mode == null ? DEFAULT_MODE : mode;
    }
}
