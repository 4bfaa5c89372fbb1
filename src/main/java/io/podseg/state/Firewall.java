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
 * @param bridgeCallIptables {@code net.bridge.bridge-nf-call-iptables} and {@code -ip6tables} are both 1
 */
public record Firewall(Map<Family, MangleTable> tables, SortedMap<String, IpSet> sets, boolean bridgeCallIptables) {
    /** No chain, no set. */
    public static final Firewall NONE =
            new Firewall(Map.of(Family.V4, MangleTable.NONE, Family.V6, MangleTable.NONE), new TreeMap<>(), false);

    public Firewall {
        EnumMap<Family, MangleTable> copy = new EnumMap<>(Family.class);
        copy.putAll(tables);
        for (Family family : Family.values()) {
            copy.putIfAbsent(family, MangleTable.NONE);
        }
        tables = Collections.unmodifiableMap(copy);
        sets = Sorted.map(sets);
    }

    /** The same without a family's table and sets, for a kernel that does not have that family. */
    public Firewall without(Family family) {
        EnumMap<Family, MangleTable> others = new EnumMap<>(tables);
        others.put(family, MangleTable.NONE);
        TreeMap<String, IpSet> kept = new TreeMap<>(sets);
        kept.values().removeIf(set -> set.family() == family);
        return new Firewall(others, kept, bridgeCallIptables);
    }

    public MangleTable table(Family family) {
        return tables.getOrDefault(family, MangleTable.NONE);
    }
}
