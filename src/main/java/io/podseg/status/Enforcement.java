package io.podseg.status;

import io.podseg.model.Family;
import io.podseg.plan.FirewallItems;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.state.MangleTable.Hook;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeSet;

/**
 * Whether policies are in force: the kernel has, part by part, what podseg read back when it last applied, podseg's jumps stand
 * first, and traffic inside a network passes them.
 */
public final class Enforcement {
    private Enforcement() {}

    /** Parts that are not as they must be; empty where policies are in force. */
    public static List<String> broken(HostState host, SortedMap<String, String> last) {
        Firewall now = host.firewall();
        TreeSet<String> broken = new TreeSet<>();
        SortedMap<String, String> found = FirewallItems.hashes(host);
        TreeSet<String> parts = new TreeSet<>(last.keySet());
        // A pod that does not run has no rules, and needs none.
        parts.removeIf(part -> FirewallItems.isPodRules(part) && !found.containsKey(part));
        parts.addAll(found.keySet());
        for (String part : parts) {
            if (!last.getOrDefault(part, "").equals(found.getOrDefault(part, ""))) {
                broken.add(part);
            }
        }
        var hooks = now.table(Family.V4).hooks();
        if (hooks.values().stream().noneMatch(hook -> hook.position() > 0)) {
            broken.add("Jump IPv4");
        }
        hooks.forEach((chain, hook) -> {
            if (!hook.equals(Hook.first(hook.target()))) {
                broken.add("Jump IPv4/" + chain);
            }
        });
        BridgeSysctls.NAMES.stream()
                .filter(name -> !now.bridge().on().contains(name))
                .forEach(name -> broken.add("Sysctl net.bridge." + name));
        return new ArrayList<>(broken);
    }

    /** The conditions of a policy in audit mode: its rules stand in the kernel like others', and deny nothing. */
    static List<Condition> audit(List<String> broken, long denied) {
        Condition audited = condition(Condition.AUDITED, broken);
        String packets = denied == 1 ? "1 packet" : denied + " packets";
        return List.of(
                broken.isEmpty()
                        ? new Condition(
                                Condition.AUDITED,
                                true,
                                audited.reason(),
                                "denies nothing; would have denied " + packets + " by now")
                        : audited,
                new Condition(Condition.ENFORCED, false, Condition.AUDIT_MODE, "podseg.io/mode is audit"),
                condition(Condition.READY, broken));
    }

    /** The conditions of a policy that decides. */
    static List<Condition> enforced(List<String> broken) {
        return List.of(condition(Condition.ENFORCED, broken), condition(Condition.READY, broken));
    }

    /**
     * The condition that all policies share: they are written together and stand together.
     *
     * @param type {@code Enforced}, {@code Audited} or, for whoever waits for any object, {@code Ready}
     */
    static Condition condition(String type, List<String> broken) {
        if (broken.isEmpty()) {
            return new Condition(type, true, "ReadBack", "the kernel's rules are as they were written");
        }
        String more = broken.size() > 1 ? " and " + (broken.size() - 1) + " more" : "";
        return new Condition(
                type,
                false,
                "Drift",
                broken.getFirst() + more + " is not as podseg wrote it; \"podseg plan\" shows what differs");
    }
}
