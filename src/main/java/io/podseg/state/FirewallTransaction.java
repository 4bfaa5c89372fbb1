package io.podseg.state;

import io.podseg.model.Family;
import java.util.List;
import java.util.Map;

/**
 * One change of the firewall as inert text: it can be printed, checked and run. Order of running: sets before, then one
 * {@code iptables-restore --noflush} a family, then sets after.
 *
 * @param enableBridgeNetfilter whether the {@link BridgeSysctls} must be set to 1 first
 * @param setsBefore input for {@code ipset restore}: sets created, members added
 * @param tables input for {@code iptables-restore --noflush} by family; a family with nothing to do is absent
 * @param setsAfter input for {@code ipset restore}: members deleted, sets destroyed
 */
public record FirewallTransaction(
        boolean enableBridgeNetfilter,
        List<String> setsBefore,
        Map<Family, List<String>> tables,
        List<String> setsAfter) {
    /** Nothing to do. */
    public static final FirewallTransaction NONE = new FirewallTransaction(false, List.of(), Map.of(), List.of());

    public FirewallTransaction {
        setsBefore = List.copyOf(setsBefore);
        tables = Map.copyOf(tables);
        setsAfter = List.copyOf(setsAfter);
    }

    public boolean isEmpty() {
        return !enableBridgeNetfilter && setsBefore.isEmpty() && tables.isEmpty() && setsAfter.isEmpty();
    }
}
