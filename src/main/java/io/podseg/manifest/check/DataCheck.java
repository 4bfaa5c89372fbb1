package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Secret;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Keys and values of ConfigMaps and Secrets. No message holds a value. */
public final class DataCheck {
    private static final int BYTES = 1024 * 1024;

    private final Problems problems;

    /** A check of one object. */
    public DataCheck(Problems problems) {
        this.problems = problems;
    }

    /** Checks a ConfigMap. */
    public void check(ConfigMap map) {
        long bytes = plain("/data", map.getData()) + binary("/binaryData", map.getBinaryData());
        for (String key : new TreeMap<>(orEmpty(map.getBinaryData())).keySet()) {
            if (orEmpty(map.getData()).containsKey(key)) {
                problems.error(
                        Pointers.child("/binaryData", key),
                        "key " + Quoted.of(key) + " stands in data and in binaryData");
            }
        }
        size(bytes);
    }

    /** Checks a Secret and merges its {@code stringData} into its {@code data}, as an API server does. */
    public void check(Secret secret) {
        size(plain("/stringData", secret.getStringData()) + binary("/data", secret.getData()));
        TreeMap<String, String> data = new TreeMap<>(orEmpty(secret.getData()));
        data.replaceAll((key, value) ->
                decode(value).map(Base64.getEncoder()::encodeToString).orElse(""));
        orEmpty(secret.getStringData())
                .forEach((key, value) ->
                        data.put(key, Base64.getEncoder().encodeToString(value.getBytes(StandardCharsets.UTF_8))));
        secret.setData(data);
        secret.setStringData(new TreeMap<>());
    }

    private long plain(String pointer, @Nullable Map<String, String> data) {
        long bytes = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(orEmpty(data)).entrySet()) {
            Syntax.DATA_KEY.check(problems, Pointers.child(pointer, entry.getKey()), "key", entry.getKey());
            bytes += entry.getValue().getBytes(StandardCharsets.UTF_8).length;
        }
        return bytes;
    }

    private long binary(String pointer, @Nullable Map<String, String> data) {
        long bytes = 0;
        for (Map.Entry<String, String> entry : new TreeMap<>(orEmpty(data)).entrySet()) {
            String at = Pointers.child(pointer, entry.getKey());
            Syntax.DATA_KEY.check(problems, at, "key", entry.getKey());
            Optional<byte[]> decoded = decode(entry.getValue());
            if (decoded.isEmpty() && !problems.at(at)) {
                String hint = pointer.equals("/data") ? "; plain text goes into stringData" : "";
                problems.error(at, "value of key " + Quoted.of(entry.getKey()) + " is not base64" + hint);
            }
            bytes += decoded.map(d -> d.length).orElse(0);
        }
        return bytes;
    }

    // As Go's StdEncoding: padded, line breaks ignored.
    private static Optional<byte[]> decode(String text) {
        String compact = text.replace("\n", "").replace("\r", "");
        if (compact.length() % 4 != 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(Base64.getDecoder().decode(compact));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private void size(long bytes) {
        if (bytes > BYTES) {
            problems.error("", "data takes " + bytes + " bytes, expected " + BYTES + " or less");
        }
    }

    private static Map<String, String> orEmpty(@Nullable Map<String, String> map) {
        return map == null ? Map.of() : map;
    }
}
