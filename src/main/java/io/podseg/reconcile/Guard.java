package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.plan.Change;
import io.podseg.plan.Plan;
import io.podseg.plan.ReadyMember;
import io.podseg.plan.ReadySets;
import io.podseg.plan.Revocation;
import io.podseg.state.ContainerRun;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.TrackedConnection;
import io.podseg.state.TransactionBuilder;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * The firewall's part of carrying out a plan. The host may have changed since the plan was made (somebody thought long about
 * the answer), so what is written is compared with the kernel until nothing differs, and nothing starts before that.
 */
final class Guard {
    /** The plan's own transaction, one more for a set of another type, one more for what changed meanwhile. */
    private static final int ROUNDS = 3;

    private final NetfilterPort netfilter;
    private final BootRules boot;
    private final Plan plan;
    private Optional<String> problem = Optional.empty();

    /** Whether those addresses are dark that the plan's own transaction takes for dark. */
    private boolean asPlanned = true;

    Guard(NetfilterPort netfilter, BootRules boot, Plan plan) {
        this.netfilter = netfilter;
        this.boot = boot;
        this.plan = plan;
    }

    /** Why nothing may be removed or started; empty while all went well. */
    Optional<String> problem() {
        return problem;
    }

    /** Whether everything of podseg goes. */
    boolean leaving() {
        return plan.target().table(Family.V4).chains().isEmpty();
    }

    /** From now on the firewall counts as not enforced. */
    void fail(String reason) {
        problem = Optional.of(reason);
    }

    /**
     * Addresses that go leave the ready sets before anything else, and whatever was open to them ends: who has the address next
     * inherits nothing.
     *
     * @param untouched pods that the plan restarts and that stay as they are after all: they keep their wanted addresses
     */
    void darken(List<PodSpec> untouched) {
        Set<String> kept = new HashSet<>();
        untouched.forEach(pod -> kept.addAll(ReadySets.addresses(pod)));
        SortedSet<Ip> gone = new TreeSet<>(plan.gone());
        gone.removeIf(ip -> kept.contains(ip.toString()));
        try {
            for (ReadyMember member : plan.darken()) {
                if (!kept.contains(member.address())) {
                    netfilter.removeMember(member.set(), member.member());
                }
            }
            if (!gone.isEmpty()) {
                netfilter.forget(gone);
            }
        } catch (HostException e) {
            fail(String.valueOf(e.getMessage()));
        }
        asPlanned = kept.isEmpty();
    }

    /** Writes chains and sets, reads them back, and marks the pods that stay as they are. */
    void enforce() {
        if (problem.isEmpty()) {
            enforce(plan.target(), asPlanned ? write(plan.firewall()) : Optional.empty());
        }
    }

    /** When new versions have taken over: leaves out what was in force for the old ones only. */
    void settle() {
        if (problem.isEmpty() && !plan.after().equals(plan.target())) {
            enforce(plan.after(), Optional.empty());
        }
    }

    private void enforce(Firewall target, Optional<String> first) {
        Optional<String> failure = first;
        for (int round = 1; round <= ROUNDS; round++) {
            try {
                Firewall found = netfilter.observe();
                FirewallTransaction rest = TransactionBuilder.build(target, found, ReadySets::isReadySet);
                if (rest.isEmpty()) {
                    problem = ReadBack.difference(target, found);
                    if (problem.isEmpty()) {
                        netfilter.confirm(target);
                        mark(target, found);
                        cut(target);
                        netfilter.steady(bridges(ReadySets.missing(target, Firewall.NONE, Set.of())));
                        boot.stand(target, ReadySets.without(target, found, later()));
                    }
                    return;
                }
                if (round < ROUNDS) {
                    failure = write(rest);
                } else {
                    problem = failure.or(() -> ReadBack.difference(target, found));
                }
            } catch (HostException e) {
                fail(String.valueOf(e.getMessage()));
                return;
            }
        }
        if (problem.isEmpty()) {
            fail("the firewall does not become as planned; is another program writing iptables rules?");
        }
    }

