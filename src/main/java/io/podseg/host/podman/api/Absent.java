package io.podseg.host.podman.api;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Go writes an empty list, map or string as null or leaves it out; podseg reads both as empty. */
final class Absent {
    private Absent() {}

    static <T> List<T> list(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }

    static <V> Map<String, V> map(@Nullable Map<String, V> map) {
        return map == null ? Map.of() : map;
    }

    static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
