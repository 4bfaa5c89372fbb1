package io.podseg.desired;

import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.ImagePolicy;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.SecurityProfile;
import io.podseg.state.HostDefaults;
import io.podseg.state.SettingKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Settings of the host that profiles and image policies ask for; that two of them differ is an error. */
final class HostSettings {
    private final Map<SettingKey, Manifest<?>> owners = new TreeMap<>();
    private final SortedMap<SettingKey, String> values = new TreeMap<>();
    private final SortedMap<ObjectKey, SortedMap<String, String>> objects = new TreeMap<>();
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private HostSettings() {}

    static HostSettings of(Declarations declarations, HostFacts facts) {
        HostSettings all = new HostSettings();
        for (Manifest<SecurityProfile> profile : declarations.profiles()) {
            all.diagnostics.addAll(HostDefaultsCheck.problems(profile, facts));
            all.add(profile, HostDefaults.of(profile.object()).settings());
        }
        for (Manifest<ImagePolicy> policy : declarations.imagePolicies()) {
            all.add(policy, ImagePolicySettings.of(policy, all.diagnostics));
        }
        return all;
    }

    private void add(Manifest<?> manifest, SortedMap<SettingKey, String> settings) {
        objects.put(manifest.key(), ObjectFields.marked(manifest, SettingKey.fields(settings)));
        settings.forEach((key, value) -> {
            String before = values.putIfAbsent(key, value);
            Manifest<?> owner = owners.putIfAbsent(key, manifest);
            if (owner != null && !value.equals(before)) {
                diagnostics.add(Diagnostic.error(
                        manifest.source().start(),
                        manifest.key() + " asks for " + key.path() + " = " + value + ", and " + owner.key() + " ("
                                + owner.source().start() + ") for " + before));
            }
        });
    }

    /** Fields of each profile and image policy: its settings. */
    SortedMap<ObjectKey, SortedMap<String, String>> objects() {
        return objects;
    }

    List<Diagnostic> diagnostics() {
        return diagnostics;
    }

    /** All settings that objects ask for, by their fields. */
    static SortedMap<SettingKey, String> wanted(SortedMap<ObjectKey, SortedMap<String, String>> objects) {
        TreeMap<SettingKey, String> wanted = new TreeMap<>();
        objects.values().forEach(fields -> wanted.putAll(SettingKey.among(fields)));
        return wanted;
    }
}
