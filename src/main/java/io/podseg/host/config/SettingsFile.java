package io.podseg.host.config;

import io.podseg.reconcile.HostException;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;

/** One kind of file of settings. */
public interface SettingsFile {
    /** How these settings stand: canonical JSON by name; what is not set is left out. */
    SortedMap<String, String> read(Set<String> names) throws HostException;

    /** Sets and removes, in one step. */
    void write(SortedMap<String, Optional<String>> changes) throws HostException;
}
