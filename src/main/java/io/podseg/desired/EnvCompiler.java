package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvFromSource;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.EnvVarSource;
import io.podseg.desired.Expansion.Piece;
import io.podseg.model.ObjectKey;
import io.podseg.state.ContainerSettings.HostValue;
import io.podseg.state.FileContent;
import io.podseg.state.SecretSpec;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Environment of one container: later entries win, and what comes from a Secret stays a reference to a Podman secret, so that
 * its value is in no specification. A value that refers to such a variable becomes a Podman secret too. References that do not
 * exist were refused before.
 */
final class EnvCompiler {
    /** Stands for the key of a value that was put together; no key of a Secret looks like that. */
    private static final String MADE = "$";

    private final String namespace;
    private final Lookup lookup;
    private final TreeMap<String, SecretSpec> secrets;
    private final FieldValues values;
    private final TreeMap<String, String> plain = new TreeMap<>();
    private final TreeMap<String, String> secret = new TreeMap<>();
    private final TreeMap<String, HostValue> onHost = new TreeMap<>();

    EnvCompiler(String namespace, Lookup lookup, TreeMap<String, SecretSpec> secrets, FieldValues values) {
        this.namespace = namespace;
        this.lookup = lookup;
        this.secrets = secrets;
        this.values = values;
    }

    SortedMap<String, String> plain() {
        return plain;
    }

    SortedMap<String, String> secret() {
        return secret;
    }

    SortedMap<String, HostValue> onHost() {
        return onHost;
    }

    void add(Container container) {
        PodCompiler.orEmpty(container.getEnvFrom()).forEach(this::addAll);
        PodCompiler.orEmpty(container.getEnv()).forEach(variable -> addOne(variable, container));
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
                    .ifPresent(map -> map.forEach((key, value) -> putSecret(prefix + key, key(name), key, value)));
        }
    }

    private void addOne(EnvVar variable, Container container) {
        EnvVarSource from = variable.getValueFrom();
        String name = variable.getName();
        if (from == null) {
            expand(name, variable.getValue() == null ? "" : variable.getValue());
        } else if (from.getConfigMapKeyRef() != null) {
            lookup.configMap(namespace, from.getConfigMapKeyRef().getName())
                    .map(map -> map.get(from.getConfigMapKeyRef().getKey()))
                    .ifPresent(value -> putPlain(name, text(value)));
        } else if (from.getSecretKeyRef() != null) {
            String key = from.getSecretKeyRef().getKey();
            lookup.secret(namespace, from.getSecretKeyRef().getName())
                    .map(map -> map.get(key))
                    .ifPresent(
                            value -> putSecret(name, key(from.getSecretKeyRef().getName()), key, value));
        } else if (from.getFieldRef() != null) {
            put(name, values.field(from.getFieldRef().getFieldPath()));
        } else if (from.getResourceFieldRef() != null) {
            put(name, values.resource(container, from.getResourceFieldRef()));
        }
    }

    private void put(String variable, FieldValues.Value value) {
        if (value.onHost().isPresent()) {
            forget(variable);
            onHost.put(variable, value.onHost().get());
        } else {
            putPlain(variable, value.text());
        }
    }

    private void expand(String variable, String value) {
        List<Piece> pieces = Expansion.parse(value, this::isKnown);
        Optional<SecretSpec> first = pieces.stream()
                .filter(piece -> piece.variable() && secret.containsKey(piece.text()))
                .map(piece -> secrets.get(secret.get(piece.text())))
                .findFirst();
        StringBuilder text = new StringBuilder();
        pieces.forEach(piece -> text.append(piece.variable() ? valueOf(piece.text()) : piece.text()));
        if (first.isPresent()) {
            FileContent content = new FileContent(text.toString().getBytes(StandardCharsets.UTF_8));
            putSecret(variable, first.get().key(), MADE, content);
        } else {
            putPlain(variable, text.toString());
        }
    }

    private boolean isKnown(String variable) {
        return plain.containsKey(variable) || secret.containsKey(variable);
    }

    private String valueOf(String variable) {
        String name = secret.get(variable);
        SecretSpec spec = name == null ? null : secrets.get(name);
        return spec == null ? plain.getOrDefault(variable, "") : text(spec.content());
    }

    /** Words of a command line with the variables' values; what comes from a Secret was refused there. */
    List<String> expanded(List<String> words) {
        return words.stream()
                .map(word -> {
                    StringBuilder text = new StringBuilder();
                    Expansion.parse(word, plain::containsKey)
                            .forEach(piece -> text.append(
                                    piece.variable() ? plain.getOrDefault(piece.text(), "") : piece.text()));
                    return text.toString();
                })
                .toList();
    }

    /** The variables that a command line must not name: whoever may list processes would read them. */
    List<String> secretsIn(List<String> words) {
        return words.stream()
                .flatMap(word ->
                        Expansion.parse(word, name -> secret.containsKey(name) || onHost.containsKey(name)).stream())
                .filter(Piece::variable)
                .map(Piece::text)
                .distinct()
                .toList();
    }

    private void putPlain(String variable, String value) {
        forget(variable);
        plain.put(variable, value);
    }

    private void putSecret(String variable, ObjectKey object, String key, FileContent value) {
        forget(variable);
        secret.put(variable, register(secrets, object, key, value));
    }

    private void forget(String variable) {
        plain.remove(variable);
        secret.remove(variable);
        onHost.remove(variable);
    }

    private ObjectKey key(String name) {
        return new ObjectKey("Secret", namespace, name);
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