    private Optional<String> write(FirewallTransaction transaction) {
        try {
            netfilter.apply(transaction);
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void mark(Firewall target, Firewall found) throws HostException {
        for (ReadyMember member : ReadySets.extra(target, found, Set.of())) {
            netfilter.removeMember(member.set(), member.member());
        }
        for (ReadyMember member : ReadySets.missing(target, found, later())) {
            netfilter.addMember(member.set(), member.member());
        }
    }

    /**
     * What the rules in force would not let anybody open again ends now; the next packet of such a stream is no first one. The
     * table is read after the rules were written and read back: what opens from then on was judged by them, and a packet that
     * the older rules let through is in the table by then. So nothing is missed, and nothing allowed is cut.
     */
    private void cut(Firewall target) throws HostException {
        List<TrackedConnection> revoked = Revocation.revoked(Set.of(), target, netfilter.connections());
        if (!revoked.isEmpty()) {
            netfilter.cut(revoked);
        }
    }

    /** Addresses of pods that are marked one by one as they start. */
    private Set<String> later() {
        Set<String> later = new HashSet<>();
        for (Change change : plan.changes()) {
            switch (change) {
                case Change.CreatePod create -> later.addAll(ReadySets.addresses(create.pod()));
                case Change.ReplacePod replace -> later.addAll(ReadySets.addresses(replace.pod()));
                case Change.StartPod start -> later.addAll(ReadySets.addresses(start.pod()));
                case Change.Rollout rollout -> later(rollout, later);
                default -> {}
            }
        }
        return later;
    }

    /** New pods are marked as they start, old ones that do not run only if they are started again. */
    private static void later(Change.Rollout rollout, Set<String> later) {
        rollout.create().forEach(pod -> later.addAll(ReadySets.addresses(pod)));
        rollout.retire().stream()
                .filter(pod -> !pod.containers().containsValue(ContainerRun.RUNNING))
                .forEach(pod -> later.addAll(ReadySets.addresses(pod)));
    }

    /** Marks a pod that is about to start again. */
    void ready(PodState pod) throws HostException {
        for (ReadyMember member : ReadySets.of(pod, plan.target())) {
            netfilter.addMember(member.set(), member.member());
        }
    }

    /** Takes the marks from a pod that has stopped, and ends what was open to it. */
    void dark(PodState pod) throws HostException {
        SortedSet<Ip> addresses = new TreeSet<>();
        pod.attachments().forEach(attachment -> addresses.addAll(attachment.addresses()));
        dark(ReadySets.of(pod, plan.target()), addresses);
    }

    /** Takes the marks from a pod that goes again, and ends what was open to it. */
    void dark(PodSpec pod) throws HostException {
        SortedSet<Ip> addresses = new TreeSet<>();
        pod.attachments().forEach(attachment -> addresses.addAll(attachment.addresses()));
        dark(ReadySets.of(pod, plan.target()), addresses);
    }

    private void dark(List<ReadyMember> members, SortedSet<Ip> addresses) throws HostException {
        for (ReadyMember member : members) {
            netfilter.removeMember(member.set(), member.member());
        }
        if (!addresses.isEmpty()) {
            netfilter.forget(addresses);
        }
    }

    /** A pod runs again: the rules stand where it is, and it reaches itself through the ports that it publishes. */
    void reflect(PodState pod) throws HostException {
        started(pod.podmanName(), ReadySets.of(pod, plan.target()), true);
    }

    /** The bridges of a pod that runs are there now, with addresses that last. */
    private void started(String podmanName, List<ReadyMember> members, boolean reflect) throws HostException {
        netfilter.started(podmanName);
        Set<String> bridges = bridges(members);
        if (!bridges.isEmpty()) {
            netfilter.steady(bridges);
            if (reflect) {
                netfilter.reflect(bridges);
            }
        }
    }

    private static Set<String> bridges(List<ReadyMember> members) {
        return members.stream().map(ReadyMember::bridge).collect(Collectors.toCollection(TreeSet::new));
    }

    /** Marks a pod that is about to start. */
    void ready(PodSpec pod) throws HostException {
        for (ReadyMember member : ReadySets.of(pod, plan.target())) {
            netfilter.addMember(member.set(), member.member());
        }
    }

    /** A pod runs: the rules stand where it is, and it reaches itself through the ports that it publishes. */
    void reflect(PodSpec pod) throws HostException {
        started(pod.podmanName(), ReadySets.of(pod, plan.target()), !pod.ports().isEmpty());
    }

    /** Takes the mark from a pod that did not start: its address may belong to somebody else. Returns what to report. */
    HostException darkAfter(PodSpec pod, HostException failure) {
        try {
            for (ReadyMember member : ReadySets.of(pod, plan.target())) {
                netfilter.removeMember(member.set(), member.member());
            }
            return failure;
        } catch (HostException e) {
            return new HostException(
                    failure.getMessage() + " Its address stays open to its policies: " + e.getMessage(), e);
        }
    }
}
