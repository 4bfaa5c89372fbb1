package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.KeyToPath;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.Volume;
import io.fabric8.kubernetes.api.model.VolumeMount;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Source;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Whether the ConfigMaps and Secrets that pods refer to are declared, and have the keys that are asked for. */
public final class ReferenceCheck {
    private final Map<ObjectKey, Set<String>> keys = new HashMap<>();
    private final Set<ObjectKey> broken;
    private final List<Diagnostic> diagnostics;

    /**
     * A check against what is declared.
     *
     * @param configMaps all ConfigMaps
     * @param secrets all Secrets, {@code stringData} merged
     * @param broken objects with problems of their own, whose keys are not known for sure
     * @param diagnostics where problems go
     */
    public ReferenceCheck(
            List<Manifest<ConfigMap>> configMaps,
            List<Manifest<Secret>> secrets,
            Set<ObjectKey> broken,
            List<Diagnostic> diagnostics) {
        for (Manifest<ConfigMap> map : configMaps) {
            Set<String> names = new TreeSet<>(map.object().getData().keySet());
            names.addAll(map.object().getBinaryData().keySet());
            keys.put(map.key(), names);
        }
        secrets.forEach(secret ->
                keys.put(secret.key(), new TreeSet<>(secret.object().getData().keySet())));
        this.broken = Set.copyOf(broken);
        this.diagnostics = diagnostics;
    }

    /** Reports the references of one pod that lead nowhere. */
    public void check(Manifest<Pod> pod) {
        if (pod.object().getSpec() == null) {
            return;
        }
        OnePod one = new OnePod(pod.key().namespace(), pod.source());
        List<Volume> declared = pod.object().getSpec().getVolumes();
        containers(one, pod.object().getSpec().getInitContainers(), declared, "/spec/initContainers");
        containers(one, pod.object().getSpec().getContainers(), declared, "/spec/containers");
        List<Volume> volumes = pod.object().getSpec().getVolumes();
        for (int i = 0; i < volumes.size(); i++) {
            one.volume(volumes.get(i), Pointers.child("/spec/volumes", i));
        }
    }

    private static void containers(OnePod one, List<Container> containers, List<Volume> volumes, String pointer) {
        for (int i = 0; i < containers.size(); i++) {
            String at = Pointers.child(pointer, i);
            one.container(containers.get(i), at);
            one.subPaths(containers.get(i), volumes, at + "/volumeMounts");
        }
    }

    private final class OnePod {
        private final String namespace;
        private final Source source;

        OnePod(String namespace, Source source) {
            this.namespace = namespace;
            this.source = source;
        }

        void container(Container container, String pointer) {
            for (int i = 0; i < container.getEnv().size(); i++) {
                EnvVarSource from = container.getEnv().get(i).getValueFrom();
                String at = Pointers.child(pointer + "/env", i) + "/valueFrom";
                if (from != null && from.getConfigMapKeyRef() != null) {
                    var ref = from.getConfigMapKeyRef();
                    key("ConfigMap", ref.getName(), ref.getKey(), ref.getOptional(), at + "/configMapKeyRef");
                }
                if (from != null && from.getSecretKeyRef() != null) {
                    var ref = from.getSecretKeyRef();
                    key("Secret", ref.getName(), ref.getKey(), ref.getOptional(), at + "/secretKeyRef");
                }
            }
            for (int i = 0; i < container.getEnvFrom().size(); i++) {
                all(container.getEnvFrom().get(i), Pointers.child(pointer + "/envFrom", i));
            }
        }

        private void all(EnvFromSource from, String pointer) {
            String prefix = from.getPrefix() == null ? "" : from.getPrefix();
            if (from.getConfigMapRef() != null) {
                var ref = from.getConfigMapRef();
                variables(
                        prefix,
                        find("ConfigMap", ref.getName(), ref.getOptional(), pointer + "/configMapRef"),
                        pointer);
            }
            if (from.getSecretRef() != null) {
                var ref = from.getSecretRef();
                variables(prefix, find("Secret", ref.getName(), ref.getOptional(), pointer + "/secretRef"), pointer);
            }
        }

        private void variables(String prefix, Set<String> names, String pointer) {
            names.stream()
                    .filter(name -> !Syntax.ENV.accepts(prefix + name))
                    .forEach(name -> error(pointer, "key " + Quoted.of(name) + " cannot name an environment variable"));
        }

