package io.podseg.reconcile;

import io.podseg.model.NetworkSpec;
import io.podseg.plan.Change;
import io.podseg.plan.Change.Configure;
import io.podseg.plan.Change.Conflict;
import io.podseg.plan.Change.CreateNetwork;
import io.podseg.plan.Change.CreatePod;
import io.podseg.plan.Change.CreateVolume;
import io.podseg.plan.Change.DeleteNetwork;
import io.podseg.plan.Change.DeletePod;
import io.podseg.plan.Change.DeleteVolume;
import io.podseg.plan.Change.Enforce;
import io.podseg.plan.Change.EnforcePodRules;
import io.podseg.plan.Change.Remember;
import io.podseg.plan.Change.RepairFirewall;
import io.podseg.plan.Change.ReplaceNetwork;
import io.podseg.plan.Change.ReplacePod;
import io.podseg.plan.Change.Rollout;
import io.podseg.plan.Change.WriteSecret;
import io.podseg.plan.Plan;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.SecretSpec;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Carries out a plan, in the one order in which no packet passes that should not: addresses leave the ready sets, pods and
 * networks go, chains and sets are written and read back, networks come, and each pod's address becomes ready just before the
 * pod starts. A change that fails never stops those that do not need it.
 */
final class Executor {
    /** Carried out together, by the plan's firewall transaction, or by nobody. */
    private static final Predicate<Change> FIREWALL = change -> change instanceof Enforce
            || change instanceof RepairFirewall
            || change instanceof EnforcePodRules
            || change instanceof Remember;

    /** What fetches images and makes containers. */
    private static final Predicate<Change> STARTS =
            change -> change instanceof CreatePod || change instanceof ReplacePod || change instanceof Rollout;

    private final PodmanPort podman;
    private final Guard guard;
    private final PodGuard inside;
    private final Plan plan;
    private final Outcomes outcomes;
    private final Blocks blocks;
    private final PodSteps pods;
    private final Arrivals arrivals;
    private final Rollouts rollouts;
    private final Members members;
    private final Restraint restraint;
    private final SettingsSteps settings;

    Executor(
            HostPorts host,
            BootRules boot,
            Readiness readiness,
            Progress progress,
            Restraint restraint,
            Planned planned) {
        this.plan = planned.plan();
        this.podman = host.podman();
        this.guard = new Guard(host.netfilter(), boot, plan);
        this.inside = new PodGuard(host, plan);
        this.outcomes = new Outcomes(progress);
        this.restraint = restraint;
        this.blocks = new Blocks(plan, guard, outcomes, restraint);
        this.arrivals = new Arrivals(readiness, outcomes);
        this.pods = new PodSteps(podman, guard, inside, planned, outcomes, blocks, arrivals);
        this.rollouts = new Rollouts(podman, guard, inside, readiness, planned, outcomes, blocks);
        this.settings = new SettingsSteps(host.settings(), plan, outcomes, restraint);
        this.members = new Members(plan, outcomes);
    }

    /** Outcomes in the order of the plan's changes. */
    List<Outcome> execute() {
        settings.write();
        plan.changes().forEach(this::refuse);
        plan.changes().forEach(this::writeSecrets);
        pods.fetchImages();
        guard.darken(pods.untouched());
        pods.remove();
        plan.changes().forEach(this::removeNetwork);
        plan.changes().forEach(this::removeVolume);
        firewall();
        plan.changes().forEach(this::enforce);
        plan.changes().forEach(this::createNetwork);
        plan.changes().forEach(this::createVolume);
        pods.create();
        arrivals.await();
        rollouts.run();
        members.finish();
        plan.changes().forEach(this::removeSecrets);
        settings.remove();
        inside.tidy();
        return outcomes.of(plan);
    }

