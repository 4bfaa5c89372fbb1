package io.podseg.plan;

import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.policy.ReachabilityDifference;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import java.util.Collections;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The difference of desired and actual, in the order in which it is shown.
 *
 * @param changes one for each object
 * @param firewall what is done to the kernel's chains and sets for all of them together
 * @param target the firewall as it is then, to compare with what is read back
 * @param after the firewall when new versions have taken over from old ones; the target where none does
 * @param darken entries that leave the ready sets before anything else happens
 * @param gone addresses that go with them, and those of pods that are deleted or replaced: their connections end
 * @param ready entries of pods that stay as they are and that are missing from the ready sets
 * @param reach connections that open and close
 * @param cut how many connections that are open now would be cut
 * @param warnings what the user should know
 * @param kept what is left alone though the manifests say otherwise
 * @param podLayer what is done to the rules in the network namespaces of pods
 */
public record Plan(
        List<Change> changes,
        FirewallTransaction firewall,
        Firewall target,
        Firewall after,
        List<ReadyMember> darken,
        SortedSet<Ip> gone,
        List<ReadyMember> ready,
        Deferred<ReachabilityDifference> reach,
        int cut,
        List<Diagnostic> warnings,
        List<KeptObject> kept,
        PodLayer podLayer) {
    public Plan {
        changes = List.copyOf(changes);
        darken = List.copyOf(darken);
        gone = Collections.unmodifiableSortedSet(new TreeSet<>(gone));
        ready = List.copyOf(ready);
        warnings = List.copyOf(warnings);
        kept = List.copyOf(kept);
    }

    /** Connections that open and close. */
    public ReachabilityDifference reachability() {
        return reach.get();
    }

    /** The same plan, and what it leaves alone. */
    public Plan withKept(List<KeptObject> objects) {
        return new Plan(changes, firewall, target, after, darken, gone, ready, reach, cut, warnings, objects, podLayer);
    }

    /** The same plan with the number of open connections that it cuts. */
    public Plan withCut(int connections) {
        return new Plan(
                changes, firewall, target, after, darken, gone, ready, reach, connections, warnings, kept, podLayer);
    }

    /** The same plan with these warnings. */
    public Plan withWarnings(List<Diagnostic> others) {
        return new Plan(changes, firewall, target, after, darken, gone, ready, reach, cut, others, kept, podLayer);
    }

    /** Addresses whose connections end when all is done: those that go at once, and those of pods that others take over from. */
    public SortedSet<Ip> ending() {
        SortedSet<Ip> ending = new TreeSet<>(gone);
        for (Change change : changes) {
            if (change instanceof Change.Rollout rollout) {
                rollout.retire()
                        .forEach(pod -> pod.attachments().forEach(attachment -> ending.addAll(attachment.addresses())));
            }
        }
        return ending;
    }

    public Summary summary() {
        return Summary.of(changes);
    }

    /** Whether an apply would do nothing. */
    public boolean isEmpty() {
        return changes.isEmpty()
                && firewall.isEmpty()
                && darken.isEmpty()
                && ready.isEmpty()
                && cut == 0
                && podLayer.stale().isEmpty();
    }
}
