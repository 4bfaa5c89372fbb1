package io.podseg.plan;

import io.podseg.model.ObjectKey;
import io.podseg.state.Firewall;
import io.podseg.state.PodState;
import io.podseg.state.TransactionBuilder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;

/** Rules in the network namespaces of pods that run and stay as they are: what differs, and whether somebody did it by hand. */
final class PodRulesDiff {
    private final PlanInput input;
    private final Set<String> leaving = new HashSet<>();
    private final TreeSet<String> stale = new TreeSet<>();
    private final TreeSet<String> dropped = new TreeSet<>();
    private final TreeSet<String> doubted = new TreeSet<>();
    private final List<Change> drift = new ArrayList<>();

    /** @param changes those of pods */
    PodRulesDiff(PlanInput input, List<Change> changes) {
        this.input = input;
        for (Change change : changes) {
            if (change instanceof Change.DeletePod delete) {
                leaving.add(delete.podmanName());
            } else if (change instanceof Change.ReplacePod replace) {
                leaving.add(replace.pod().podmanName());
            }
        }
        input.actual().podRules().forEach(this::compare);
    }

    /** What was changed by hand. */
    List<Change> drift() {
        return drift;
    }

    /** What is to be done, where the changes say nothing of it. */
    List<Change> unexplained() {
        return stale.stream()
                .map(name -> change(name, "this version writes the same policies in other rules", false))
                .toList();
    }

    PodLayer layer() {
        return new PodLayer(target(), input.desired().podRules(), dropped, stale, doubted);
    }

    private void compare(String name, Firewall found) {
        if (leaving.contains(name) || !input.actual().pods().containsKey(name)) {
            return;
        }
        Firewall wanted = target().getOrDefault(name, Firewall.NONE);
        String left = input.last().firewall().getOrDefault(FirewallItems.podPart(key(name)), "");
        if (!FirewallItems.podHash(wanted).equals(left)) {
            doubted.add(name);
        }
        if (TransactionBuilder.inPod(wanted, found).isEmpty()) {
            return;
        }
        stale.add(name);
        if (!target().containsKey(name)) {
            dropped.add(name);
        }
        doubted.add(name);
        if (!FirewallItems.podHash(found).equals(left)) {
            drift.add(change(name, FirewallItems.cause(wanted, found), true));
        }
    }

    private SortedMap<String, Firewall> target() {
        return input.transition().podRules();
    }

    private ObjectKey key(String name) {
        PodState pod = input.actual().pods().get(name);
        return pod == null ? new ObjectKey("Pod", "", name) : pod.key();
    }

    private Change change(String name, String reason, boolean byHand) {
        ObjectKey pod = key(name);
        Header header = new Header(
                Action.UPDATE, new ObjectKey("PodRules", pod.namespace(), pod.name()), reason, byHand, List.of());
        return new Change.EnforcePodRules(header, name);
    }
}
