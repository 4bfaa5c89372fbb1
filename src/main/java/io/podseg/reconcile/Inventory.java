package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.SortedMap;

/**
 * What podseg last applied: the memory between two runs. It serves to tell a changed manifest from a changed host, to show
 * fields before and after, and to keep addresses. Nothing in it is secret.
 *
 * @param revision revision of the manifests last applied
 * @param objects what was applied, by key
 * @param bridgeNetfilterBefore the bridge sysctls as found before the first apply
 */
public record Inventory(String revision, SortedMap<ObjectKey, Entry> objects, boolean bridgeNetfilterBefore) {
    public Inventory {
        objects = Sorted.map(objects);
    }

    /**
     * One applied object.
     *
     * @param hash hash over its fields
     * @param fields path to value, values of secrets replaced by hashes
     * @param addresses of a pod: entries {@code network=address}, sorted
     */
    public record Entry(String hash, SortedMap<String, String> fields, List<String> addresses) {
        public Entry {
            fields = Sorted.map(fields);
            addresses = List.copyOf(addresses);
        }
    }
}
