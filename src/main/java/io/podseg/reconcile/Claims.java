package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.SettingKey;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Settings of the host that a plan makes podseg's. They are remembered before the first is written, with what stood there: an apply
 * that is killed leaves none behind that nobody would ever take away.
 */
final class Claims {
    private final SortedMap<SettingKey, String> before;
    private final TreeMap<ObjectKey, SortedMap<String, String>> claimed = new TreeMap<>();

    Claims(Planned planned) {
        this.before = before(planned);
        for (Change change : planned.plan().changes()) {
            if (change instanceof Change.Configure configure && !configure.set().isEmpty()) {
                ObjectKey key = change.header().key();
                TreeMap<String, String> fields = new TreeMap<>(SettingKey.fields(configure.set()));
                fields.putAll(planned.last().objects().getOrDefault(key, new TreeMap<>()));
                claimed.put(key, Inventory.instead(fields, before));
            }
        }
    }

    /** What stood on the host before podseg's: of what has been its own since, as it is remembered. */
    private static SortedMap<SettingKey, String> before(Planned planned) {
        SortedMap<SettingKey, String> before = new TreeMap<>(planned.actual().settings());
        before.keySet().removeAll(planned.last().settings().keySet());
        before.putAll(planned.last().settingsBefore());
        return before;
    }

    /** Whether anything is written. */
    boolean any() {
        return !claimed.isEmpty();
    }

    /** The memory, with what is about to be written. */
    Inventory in(Inventory memory) {
        return memory.withObjects(claimed);
    }

    /** What is remembered when all is done, each setting with what stood there before. */
    SortedMap<ObjectKey, SortedMap<String, String>> kept(SortedMap<ObjectKey, SortedMap<String, String>> objects) {
        TreeMap<ObjectKey, SortedMap<String, String>> kept = new TreeMap<>(objects);
        kept.replaceAll((key, fields) -> Inventory.instead(fields, before));
        return kept;
    }
}
