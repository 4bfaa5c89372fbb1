package io.podseg.host.config;

import io.podseg.reconcile.HostException;
import io.podseg.reconcile.SettingsPort;
import io.podseg.state.SettingKey;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** All files of settings of this Podman. */
public final class ConfigFiles implements SettingsPort {
    private final Map<SettingKey.File, SettingsFile> files = new EnumMap<>(SettingKey.File.class);

    private final Reread reread;

    /** Podman's service reads containers.conf when it starts. */
    @FunctionalInterface
    public interface Reread {
        void reread() throws HostException;
    }

    /**
     * @param places where containers.conf stands
     * @param trust where the files of trust stand
     * @param reread is run when containers.conf was written
     */
    public ConfigFiles(ConfigPlaces places, TrustPlaces trust, Reread reread) {
        this.reread = reread;
        files.put(SettingKey.File.CONTAINERS_CONF, new ContainersConf(places));
        files.put(SettingKey.File.POLICY, new PolicyFile(trust));
        files.put(SettingKey.File.REGISTRIES_D, new RegistriesFolder(trust));
    }

    @Override
    public SortedMap<SettingKey, String> observe(Set<SettingKey> keys) throws HostException {
        Map<SettingKey.File, Set<String>> names = new EnumMap<>(SettingKey.File.class);
        keys.forEach(key ->
                names.computeIfAbsent(key.file(), file -> new TreeSet<>()).add(key.name()));
        TreeMap<SettingKey, String> found = new TreeMap<>();
        for (Map.Entry<SettingKey.File, Set<String>> each : names.entrySet()) {
            file(each.getKey())
                    .read(each.getValue())
                    .forEach((name, value) -> found.put(new SettingKey(each.getKey(), name), value));
        }
        return found;
    }

    @Override
    public void write(SortedMap<SettingKey, Optional<String>> changes) throws HostException {
        Map<SettingKey.File, SortedMap<String, Optional<String>>> byFile = new EnumMap<>(SettingKey.File.class);
        changes.forEach((key, value) ->
                byFile.computeIfAbsent(key.file(), file -> new TreeMap<>()).put(key.name(), value));
        for (Map.Entry<SettingKey.File, SortedMap<String, Optional<String>>> each : byFile.entrySet()) {
            file(each.getKey()).write(each.getValue());
        }
        if (byFile.containsKey(SettingKey.File.CONTAINERS_CONF)) {
            reread.reread();
        }
    }

    private SettingsFile file(SettingKey.File kind) throws HostException {
        SettingsFile file = files.get(kind);
        if (file == null) {
            throw new HostException("podseg cannot write " + kind.text() + " on this host");
        }
        return file;
    }
}
