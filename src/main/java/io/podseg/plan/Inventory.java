package io.podseg.plan;

import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import io.podseg.policy.World;
import io.podseg.state.BridgeSysctls;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What podseg last applied: the memory between two runs. It serves to tell a changed manifest from a changed host and to show
 * what differs. It may be lost: then Podman's labels tell what is podseg's. Nothing in it is secret.
 *
 * @param revision revision of the manifests last applied
 * @param objects the applied objects' fields; contents of Secrets are hashes
 * @param firewall hashes of chains, sets and jumps as they were read back ({@link FirewallItems})
 * @param world pods and policies that were put in force, for the difference in reachability
 * @param bridgeBefore the bridge sysctls as they were before the first apply
 */
public record Inventory(
        String revision,
        SortedMap<ObjectKey, SortedMap<String, String>> objects,
        SortedMap<String, String> firewall,
        World world,
        BridgeSysctls bridgeBefore) {
    /** Nothing was ever applied. */
    public static final Inventory EMPTY =
            new Inventory("", new TreeMap<>(), new TreeMap<>(), World.EMPTY, BridgeSysctls.NONE);

    /** What is remembered before the first change is made: how the bridge sysctls were found. */
    public static Inventory begun(BridgeSysctls bridgeBefore) {
        return new Inventory("", new TreeMap<>(), new TreeMap<>(), World.EMPTY, bridgeBefore);
    }

    /** Among an object's fields: it was made and was not ready in time. */
    private static final String READY = "status.ready";

    /** Fields of an object that was made and was not ready in time. */
    public static SortedMap<String, String> unready(SortedMap<String, String> fields) {
        TreeMap<String, String> marked = new TreeMap<>(fields);
        marked.put(READY, "false");
        return marked;
    }

    /** Whether an object was made and was not ready in time. */
    public boolean isUnready(ObjectKey key) {
        return objects.getOrDefault(key, new TreeMap<>()).containsKey(READY);
    }

    /** Fields of an object as they were applied; none where it was not. */
    public SortedMap<String, String> fields(ObjectKey key) {
        TreeMap<String, String> fields = new TreeMap<>(objects.getOrDefault(key, new TreeMap<>()));
        fields.remove(READY);
        return fields;
    }

    public Inventory {
        objects = Sorted.map(objects);
        firewall = Sorted.map(firewall);
    }
}
