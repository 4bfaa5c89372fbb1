package io.podseg.desired;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.podseg.model.Declarations;
import io.podseg.model.Manifest;
import io.podseg.state.FileContent;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Content of ConfigMaps and Secrets by namespace and name. */
final class Lookup {
    private final Map<String, SortedMap<String, FileContent>> configMaps = new HashMap<>();
    private final Map<String, SortedMap<String, FileContent>> secrets = new HashMap<>();

    Lookup(Declarations declarations) {
        for (Manifest<ConfigMap> manifest : declarations.configMaps()) {
            configMaps.put(manifest.key().id(), content(manifest.object()));
        }
        for (Manifest<Secret> manifest : declarations.secrets()) {
            secrets.put(manifest.key().id(), content(manifest.object()));
        }
    }

    Optional<SortedMap<String, FileContent>> configMap(String namespace, String name) {
        return Optional.ofNullable(configMaps.get(namespace + "/" + name));
    }

    Optional<SortedMap<String, FileContent>> secret(String namespace, String name) {
        return Optional.ofNullable(secrets.get(namespace + "/" + name));
    }

    static SortedMap<String, FileContent> content(ConfigMap configMap) {
        TreeMap<String, FileContent> content = new TreeMap<>();
        orEmpty(configMap.getData()).forEach((key, value) -> content.put(key, utf8(value)));
        orEmpty(configMap.getBinaryData()).forEach((key, value) -> content.put(key, base64(value)));
        return content;
    }

    static SortedMap<String, FileContent> content(Secret secret) {
        TreeMap<String, FileContent> content = new TreeMap<>();
        orEmpty(secret.getData()).forEach((key, value) -> content.put(key, base64(value)));
        orEmpty(secret.getStringData()).forEach((key, value) -> content.put(key, utf8(value)));
        return content;
    }

    private static FileContent utf8(String value) {
        return new FileContent(value.getBytes(StandardCharsets.UTF_8));
    }

    private static FileContent base64(String value) {
        return new FileContent(Base64.getMimeDecoder().decode(value));
    }

    private static <V> Map<String, V> orEmpty(@org.jspecify.annotations.Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }
}
