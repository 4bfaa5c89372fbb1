package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.SELinuxOptions;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The parts of an SELinux label by their names in Kubernetes. */
final class SeLinux {
    private SeLinux() {}

    /** Those that are set. */
    static SortedMap<String, String> of(@Nullable SELinuxOptions options) {
        TreeMap<String, String> parts = new TreeMap<>();
        if (options != null) {
            put(parts, "user", options.getUser());
            put(parts, "role", options.getRole());
            put(parts, "type", options.getType());
            put(parts, "level", options.getLevel());
        }
        return parts;
    }

    private static void put(SortedMap<String, String> parts, String name, @Nullable String value) {
        if (Parts.isSet(value)) {
            parts.put(name, String.valueOf(value));
        }
    }

    static SELinuxOptions options(SortedMap<String, String> parts) {
        return new SELinuxOptions(parts.get("level"), parts.get("role"), parts.get("type"), parts.get("user"));
    }
}
