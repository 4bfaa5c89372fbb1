package io.podseg.state;

import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * One setting of the host that podseg keeps in a file that Podman reads.
 *
 * @param file which file
 * @param name name of the setting in it, such as {@code containers.pids_limit} or {@code transports/docker/registry.example.org}
 */
public record SettingKey(File file, String name) implements Comparable<SettingKey> {
    private static final Comparator<SettingKey> ORDER =
            Comparator.comparing(SettingKey::file).thenComparing(SettingKey::name);

    public SettingKey {
        Objects.requireNonNull(file);
        Objects.requireNonNull(name);
    }

    @Override
    public int compareTo(SettingKey other) {
        return ORDER.compare(this, other);
    }

    /** As one text, among the fields of the object that asks for it: {@code containers.conf:containers.pids_limit}. */
    public String path() {
        return file.text() + ":" + name;
    }

    /** The key with this {@link #path}; empty where a text is none. */
    public static Optional<SettingKey> parse(String path) {
        for (File file : File.values()) {
            if (path.startsWith(file.text() + ":")) {
                return Optional.of(
                        new SettingKey(file, path.substring(file.text().length() + 1)));
            }
        }
        return Optional.empty();
    }

    /** The settings among the fields of an object. */
    public static SortedMap<SettingKey, String> among(SortedMap<String, String> fields) {
        TreeMap<SettingKey, String> settings = new TreeMap<>();
        fields.forEach((path, value) -> parse(path).ifPresent(key -> settings.put(key, value)));
        return settings;
    }

    /** Settings as fields of the object that asks for them. */
    public static SortedMap<String, String> fields(SortedMap<SettingKey, String> settings) {
        TreeMap<String, String> fields = new TreeMap<>();
        settings.forEach((key, value) -> fields.put(key.path(), value));
        return fields;
    }

    /** Files of the host. */
    public enum File {
        /** containers.conf(5). */
        CONTAINERS_CONF("containers.conf", false),
        /** containers-policy.json(5). */
        POLICY("policy.json", true),
        /** containers-registries.d(5). */
        REGISTRIES_D("registries.d", false);

        private final String text;

        private final boolean shared;

        File(String text, boolean shared) {
            this.text = text;
            this.shared = shared;
        }

        /** Whether others write into the same file, so that a setting may have had a value before podseg's. */
        public boolean shared() {
            return shared;
        }

        /** What people call it. */
        public String text() {
            return text;
        }
    }
}
