package io.podseg.state;

import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Sorted;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Podman volume that a PersistentVolumeClaim declares.
 *
 * @param key the claim
 * @param podmanName Podman's name of it
 * @param driver Podman's volume driver
 * @param options the driver's options: {@code type}, {@code device}, {@code o}, {@code image}, and {@code UID} and {@code GID} of its owner
 * @param labels labels, those of podseg among them
 * @param importSource archive on the host that fills it when it is made
 */
public record VolumeSpec(
        ObjectKey key,
        String podmanName,
        String driver,
        SortedMap<String, String> options,
        SortedMap<String, String> labels,
        Optional<String> importSource) {
    /** Podman's own driver. */
    public static final String LOCAL = "local";

    public VolumeSpec {
        options = Sorted.map(options);
        labels = Sorted.map(labels);
    }

    /** What cannot change without a new volume, as flat paths and values; the default is left out. */
    public SortedMap<String, String> fields() {
        TreeMap<String, String> fields = new TreeMap<>();
        if (!driver.equals(LOCAL)) {
            fields.put("driver", driver);
        }
        options.forEach((name, value) -> fields.put("options[" + name + "]", value));
        return fields;
    }

    /** The same with one label more. */
    public VolumeSpec withLabel(String name, String value) {
        TreeMap<String, String> more = new TreeMap<>(labels);
        more.put(name, value);
        return new VolumeSpec(key, podmanName, driver, options, more, importSource);
    }

    /** Labels that somebody declared. */
    public SortedMap<String, String> declaredLabels() {
        return Owner.others(labels);
    }
}
