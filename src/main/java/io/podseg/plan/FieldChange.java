package io.podseg.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * A field that differs.
 *
 * @param path path in the object, such as {@code containers[nginx].image}
 * @param before value now, empty where the field is added
 * @param after value then, empty where the field is removed
 */
public record FieldChange(String path, Optional<String> before, Optional<String> after) {
    /** All differences, by path. */
    public static List<FieldChange> between(SortedMap<String, String> before, SortedMap<String, String> after) {
        TreeSet<String> paths = new TreeSet<>(before.keySet());
        paths.addAll(after.keySet());
        List<FieldChange> changes = new ArrayList<>();
        for (String path : paths) {
            Optional<String> old = Optional.ofNullable(before.get(path));
            Optional<String> now = Optional.ofNullable(after.get(path));
            if (!old.equals(now)) {
                changes.add(new FieldChange(path, old, now));
            }
        }
        return changes;
    }
}
