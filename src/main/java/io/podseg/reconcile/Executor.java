package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Change.Conflict;
import io.podseg.plan.Change.CreateNetwork;
import io.podseg.plan.Change.CreatePod;
import io.podseg.plan.Change.DeleteNetwork;
import io.podseg.plan.Change.DeletePod;
import io.podseg.plan.Change.Enforce;
import io.podseg.plan.Change.Remember;
import io.podseg.plan.Change.RepairFirewall;
import io.podseg.plan.Change.ReplaceNetwork;
import io.podseg.plan.Change.ReplacePod;
import io.podseg.plan.Change.StartPod;
import io.podseg.plan.Change.WriteSecret;
import io.podseg.plan.Plan;
import io.podseg.plan.ReadyMember;
import io.podseg.plan.ReadySets;
import io.podseg.state.Attachment;
import io.podseg.state.PodSpec;
import io.podseg.state.SecretSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Carries out a plan, in the one order in which no packet passes that should not: addresses leave the ready sets, pods and
 * networks go, chains and sets are written and read back, networks come, and each pod's address becomes ready just before the
 * pod starts. A change that fails never stops those that do not need it.
 */
final class Executor {
    private static final ObjectKey FIREWALL = new ObjectKey("Firewall", "", "host");

    private final PodmanPort podman;
    private final NetfilterPort netfilter;
    private final Progress progress;
    private final Plan plan;
    private final Map<Change, Outcome> outcomes = new LinkedHashMap<>();
    private final Map<ObjectKey, Boolean> failed = new LinkedHashMap<>();
    private Optional<String> firewallProblem = Optional.empty();

    Executor(PodmanPort podman, NetfilterPort netfilter, Progress progress, Plan plan) {
        this.podman = podman;
        this.netfilter = netfilter;
        this.progress = progress;
        this.plan = plan;
    }

    /** Outcomes in the order of the plan's changes. */
    List<Outcome> execute() {
        plan.changes().forEach(this::refuse);
        darken();
        plan.changes().forEach(this::removePod);
        plan.changes().forEach(this::removeNetwork);
        plan.changes().forEach(this::writeSecrets);
        firewall();
        plan.changes().forEach(this::enforce);
        plan.changes().forEach(this::createNetwork);
        plan.changes().forEach(this::createPod);
        plan.changes().forEach(this::removeSecrets);
        return plan.changes().stream().map(this::outcome).toList();
    }

    private Outcome outcome(Change change) {
        Outcome outcome = outcomes.get(change);
        return outcome == null
                ? new Outcome.Failed(change, "it was not carried out; this is a bug in podseg")
                : outcome;
    }

    private interface Step {
        void run() throws HostException;
    }

    /** Runs a part of a change; false when it failed, which is then the outcome. */
    private boolean attempt(Change change, Step step) {
        try {
            step.run();
            return true;
        } catch (HostException e) {
            finish(new Outcome.Failed(change, String.valueOf(e.getMessage())));
            return false;
        }
    }

    private void finish(Outcome outcome) {
        if (!(outcome instanceof Outcome.Applied)) {
            failed.put(outcome.change().header().key(), true);
        }
        outcomes.put(outcome.change(), outcome);
        progress.done(outcome);
    }

    private boolean isOpen(Change change) {
        return !outcomes.containsKey(change);
    }

    private void refuse(Change change) {
        if (change instanceof Conflict conflict) {
            finish(new Outcome.Failed(change, conflict.message()));
        }
    }

    /** Addresses that go leave the ready sets before anything else; without that nothing may be removed or started. */
    private void darken() {
        for (ReadyMember member : plan.darken()) {
            try {
                netfilter.removeMember(member.set(), member.member());
            } catch (HostException e) {
                firewallProblem = Optional.of(String.valueOf(e.getMessage()));
            }
        }
    }

    private void removePod(Change change) {
        switch (change) {
            case DeletePod delete -> {
                if (attempt(change, () -> podman.deletePod(delete.podmanName()))) {
                    finish(new Outcome.Applied(change));
                }
            }
            case ReplacePod replace ->
                attempt(change, () -> podman.deletePod(replace.pod().podmanName()));
            default -> {}
        }
    }

    private void removeNetwork(Change change) {
        switch (change) {
            case DeleteNetwork delete -> {
                if (attempt(change, () -> podman.deleteNetwork(delete.name()))) {
                    finish(new Outcome.Applied(change));
                }
            }
            case ReplaceNetwork replace ->
                attempt(change, () -> podman.deleteNetwork(replace.network().name()));
            default -> {}
        }
    }

