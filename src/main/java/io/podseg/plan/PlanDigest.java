package io.podseg.plan;

import io.podseg.state.FirewallTransaction;
import io.podseg.state.Hash;
import io.podseg.state.HostState;
import java.util.List;
import java.util.TreeMap;

/** Hashes by which a saved plan is found stale. */
public final class PlanDigest {
    private PlanDigest() {}

    /**
     * Everything that carrying out the plan does: each change with all that is made, the firewall's transaction line by line and the
     * firewall that stands then. How many connections are open just now is no part of it, and neither are warnings.
     */
    public static String of(Plan plan) {
        FirewallTransaction firewall = plan.firewall();
        return Hash.of(List.of(
                        plan.changes(),
                        firewall.enableBridgeNetfilter(),
                        firewall.setsBefore(),
                        new TreeMap<>(firewall.tables()),
                        firewall.setsAfter(),
                        plan.target(),
                        plan.after(),
                        plan.darken(),
                        plan.gone(),
                        plan.ready(),
                        plan.podLayer(),
                        plan.reachability())
                .toString());
    }

    /** The host as it was read, and what podseg remembered. */
    public static String host(HostState actual, Inventory last) {
        return Hash.of(actual + "\n" + last);
    }
}
