package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.podseg.model.ObjectKey;
import io.podseg.state.FileContent;
import io.podseg.state.SecretSpec;
import java.nio.charset.StandardCharsets;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Environment of one container: later entries win, and what comes from a Secret stays a reference to a Podman secret, so that
 * its value is in no specification. References that do not exist were refused before.
 */
final class EnvCompiler {
    private final String namespace;
    private final Lookup lookup;
    private final TreeMap<String, SecretSpec> secrets;
    private final TreeMap<String, String> plain = new TreeMap<>();
    private final TreeMap<String, String> secret = new TreeMap<>();

    EnvCompiler(String namespace, Lookup lookup, TreeMap<String, SecretSpec> secrets) {
        this.namespace = namespace;
        this.lookup = lookup;
        this.secrets = secrets;
    }

    SortedMap<String, String> plain() {
        return plain;
    }

    SortedMap<String, String> secret() {
        return secret;
    }

    void add(Container container) {
        PodCompiler.orEmpty(container.getEnvFrom()).forEach(this::addAll);
        PodCompiler.orEmpty(container.getEnv()).forEach(this::addOne);
    }

    private void addAll(EnvFromSource source) {
        String prefix = source.getPrefix() == null ? "" : source.getPrefix();
        if (source.getConfigMapRef() != null) {
            lookup.configMap(namespace, source.getConfigMapRef().getName())
                    .ifPresent(map -> map.forEach((key, value) -> putPlain(prefix + key, text(value))));
        }
        if (source.getSecretRef() != null) {
            String name = source.getSecretRef().getName();
            lookup.secret(namespace, name)
                    .ifPresent(map -> map.forEach((key, value) -> putSecret(prefix + key, name, key, value)));
        }
    }

    private void addOne(EnvVar variable) {
        EnvVarSource from = variable.getValueFrom();
        if (from == null) {
            putPlain(variable.getName(), variable.getValue() == null ? "" : variable.getValue());
        } else if (from.getConfigMapKeyRef() != null) {
            lookup.configMap(namespace, from.getConfigMapKeyRef().getName())
                    .map(map -> map.get(from.getConfigMapKeyRef().getKey()))
                    .ifPresent(value -> putPlain(variable.getName(), text(value)));
        } else if (from.getSecretKeyRef() != null) {
            String name = from.getSecretKeyRef().getName();
            String key = from.getSecretKeyRef().getKey();
            lookup.secret(namespace, name)
                    .map(map -> map.get(key))
                    .ifPresent(value -> putSecret(variable.getName(), name, key, value));
        }
    }

    private void putPlain(String variable, String value) {
        secret.remove(variable);
        plain.put(variable, value);
    }

    private void putSecret(String variable, String name, String key, FileContent value) {
        plain.remove(variable);
        secret.put(variable, register(secrets, new ObjectKey("Secret", namespace, name), key, value));
    }

    /** Notes that a Podman secret is needed, and gives its name. */
    static String register(TreeMap<String, SecretSpec> secrets, ObjectKey object, String key, FileContent value) {
        String podmanName = Names.secret(object, key, value.hash());
        secrets.put(podmanName, new SecretSpec(object, podmanName, value));
        return podmanName;
    }

    private static String text(FileContent value) {
        return new String(value.bytes(), StandardCharsets.UTF_8);
    }
}
