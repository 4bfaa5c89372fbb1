package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Volume;
import io.podseg.model.ObjectKey;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The objects that a pod names, whether they are declared or not. */
public final class PodNeeds {
    private final String namespace;
    private final SortedSet<ObjectKey> keys = new TreeSet<>();

    private PodNeeds(String namespace) {
        this.namespace = namespace;
    }

    /**
     * Its namespace, networks, ConfigMaps, Secrets and volume claims.
     *
     * @param namespace where the pod is
     * @param annotations the pod's own
     * @param inherited annotations of its namespace
     */
    public static SortedSet<ObjectKey> of(
            String namespace,
            PodSpec pod,
            @Nullable Map<String, String> annotations,
            @Nullable Map<String, String> inherited) {
        PodNeeds needs = new PodNeeds(namespace);
        needs.keys.add(new ObjectKey("Namespace", "", namespace));
        needs.networks(annotations, inherited);
        Stream.concat(
                        PodCompiler.orEmpty(pod.getInitContainers()).stream(),
                        PodCompiler.orEmpty(pod.getContainers()).stream())
                .forEach(needs::container);
        PodCompiler.orEmpty(pod.getVolumes()).forEach(needs::volume);
        return needs.keys;
    }

    private void networks(@Nullable Map<String, String> annotations, @Nullable Map<String, String> inherited) {
        String own = annotations == null ? null : annotations.get(AttachmentRequest.ANNOTATION);
        String theirs = inherited == null ? null : inherited.get(AttachmentRequest.ANNOTATION);
        String asked = own != null ? own : theirs != null ? theirs : Names.DEFAULT_NETWORK;
        for (String entry : asked.strip().split("\\s+", -1)) {
            int colon = entry.indexOf(':');
            keys.add(new ObjectKey("Network", "", colon < 0 ? entry : entry.substring(0, colon)));
        }
    }

    private void container(Container container) {
        for (EnvVar env : PodCompiler.orEmpty(container.getEnv())) {
            EnvVarSource from = env.getValueFrom();
            if (from != null && from.getConfigMapKeyRef() != null) {
                add("ConfigMap", from.getConfigMapKeyRef().getName());
            }
            if (from != null && from.getSecretKeyRef() != null) {
                add("Secret", from.getSecretKeyRef().getName());
            }
        }
        for (EnvFromSource from : PodCompiler.orEmpty(container.getEnvFrom())) {
            if (from.getConfigMapRef() != null) {
                add("ConfigMap", from.getConfigMapRef().getName());
            }
            if (from.getSecretRef() != null) {
                add("Secret", from.getSecretRef().getName());
            }
        }
    }

    private void volume(Volume volume) {
        if (volume.getConfigMap() != null) {
            add("ConfigMap", volume.getConfigMap().getName());
        }
        if (volume.getSecret() != null) {
            add("Secret", volume.getSecret().getSecretName());
        }
        if (volume.getPersistentVolumeClaim() != null) {
            add("PersistentVolumeClaim", volume.getPersistentVolumeClaim().getClaimName());
        }
    }

    private void add(String kind, @Nullable String name) {
        if (name != null) {
            keys.add(new ObjectKey(kind, namespace, name));
        }
    }
}
