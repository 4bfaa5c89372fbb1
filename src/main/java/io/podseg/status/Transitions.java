package io.podseg.status;

import io.podseg.model.ObjectKey;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Since when conditions have the status that they have. */
final class Transitions {
    private Map<ObjectKey, Map<String, Condition>> last = new HashMap<>();

    /** Goes on from what somebody wrote before. */
    void remember(List<ObjectStatus> objects) {
        last = new HashMap<>();
        objects.forEach(object -> put(last, object.key(), object.conditions()));
    }

    /** The same objects with the time of the last change in each condition; objects that are not among them are forgotten. */
    List<ObjectStatus> stamp(List<ObjectStatus> objects, Instant now) {
        Map<ObjectKey, Map<String, Condition>> next = new HashMap<>();
        List<ObjectStatus> stamped = objects.stream()
                .map(object -> {
                    Map<String, Condition> before = last.getOrDefault(object.key(), Map.of());
                    return object.withConditions(object.conditions().stream()
                            .map(condition -> stamp(condition, Optional.ofNullable(before.get(condition.type())), now))
                            .toList());
                })
                .toList();
        stamped.forEach(object -> put(next, object.key(), object.conditions()));
        last = next;
        return stamped;
    }

    private static Condition stamp(Condition condition, Optional<Condition> before, Instant now) {
        return before.filter(old -> old.status() == condition.status())
                .flatMap(Condition::since)
                .map(condition::since)
                .orElseGet(() -> condition.since(now));
    }

    private static void put(Map<ObjectKey, Map<String, Condition>> all, ObjectKey key, List<Condition> conditions) {
        Map<String, Condition> own = new HashMap<>();
        conditions.forEach(condition -> own.put(condition.type(), condition));
        all.put(key, own);
    }
}
