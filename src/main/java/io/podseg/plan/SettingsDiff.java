package io.podseg.plan;

import io.podseg.model.ObjectKey;
import io.podseg.state.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Settings of the host, and the profiles and image policies that ask for them. */
final class SettingsDiff {
    private static final Set<String> KINDS = Set.of("SecurityProfile", "ImagePolicy");

    private final PlanInput input;
    private final SortedMap<SettingKey, String> actual;
    private final List<Change> changes = new ArrayList<>();

    SettingsDiff(PlanInput input) {
        this.input = input;
        this.actual = input.actual().settings();
        TreeSet<ObjectKey> keys = new TreeSet<>(input.objects().keySet());
        keys.addAll(input.last().objects().keySet());
        keys.removeIf(key -> !KINDS.contains(key.kind()));
        keys.forEach(this::compare);
    }

    List<Change> changes() {
        return changes;
    }

    private void compare(ObjectKey key) {
        boolean known = input.last().objects().containsKey(key);
        SortedMap<String, String> before = input.last().fields(key);
        Optional<SortedMap<String, String>> declared =
                Optional.ofNullable(input.objects().get(key)).map(Inventory::plain);
        SortedMap<String, String> after = declared.orElseGet(TreeMap::new);
        SortedMap<SettingKey, String> set = new TreeMap<>(SettingKey.among(after));
        set.entrySet().removeIf(entry -> entry.getValue().equals(actual.get(entry.getKey())));
        SortedMap<SettingKey, Optional<String>> unset = unset(before);
        boolean same = known && declared.isPresent() && after.equals(before);
        if (same && set.isEmpty() && unset.isEmpty()) {
            return;
        }
        Action action = declared.isEmpty() ? Action.DELETE : known ? Action.UPDATE : Action.ADD;
        Header header = new Header(
                action,
                key,
                reason(same, unset),
                same,
                declared.isEmpty() ? List.of() : FieldChange.between(found(before, after), after));
        changes.add(
                set.isEmpty() && unset.isEmpty()
                        ? new Change.Remember(header)
                        : new Change.Configure(header, set, unset));
    }

    /** What the object asked for and nobody asks for any more. */
    private SortedMap<SettingKey, Optional<String>> unset(SortedMap<String, String> before) {
        SortedMap<SettingKey, String> others = input.last().settingsBefore();
        TreeMap<SettingKey, Optional<String>> unset = new TreeMap<>();
        for (SettingKey key : SettingKey.among(before).keySet()) {
            Optional<String> was = Optional.ofNullable(others.get(key));
            boolean wanted = input.desired().settings().containsKey(key);
            if (!wanted && !was.equals(Optional.ofNullable(actual.get(key)))) {
                unset.put(key, was);
            }
        }
        return unset;
    }

    private static String reason(boolean drift, SortedMap<SettingKey, Optional<String>> unset) {
        if (drift) {
            return "it was changed on the host";
        }
        return unset.values().stream().anyMatch(Optional::isPresent) ? "what was there before comes back" : "";
    }

    /** Fields as they were applied, but settings as they stand on the host. */
    private SortedMap<String, String> found(SortedMap<String, String> before, SortedMap<String, String> after) {
        TreeMap<String, String> found = new TreeMap<>(before);
        TreeSet<SettingKey> settings = new TreeSet<>(SettingKey.among(before).keySet());
        settings.addAll(SettingKey.among(after).keySet());
        for (SettingKey key : settings) {
            String value = actual.get(key);
            if (value == null) {
                found.remove(key.path());
            } else {
                found.put(key.path(), value);
            }
        }
        return found;
    }
}