        void volume(Volume volume, String pointer) {
            if (volume.getConfigMap() != null) {
                var from = volume.getConfigMap();
                items("ConfigMap", from.getName(), from.getOptional(), from.getItems(), pointer + "/configMap", "name");
            }
            if (volume.getSecret() != null) {
                var from = volume.getSecret();
                items(
                        "Secret",
                        from.getSecretName(),
                        from.getOptional(),
                        from.getItems(),
                        pointer + "/secret",
                        "secretName");
            }
        }

        /** Whether parts of ConfigMaps and Secrets are there. */
        void subPaths(Container container, List<Volume> volumes, String pointer) {
            for (int i = 0; i < container.getVolumeMounts().size(); i++) {
                VolumeMount mount = container.getVolumeMounts().get(i);
                String at = Pointers.child(pointer, i) + "/subPath";
                if (mount.getSubPath() == null || mount.getSubPath().isEmpty()) {
                    continue;
                }
                for (Volume volume : volumes) {
                    if (volume.getName() != null && volume.getName().equals(mount.getName())) {
                        subPath(volume, mount.getSubPath(), at);
                    }
                }
            }
        }

        private void subPath(Volume volume, String subPath, String pointer) {
            if (volume.getConfigMap() != null) {
                file(
                        "ConfigMap",
                        volume.getConfigMap().getName(),
                        volume.getConfigMap().getItems(),
                        subPath,
                        pointer);
            } else if (volume.getSecret() != null) {
                file(
                        "Secret",
                        volume.getSecret().getSecretName(),
                        volume.getSecret().getItems(),
                        subPath,
                        pointer);
            }
        }

        private void file(String kind, @Nullable String name, List<KeyToPath> items, String subPath, String pointer) {
            ObjectKey target = new ObjectKey(kind, namespace, String.valueOf(name));
            Set<String> known = keys.get(target);
            if (known == null || broken.contains(target)) {
                return;
            }
            Stream<String> files = items.isEmpty()
                    ? known.stream()
                    : items.stream().map(KeyToPath::getPath).filter(Objects::nonNull);
            if (files.noneMatch(file -> file.equals(subPath) || file.startsWith(subPath + "/"))) {
                error(pointer, "the volume has no file " + Quoted.of(subPath));
            }
        }

        private void items(
                String kind,
                @Nullable String name,
                @Nullable Boolean optional,
                List<KeyToPath> items,
                String pointer,
                String field) {
            if (name == null) {
                return;
            }
            ObjectKey target = new ObjectKey(kind, namespace, name);
            Set<String> known = find(target, optional, pointer + "/" + field);
            for (int i = 0; i < items.size(); i++) {
                String key = items.get(i).getKey();
                if (key != null) {
                    inside(target, known, key, optional, Pointers.child(pointer + "/items", i) + "/key");
                }
            }
        }

        private void key(
                String kind, @Nullable String name, @Nullable String key, @Nullable Boolean optional, String pointer) {
            if (name == null || key == null) {
                String field = name == null ? "name" : "key";
                error(pointer, "field \"" + field + "\" (" + pointer + "/" + field + ") is missing");
                return;
            }
            ObjectKey target = new ObjectKey(kind, namespace, name);
            inside(target, find(target, optional, pointer + "/name"), key, optional, pointer + "/key");
        }

        private Set<String> find(String kind, @Nullable String name, @Nullable Boolean optional, String pointer) {
            if (name == null) {
                error(pointer, "field \"name\" (" + pointer + "/name) is missing");
                return Set.of();
            }
            return find(new ObjectKey(kind, namespace, name), optional, pointer + "/name");
        }

        private Set<String> find(ObjectKey target, @Nullable Boolean optional, String pointer) {
            Set<String> found = keys.get(target);
            if (found == null && !broken.contains(target) && !Boolean.TRUE.equals(optional)) {
                error(pointer, target.kind() + " " + Quoted.plain(target.id()) + " is not declared");
            }
            return found == null ? Set.of() : found;
        }

        private void inside(
                ObjectKey target, Set<String> known, String key, @Nullable Boolean optional, String pointer) {
            boolean declared = keys.containsKey(target) && !broken.contains(target);
            if (declared && !known.contains(key) && !Boolean.TRUE.equals(optional)) {
                error(pointer, target.kind() + " " + Quoted.plain(target.id()) + " has no key " + Quoted.of(key));
            }
        }

        private void error(String pointer, String message) {
            diagnostics.add(Diagnostic.error(source.at(pointer), message));
        }
    }
}
