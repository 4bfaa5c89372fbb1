package io.podseg.state;

import io.podseg.model.Family;
import io.podseg.model.Sorted;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything in the kernel that decides about packets of pods before the host's own filter does: the whole tables
 * that it stands in, rules of others in them too, and podseg's sets.
 *
 * @param tables rules by family; one that is missing has no chain
 * @param sets podseg's ipsets by name
 * @param bridged families whose packets between two pods of one bridge pass these rules at all
 */
public record KernelRules(Map<Family, KernelTable> tables, SortedMap<String, IpSet> sets, Set<Family> bridged) {
    public KernelRules {
        tables = Collections.unmodifiableMap(new EnumMap<>(withAll(tables)));
        sets = Sorted.map(sets);
        bridged =
                Collections.unmodifiableSet(bridged.isEmpty() ? EnumSet.noneOf(Family.class) : EnumSet.copyOf(bridged));
    }

    private static Map<Family, KernelTable> withAll(Map<Family, KernelTable> tables) {
        Map<Family, KernelTable> all = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            all.put(family, tables.getOrDefault(family, KernelTable.NONE));
        }
        return all;
    }

    /** The rules of a firewall as they would stand in a kernel in which nobody else has any. */
    public static KernelRules of(Firewall firewall) {
        Map<Family, KernelTable> tables = new EnumMap<>(Family.class);
        firewall.tables().forEach((family, table) -> tables.put(family, KernelTable.of(table)));
        return new KernelRules(
                tables, new TreeMap<>(firewall.sets()), firewall.bridge().families());
    }

    public KernelTable table(Family family) {
        return tables.getOrDefault(family, KernelTable.NONE);
    }
}
