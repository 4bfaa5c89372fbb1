package io.podseg.reconcile;

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
import io.podseg.state.PodSpec;
import io.podseg.state.SecretSpec;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Carries out a plan, in the one order in which no packet passes that should not: addresses leave the ready sets, pods and
 * networks go, chains and sets are written and read back, networks come, and each pod's address becomes ready just before the
 * pod starts. A change that fails never stops those that do not need it.
 */
final class Executor {
    private static final ObjectKey FIREWALL = new ObjectKey("Firewall", "", "host");

    private final PodmanPort podman;
    private final Guard guard;
    private final Progress progress;
    private final Plan plan;
    private final Map<Change, Outcome> outcomes = new LinkedHashMap<>();
    private final Set<ObjectKey> failed = new HashSet<>();

    Executor(PodmanPort podman, NetfilterPort netfilter, Progress progress, Plan plan) {
        this.podman = podman;
        this.guard = new Guard(netfilter, plan);
        this.progress = progress;
        this.plan = plan;
    }

    /** Outcomes in the order of the plan's changes. */
    List<Outcome> execute() {
        plan.changes().forEach(this::refuse);
        plan.changes().forEach(this::writeSecrets);
        plan.changes().forEach(this::fetchImages);
        guard.darken(untouched());
        plan.changes().forEach(this::removePod);
        plan.changes().forEach(this::removeNetwork);
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
            failed.add(outcome.change().header().key());
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

    /** Before anything is taken away: a pod whose image cannot be had keeps running as it is. */
    private void fetchImages(Change change) {
        if (change instanceof ReplacePod replace && !blockedByNeeds(change, replace.pod())) {
            attempt(change, () -> podman.provideImages(replace.pod()));
        }
    }

    /** Pods that would have been restarted and stay as they are, because something they need is missing. */
    private List<PodSpec> untouched() {
        return plan.changes().stream()
                .filter(change -> !isOpen(change))
                .flatMap(change -> change instanceof ReplacePod replace ? Stream.of(replace.pod()) : Stream.empty())
                .toList();
    }

    private void removePod(Change change) {
        if (!isOpen(change)) {
            return;
        }
        switch (change) {
            case DeletePod delete -> {
                if (!blockedByFirewall(change) && attempt(change, () -> podman.deletePod(delete.podmanName()))) {
                    finish(new Outcome.Applied(change));
                }
            }
            case ReplacePod replace -> {
                if (!blockedByFirewall(change)) {
                    attempt(change, () -> podman.deletePod(replace.pod().podmanName()));
                }
            }
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

    /** When everything of podseg goes, the guard stays up as long as a pod or a network could not be removed. */
    private void firewall() {
        if (guard.leaving() && !failed.isEmpty()) {
            guard.fail("something that the firewall guards could not be removed");
        }
        guard.enforce();
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
        finish(guard.problem()
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
        if (guard.problem().isEmpty()) {
            return false;
        }
        finish(new Outcome.Blocked(change, FIREWALL, guard.problem().get()));
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
        if (attempt(change, () -> start(pod)) && attempt(change, () -> guard.reflect(pod))) {
            finish(new Outcome.Applied(change));
        }
    }

    private void start(PodSpec pod) throws HostException {
        try {
            guard.ready(pod);
            podman.startPod(pod.podmanName());
        } catch (HostException e) {
            throw guard.darkAfter(pod, e);
        }
    }

    private boolean blockedByNeeds(Change change, PodSpec pod) {
        Optional<ObjectKey> missing = Needs.missing(pod, plan, failed::contains);
        missing.ifPresent(by -> finish(new Outcome.Blocked(change, by, "")));
        return missing.isPresent();
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
