package io.podseg.state;

import io.podseg.model.Family;
import io.podseg.model.Sorted;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Podseg's part of netfilter in one network namespace.
 *
 * @param tables filter table by family; both families are always present
 * @param sets ipsets by name ({@code podseg*})
 * @param bridge sysctls without which traffic inside a network is not filtered
 */
public record Firewall(Map<Family, MangleTable> tables, SortedMap<String, IpSet> sets, BridgeSysctls bridge) {
    /** No chain, no set. */
    public static final Firewall NONE = new Firewall(
            Map.of(Family.V4, MangleTable.NONE, Family.V6, MangleTable.NONE), new TreeMap<>(), BridgeSysctls.NONE);

    public Firewall {
        EnumMap<Family, MangleTable> copy = new EnumMap<>(Family.class);
        copy.putAll(tables);
        for (Family family : Family.values()) {
            copy.putIfAbsent(family, MangleTable.NONE);
        }
        tables = Collections.unmodifiableMap(copy);
        sets = Sorted.map(sets);
    }

    /** With all sysctls on, or none. */
    public Firewall(Map<Family, MangleTable> tables, SortedMap<String, IpSet> sets, boolean bridge) {
        this(tables, sets, bridge ? BridgeSysctls.ALL : BridgeSysctls.NONE);
    }

    /** Whether traffic inside a network is filtered, whatever form its frames have. */
    public boolean bridgeCallIptables() {
        return bridge.covers(BridgeSysctls.ALL);
    }

    /** The same without a family's table and sets, for a kernel that does not have that family. */
    public Firewall without(Family family) {
        EnumMap<Family, MangleTable> others = new EnumMap<>(tables);
        others.put(family, MangleTable.NONE);
        TreeMap<String, IpSet> kept = new TreeMap<>(sets);
        kept.values().removeIf(set -> set.family() == family);
        return new Firewall(others, kept, bridge);
    }

    public MangleTable table(Family family) {
        return tables.getOrDefault(family, MangleTable.NONE);
    }
}