    private void refuse(Change change) {
        if (change instanceof Conflict conflict) {
            outcomes.finish(new Outcome.Failed(change, conflict.message()));
        } else if (STARTS.test(change) && settings.missing().isPresent()) {
            outcomes.finish(new Outcome.Blocked(change, settings.missing().orElseThrow(), ""));
        } else if (!FIREWALL.test(change) && !(change instanceof Configure)) {
            restraint.on(change).ifPresent(outcomes::finish);
        }
    }

    private void removeNetwork(Change change) {
        if (!outcomes.isOpen(change) || blocks.byStop(change)) {
            return;
        }
        switch (change) {
            case DeleteNetwork delete -> {
                if (outcomes.attempt(change, () -> podman.deleteNetwork(delete.name()))) {
                    outcomes.finish(new Outcome.Applied(change));
                }
            }
            case ReplaceNetwork replace ->
                outcomes.attempt(
                        change, () -> podman.deleteNetwork(replace.network().name()));
            default -> {}
        }
    }

    private void writeSecrets(Change change) {
        if (change instanceof WriteSecret write && outcomes.isOpen(change)) {
            for (SecretSpec secret : write.create()) {
                if (!outcomes.attempt(change, () -> podman.createSecret(secret))) {
                    return;
                }
            }
        }
    }

    /** When everything of podseg goes, the guard stays up as long as a pod or a network could not be removed. */
    private void firewall() {
        if (guard.leaving() && outcomes.anyFailed()) {
            guard.fail("something that the firewall guards could not be removed");
        }
        guard.enforce();
        inside.enforce();
    }

    private void enforce(Change change) {
        switch (change) {
            case Enforce ignored -> finish(change, guard.problem().or(inside::problem));
            case RepairFirewall ignored -> finish(change, guard.problem());
            case EnforcePodRules rules -> finish(change, inside.problem(rules.podmanName()));
            case Remember ignored -> {
                if (!members.has(change)) {
                    outcomes.finish(new Outcome.Applied(change));
                }
            }
            default -> {}
        }
    }

    private void finish(Change change, Optional<String> trouble) {
        outcomes.finish(trouble.<Outcome>map(problem -> new Outcome.Failed(change, problem))
                .orElseGet(() -> new Outcome.Applied(change)));
    }

    private void createNetwork(Change change) {
        if (!outcomes.isOpen(change)) {
            return;
        }
        switch (change) {
            case CreateNetwork create -> createNetwork(change, create.network());
            case ReplaceNetwork replace -> createNetwork(change, replace.network());
            default -> {}
        }
    }

    private void createNetwork(Change change, NetworkSpec network) {
        if (!blocks.byFirewall(change)
                && !blocks.byStop(change)
                && outcomes.attempt(change, () -> podman.createNetwork(network))) {
            outcomes.finish(new Outcome.Applied(change));
        }
    }

    private void createVolume(Change change) {
        if (change instanceof CreateVolume create
                && outcomes.isOpen(change)
                && !blocks.byStop(change)
                && outcomes.attempt(change, () -> podman.createVolume(create.volume()))) {
            outcomes.finish(new Outcome.Applied(change));
        }
    }

    /** When no pod uses it any more. */
    private void removeVolume(Change change) {
        if (change instanceof DeleteVolume delete
                && outcomes.isOpen(change)
                && !blocks.byStop(change)
                && outcomes.attempt(change, () -> podman.deleteVolume(delete.name()))) {
            outcomes.finish(new Outcome.Applied(change));
        }
    }

    private void removeSecrets(Change change) {
        if (change instanceof WriteSecret write && outcomes.isOpen(change)) {
            // A pod that stays as it was reads its secrets again whenever it is started.
            for (String name : rollouts.anyBack() || anyStays() ? List.<String>of() : write.obsolete()) {
                if (!outcomes.attempt(change, () -> podman.deleteSecret(name))) {
                    return;
                }
            }
            outcomes.finish(new Outcome.Applied(change));
        }
    }

    private boolean anyStays() {
        return plan.changes().stream()
                .filter(change -> change instanceof ReplacePod || change instanceof DeletePod)
                .anyMatch(change -> outcomes.hasFailed(change.header().key()));
    }
}
