package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Plan;
import io.podseg.state.SettingKey;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The settings' part of carrying out a plan: what comes is written before images are fetched and containers made, for it says which
 * may be; what goes is taken away when everything else is done.
 */
final class SettingsSteps {
    private final SettingsPort settings;
    private final Plan plan;
    private final Outcomes outcomes;
    private final Restraint restraint;

    SettingsSteps(SettingsPort settings, Plan plan, Outcomes outcomes, Restraint restraint) {
        this.settings = settings;
        this.plan = plan;
        this.outcomes = outcomes;
        this.restraint = restraint;
    }

    /** Writes what comes. */
    void write() {
        for (Change change : plan.changes()) {
            if (change instanceof Change.Configure configure) {
                restraint.on(change).ifPresent(outcomes::finish);
                if (outcomes.isOpen(change)) {
                    TreeMap<SettingKey, Optional<String>> values = new TreeMap<>();
                    configure.set().forEach((key, value) -> values.put(key, Optional.of(value)));
                    configure.unset().forEach((key, value) -> {
                        if (aboutImages(key)) {
                            values.put(key, value);
                        }
                    });
                    boolean done = outcomes.attempt(change, () -> write(values));
                    if (done && configure.unset().keySet().stream().allMatch(SettingsSteps::aboutImages)) {
                        outcomes.finish(new Outcome.Applied(change));
                    }
                }
            }
        }
    }

    /** Images are fetched as the manifests have it now: what they no longer ask for must not stand in the way. */
    private static boolean aboutImages(SettingKey key) {
        return key.file() == SettingKey.File.POLICY || key.file() == SettingKey.File.REGISTRIES_D;
    }

    /** Takes away what goes. */
    void remove() {
        for (Change change : plan.changes()) {
            if (change instanceof Change.Configure configure
                    && outcomes.isOpen(change)
                    && outcomes.attempt(change, () -> write(configure.unset()))) {
                outcomes.finish(new Outcome.Applied(change));
            }
        }
    }

    /** A change that asks for settings which do not stand: what would rely on them must not start. */
    Optional<ObjectKey> missing() {
        return plan.changes().stream()
                .filter(change -> change instanceof Change.Configure configure
                        && !configure.set().isEmpty()
                        && outcomes.hasFailed(change.header().key()))
                .map(change -> change.header().key())
                .findFirst();
    }

    private void write(SortedMap<SettingKey, Optional<String>> values) throws HostException {
        if (values.isEmpty()) {
            return;
        }
        settings.write(values);
        SortedMap<SettingKey, String> found = settings.observe(values.keySet());
        for (Map.Entry<SettingKey, Optional<String>> entry : values.entrySet()) {
            Optional<String> now = Optional.ofNullable(found.get(entry.getKey()));
            if (!now.equals(entry.getValue())) {
                throw new HostException(
                        entry.getKey().path() + " was written, and reads " + now.orElse("as if it were not set"));
            }
        }
    }
}
