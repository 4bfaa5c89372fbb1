package io.podseg.reconcile;

import io.podseg.state.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;

/** Files of settings in memory. */
@NullMarked
final class FakeSettings implements SettingsPort {
    final TreeMap<SettingKey, String> values = new TreeMap<>();
    final List<String> writes = new ArrayList<>();
    Optional<String> failure = Optional.empty();

    /** What is done with each write beside noting it. */
    Runnable onWrite = () -> {};

    @Override
    public SortedMap<SettingKey, String> observe(Set<SettingKey> keys) {
        TreeMap<SettingKey, String> found = new TreeMap<>(values);
        found.keySet().retainAll(keys);
        return found;
    }

    @Override
    public void write(SortedMap<SettingKey, Optional<String>> changes) throws HostException {
        if (failure.isPresent()) {
            throw new HostException(failure.get());
        }
        onWrite.run();
        changes.forEach((key, value) -> {
            writes.add(key.path() + value.map(text -> "=" + text).orElse(" removed"));
            value.ifPresentOrElse(text -> values.put(key, text), () -> values.remove(key));
        });
    }
}
