package io.podseg.state;

import io.podseg.model.Family;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The sysctls that send packets between two ports of one bridge through iptables, without which pods of one network are not
 * filtered.
 *
 * <p>Those of tagged frames belong to them: a frame with the VLAN number 0, which any process with NET_RAW can send, is handed
 * to the receiver's IP stack as if it had no tag, and goes past iptables where they are 0 (as they are by default).
 *
 * @param on names below {@code net.bridge} that are 1, of {@link #NAMES}
 */
public record BridgeSysctls(SortedSet<String> on) {
    /** All that podseg needs, below {@code net.bridge}. */
    public static final List<String> NAMES = List.of(
            "bridge-nf-call-iptables",
            "bridge-nf-call-ip6tables",
            "bridge-nf-filter-vlan-tagged",
            "bridge-nf-filter-pppoe-tagged");

    public static final BridgeSysctls ALL = new BridgeSysctls(new TreeSet<>(NAMES));
    public static final BridgeSysctls NONE = new BridgeSysctls(new TreeSet<>());

    public BridgeSysctls {
        if (!NAMES.containsAll(on)) {
            throw new IllegalArgumentException("not sysctls of bridges: " + on);
        }
        on = Collections.unmodifiableSortedSet(new TreeSet<>(on));
    }

    public static BridgeSysctls of(Collection<String> on) {
        return new BridgeSysctls(new TreeSet<>(on));
    }

    /** Families whose packets between two ports of one bridge pass iptables. */
    public Set<Family> families() {
        EnumSet<Family> families = EnumSet.noneOf(Family.class);
        if (on.contains("bridge-nf-call-iptables")) {
            families.add(Family.V4);
        }
        if (on.contains("bridge-nf-call-ip6tables")) {
            families.add(Family.V6);
        }
        return families;
    }

    /** Whether at least all of the other are on. */
    public boolean covers(BridgeSysctls other) {
        return on.containsAll(other.on());
    }
}
