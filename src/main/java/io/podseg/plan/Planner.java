package io.podseg.plan;

import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.policy.ReachabilityDifference;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.HostState;
import io.podseg.state.PodState;
import io.podseg.state.TransactionBuilder;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Makes the plan: {@code diff(desired, actual)}, with the memory of the last apply to tell a changed manifest from a changed
 * host. Reads nothing but its input.
 */
public final class Planner {
    /** Kinds in the order in which they are shown; networks first, then policies, then pods, as they are applied. */
    private static final List<String> ORDER = List.of(
            "Sysctl",
            "Jump",
            "Chain",
            "Set",
            "PodRules",
            "SecurityProfile",
            "ImagePolicy",
            "Namespace",
            "Network",
            "ConfigMap",
            "Secret",
            "Service",
            "NetworkPolicy",
            "PersistentVolumeClaim",
            "Deployment",
            "DaemonSet",
            "Job",
            "Pod",
            "Container");

    private Planner() {}

    public static Plan plan(PlanInput input) {
        List<Change> changes = new ArrayList<>();
        NetworkDiff networks = new NetworkDiff(input);
        changes.addAll(networks.changes());
        List<Change> objects = new ArrayList<>(new PodDiff(input, networks.replaced()).changes());
        objects.addAll(new ObjectDiff(input).changes());
        changes.addAll(new RolloutDiff(input, objects).changes());
        changes.addAll(new SettingsDiff(input).changes());
        VolumeDiff volumes = new VolumeDiff(input);
        changes.addAll(volumes.changes());
        ForeignDiff foreign = new ForeignDiff(input);
        changes.addAll(foreign.changes());
        Set<String> restarted = restarted(changes);
        restarted.addAll(foreign.addresses());
        Firewall actual = input.actual().firewall();
        Firewall target = input.transition().firewall();
        changes.addAll(FirewallItems.drift(
                ReadySets.without(target, actual, restarted),
                actual,
                input.last().firewall()));
        List<ReadyMember> darken = ReadySets.extra(target, actual, restarted);
        FirewallTransaction transaction =
                TransactionBuilder.build(target, ReadySets.less(actual, darken), ReadySets::isReadySet);
        PodRulesDiff inside = new PodRulesDiff(input, changes);
        changes.addAll(inside.drift());
        if (changes.isEmpty()) {
            changes.addAll(inside.unexplained());
        }
        if (changes.isEmpty() && !transaction.isEmpty()) {
            changes.add(new Change.RepairFirewall(new Header(
                    Action.UPDATE,
                    new ObjectKey("Firewall", "", "host"),
                    "this version writes the same policies in other rules",
                    false,
                    List.of())));
        }
        changes.sort(Comparator.comparing((Change change) -> change.header().action() == Action.DELETE)
                .thenComparingInt(change -> ORDER.indexOf(change.header().key().kind()))
                .thenComparing(change -> change.header().key()));
        return new Plan(
                changes,
                transaction,
                target,
                input.desired().firewall(),
                darken,
                gone(darken, changes, input.actual()),
                ReadySets.missing(target, actual, restarted),
                Deferred.of(() -> ReachabilityDifference.between(Before.world(input), input.world())),
                0,
                input.warnings(),
                volumes.kept(),
                inside.layer());
    }

    private static SortedSet<Ip> gone(List<ReadyMember> darken, List<Change> changes, HostState actual) {
        SortedSet<Ip> gone = new TreeSet<>();
        darken.forEach(member -> Ip.parse(member.address()).ifPresent(gone::add));
        for (Change change : changes) {
            PodState pod = actual.pods().get(leaving(change));
            if (pod != null) {
                pod.attachments().forEach(attachment -> gone.addAll(attachment.addresses()));
            }
        }
        return gone;
    }

    /** Podman's name of the pod that a change takes away; empty where it takes none. */
    private static String leaving(Change change) {
        return switch (change) {
            case Change.DeletePod delete -> delete.podmanName();
            case Change.ReplacePod replace -> replace.pod().podmanName();
            default -> "";
        };
    }

    /**
     * Pods that go or come: their entries in the ready sets are taken out first and put in when they start. A pod that is only
     * started again keeps its entries, for its address and its rules are right and others of its containers may run.
     */
    private static Set<String> restarted(List<Change> changes) {
        Set<String> members = new HashSet<>();
        for (Change change : changes) {
            switch (change) {
                case Change.CreatePod create -> members.addAll(ReadySets.addresses(create.pod()));
                case Change.ReplacePod replace -> members.addAll(ReadySets.addresses(replace.pod()));
                case Change.Rollout rollout ->
                    rollout.create().forEach(pod -> members.addAll(ReadySets.addresses(pod)));
                case Change.StartPod ignored -> {}
                case Change.AwaitPod ignored -> {}
                case Change.CreateVolume ignored -> {}
                case Change.DeleteVolume ignored -> {}
                case Change.UpdatePod ignored -> {}
                case Change.CreateNetwork ignored -> {}
                case Change.ReplaceNetwork ignored -> {}
                case Change.DeleteNetwork ignored -> {}
                case Change.WriteSecret ignored -> {}
                case Change.DeletePod ignored -> {}
                case Change.Configure ignored -> {}
                case Change.Enforce ignored -> {}
                case Change.RepairFirewall ignored -> {}
                case Change.EnforcePodRules ignored -> {}
                case Change.Remember ignored -> {}
                case Change.Conflict ignored -> {}
            }
        }
        return members;
    }
}
