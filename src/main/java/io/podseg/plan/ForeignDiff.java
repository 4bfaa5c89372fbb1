package io.podseg.plan;

import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Containers of others that policies begin to govern, or cease to; nothing is ever done to the containers themselves. */
final class ForeignDiff {
    private final PlanInput input;
    private final List<Change> changes = new ArrayList<>();
    private final Set<String> addresses = new HashSet<>();

    ForeignDiff(PlanInput input) {
        this.input = input;
        SortedMap<String, Endpoint> before = containers(input.last().world());
        SortedMap<String, Endpoint> after = containers(input.world());
        TreeSet<String> ids = new TreeSet<>(before.keySet());
        ids.addAll(after.keySet());
        ids.forEach(id -> compare(before.get(id), after.get(id)));
    }

    List<Change> changes() {
        return changes;
    }

    /** Addresses that mean somebody else from now on: they leave the ready sets until the rules are those of the new one. */
    Set<String> addresses() {
        return addresses;
    }

    private void compare(@Nullable Endpoint before, @Nullable Endpoint after) {
        SortedMap<String, String> old = fields(before);
        SortedMap<String, String> now = fields(after);
        if (after == null && before != null) {
            change(before, gone(before), FieldChange.between(only(old, "addresses"), now));
        } else if (before == null && after != null) {
            addresses.addAll(texts(after));
            change(
                    after,
                    "not podseg's; policies govern it from now on",
                    FieldChange.between(old, only(now, "addresses")));
        } else if (after != null && !old.equals(now)) {
            addresses.addAll(texts(after));
            change(after, "not podseg's; it was changed on the host", FieldChange.between(old, now));
        }
    }

    private void change(Endpoint container, String reason, List<FieldChange> fields) {
        ObjectKey key = new ObjectKey(
                "Container", container.namespace(), container.podmanName().orElse(container.id()));
        changes.add(new Change.Enforce(new Header(Action.UPDATE, key, reason, false, fields)));
    }

    private String gone(Endpoint container) {
        boolean there = container.podmanName().stream()
                .map(input.actual().foreign()::get)
                .anyMatch(found -> found != null
                        && found.attachments().stream()
                                .anyMatch(attachment -> !attachment.addresses().isEmpty()));
        return there
                ? "not podseg's; policies govern it no longer"
                : "not podseg's; it is gone or stopped, and its addresses are closed";
    }

    private static SortedMap<String, Endpoint> containers(World world) {
        TreeMap<String, Endpoint> containers = new TreeMap<>();
        world.endpoints().stream()
                .filter(endpoint -> endpoint.kind() == Endpoint.Kind.FOREIGN)
                .forEach(endpoint -> containers.put(endpoint.id(), endpoint));
        return containers;
    }

    private static SortedMap<String, String> fields(@Nullable Endpoint container) {
        TreeMap<String, String> fields = new TreeMap<>();
        if (container != null) {
            fields.put("addresses", texts(container).stream().collect(Collectors.joining(" ")));
            container.labels().forEach((name, value) -> fields.put("labels[" + name + "]", value));
        }
        return fields;
    }

    private static SortedMap<String, String> only(SortedMap<String, String> fields, String name) {
        return Optional.ofNullable(fields.get(name))
                .<SortedMap<String, String>>map(value -> new TreeMap<>(Map.of(name, value)))
                .orElseGet(TreeMap::new);
    }

    private static List<String> texts(Endpoint container) {
        return container.addresses().stream().map(Ip::toString).toList();
    }
}
