package io.podseg.reconcile;

import io.podseg.state.SettingKey;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Settings of the host in files that Podman reads. What podseg does not name stays byte for byte as it is. */
public interface SettingsPort {
    /** Where nothing can be set. */
    SettingsPort NONE = new SettingsPort() {
        @Override
        public SortedMap<SettingKey, String> observe(Set<SettingKey> keys) {
            return new TreeMap<>();
        }

        @Override
        public void write(SortedMap<SettingKey, Optional<String>> changes) throws HostException {
            throw new HostException("settings of this host cannot be written");
        }
    };

    /**
     * How settings stand in the files.
     *
     * @param keys which are asked for
     * @return values as canonical text (JSON); what is not set is left out
     */
    SortedMap<SettingKey, String> observe(Set<SettingKey> keys) throws HostException;

    /**
     * Sets and removes settings, each file in one step.
     *
     * @param changes new values; a setting without one is removed
     */
    void write(SortedMap<SettingKey, Optional<String>> changes) throws HostException;
}