    private void writeSecrets(Change change) {
        if (change instanceof WriteSecret write) {
            for (SecretSpec secret : write.create()) {
                if (!attempt(change, () -> podman.createSecret(secret))) {
                    return;
                }
            }
        }
    }

    /**
     * Writes chains and sets and reads them back. When everything of podseg goes, the guard stays up as long as a pod or a
     * network could not be removed.
     */
    private void firewall() {
        boolean leaving = plan.target().table(Family.V4).chains().isEmpty();
        if (leaving && !failed.isEmpty()) {
            firewallProblem = Optional.of("something that the firewall guards could not be removed");
        }
        if (firewallProblem.isPresent()) {
            return;
        }
        try {
            if (!plan.firewall().isEmpty()) {
                netfilter.apply(plan.firewall());
                firewallProblem = ReadBack.difference(plan.target(), netfilter.observe());
            }
            if (firewallProblem.isEmpty()) {
                for (ReadyMember member : plan.ready()) {
                    netfilter.addMember(member.set(), member.member());
                }
            }
        } catch (HostException e) {
            firewallProblem = Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private void enforce(Change change) {
        switch (change) {
            case Enforce ignored -> finishWithFirewall(change);
            case RepairFirewall ignored -> finishWithFirewall(change);
            case Remember ignored -> finish(new Outcome.Applied(change));
            default -> {}
        }
    }

    private void finishWithFirewall(Change change) {
        finish(firewallProblem
                .<Outcome>map(problem -> new Outcome.Failed(change, problem))
                .orElseGet(() -> new Outcome.Applied(change)));
    }

    private void createNetwork(Change change) {
        if (!isOpen(change)) {
            return;
        }
        switch (change) {
            case CreateNetwork create -> createNetwork(change, create.network());
            case ReplaceNetwork replace -> createNetwork(change, replace.network());
            default -> {}
        }
    }

    private void createNetwork(Change change, NetworkSpec network) {
        if (blockedByFirewall(change)) {
            return;
        }
        if (attempt(change, () -> podman.createNetwork(network))) {
            finish(new Outcome.Applied(change));
        }
    }

    /** Where the firewall is not as planned, nothing may start: it would run unguarded. */
    private boolean blockedByFirewall(Change change) {
        if (firewallProblem.isEmpty()) {
            return false;
        }
        finish(new Outcome.Blocked(change, FIREWALL, firewallProblem.get()));
        return true;
    }

    private void createPod(Change change) {
        if (!isOpen(change)) {
            return;
        }
        switch (change) {
            case CreatePod create -> createPod(change, create.pod());
            case ReplacePod replace -> createPod(change, replace.pod());
            case StartPod start -> startPod(change, start.pod());
            default -> {}
        }
    }

    private void createPod(Change change, PodSpec pod) {
        if (blockedByFirewall(change) || blockedByNeeds(change, pod)) {
            return;
        }
        if (attempt(change, () -> podman.createPod(pod))) {
            startPod(change, pod);
        }
    }

    private void startPod(Change change, PodSpec pod) {
        if (blockedByFirewall(change) || blockedByNeeds(change, pod)) {
            return;
        }
        boolean started = attempt(change, () -> {
            for (ReadyMember member : ReadySets.of(pod, plan.target())) {
                netfilter.addMember(member.set(), member.member());
            }
            podman.startPod(pod.podmanName());
        });
        if (started) {
            finish(new Outcome.Applied(change));
        }
    }

    /** Networks and secrets that could not be made block the pods that need them. */
    private boolean blockedByNeeds(Change change, PodSpec pod) {
        for (Attachment attachment : pod.attachments()) {
            ObjectKey network = new ObjectKey("Network", "", attachment.network());
            if (failed.containsKey(network)) {
                finish(new Outcome.Blocked(change, network, ""));
                return true;
            }
        }
        for (Change other : plan.changes()) {
            if (other instanceof WriteSecret write
                    && failed.containsKey(write.header().key())
                    && write.create().stream().anyMatch(secret -> Needs.secret(pod, secret.podmanName()))) {
                finish(new Outcome.Blocked(change, write.header().key(), ""));
                return true;
            }
        }
        return false;
    }

    private void removeSecrets(Change change) {
        if (change instanceof WriteSecret write && isOpen(change)) {
            for (String name : write.obsolete()) {
                if (!attempt(change, () -> podman.deleteSecret(name))) {
                    return;
                }
            }
            finish(new Outcome.Applied(change));
        }
    }
}
