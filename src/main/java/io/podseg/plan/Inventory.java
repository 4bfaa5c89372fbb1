package io.podseg.plan;

import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import io.podseg.policy.World;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.SettingKey;
import java.util.Optional;
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

    /** Among an object's fields, before a setting's path: what was there before podseg's. */
    private static final String WAS = "was ";

    /** Fields of an object with settings, and what stood in the files of others before: what comes back when the object goes. */
    public static SortedMap<String, String> instead(
            SortedMap<String, String> fields, SortedMap<SettingKey, String> before) {
        TreeMap<String, String> all = new TreeMap<>(fields);
        SettingKey.among(fields).keySet().forEach(setting -> {
            String value = before.get(setting);
            if (value != null && setting.file().shared()) {
                all.putIfAbsent(WAS + setting.path(), value);
            }
        });
        return all;
    }

    /** Settings of the host that are podseg's, all objects together. */
    public SortedMap<SettingKey, String> settings() {
        TreeMap<SettingKey, String> settings = new TreeMap<>();
        objects.values().forEach(fields -> settings.putAll(SettingKey.among(fields)));
        return settings;
    }

    /** What stood in the place of these settings before; what is not in it was not set. */
    public SortedMap<SettingKey, String> settingsBefore() {
        TreeMap<SettingKey, String> before = new TreeMap<>();
        objects.values()
                .forEach(fields -> fields.forEach((path, value) -> Optional.of(path)
                        .filter(text -> text.startsWith(WAS))
                        .flatMap(text -> SettingKey.parse(text.substring(WAS.length())))
                        .ifPresent(key -> before.put(key, value))));
        return before;
    }

    /** The same with other fields of some objects. */
    public Inventory withObjects(SortedMap<ObjectKey, SortedMap<String, String>> others) {
        TreeMap<ObjectKey, SortedMap<String, String>> all = new TreeMap<>(objects);
        all.putAll(others);
        return new Inventory(revision, all, firewall, world, bridgeBefore);
    }

    /** Whether an object was made and was not ready in time. */
    public boolean isUnready(ObjectKey key) {
        return objects.getOrDefault(key, new TreeMap<>()).containsKey(READY);
    }

    /** Fields of an object as they were applied; none where it was not. */
    public SortedMap<String, String> fields(ObjectKey key) {
        return plain(objects.getOrDefault(key, new TreeMap<>()));
    }

    /** Fields without what is remembered beside them. */
    static SortedMap<String, String> plain(SortedMap<String, String> fields) {
        TreeMap<String, String> plain = new TreeMap<>(fields);
        plain.keySet().removeIf(path -> path.equals(READY) || path.startsWith(WAS));
        return plain;
    }

    public Inventory {
        objects = Sorted.map(objects);
        firewall = Sorted.map(firewall);
    }
}
