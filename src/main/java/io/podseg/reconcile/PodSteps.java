package io.podseg.reconcile;

import io.podseg.plan.Change;
import io.podseg.plan.Change.AwaitPod;
import io.podseg.plan.Change.CreatePod;
import io.podseg.plan.Change.DeletePod;
import io.podseg.plan.Change.ReplacePod;
import io.podseg.plan.Change.Rollout;
import io.podseg.plan.Change.StartPod;
import io.podseg.plan.Change.UpdatePod;
import io.podseg.plan.Plan;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.PodSpec;
import io.podseg.trust.TrustRules;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * The pods' part of carrying out a plan: what goes, then, with the firewall in force, what comes. Pods do not wait for each
 * other, so some are worked on at once; of one pod the address is ready before it starts.
 */
final class PodSteps {
    private static final Predicate<Change> TOUCHES = change -> change instanceof CreatePod
            || change instanceof ReplacePod
            || change instanceof StartPod
            || change instanceof UpdatePod
            || change instanceof AwaitPod;

    private final PodmanPort podman;
    private final Guard guard;
    private final PodGuard inside;
    private final Plan plan;
    private final TrustRules trust;
    private final Outcomes outcomes;
    private final Blocks blocks;
    private final Crew crew;
    private final Arrivals arrivals;

    PodSteps(
            PodmanPort podman,
            Guard guard,
            PodGuard inside,
            Planned planned,
            Outcomes outcomes,
            Blocks blocks,
            Arrivals arrivals) {
        this.podman = podman;
        this.guard = guard;
        this.inside = inside;
        this.plan = planned.plan();
        this.trust = planned.trust();
        this.outcomes = outcomes;
        this.blocks = blocks;
        this.crew = new Crew(podman.atOnce());
        this.arrivals = arrivals;
    }

    /** Before anything is taken away: a pod whose image cannot be had keeps running as it is. */
    void fetchImages() {
        for (Change change : plan.changes()) {
            if (!outcomes.isOpen(change)) {
                continue;
            }
            if (change instanceof ReplacePod replace
                    && !blocks.byStop(change)
                    && !blocks.byNeeds(change, replace.pod())) {
                outcomes.attempt(change, () -> podman.provideImages(replace.pod(), trust));
            }
            if (change instanceof Rollout rollout && !rollout.create().isEmpty() && !blocks.byStop(change)) {
                outcomes.attempt(
                        change, () -> podman.provideImages(rollout.create().getFirst(), trust));
            }
        }
    }

    /** Pods that would have been restarted and stay as they are, because something they need is missing. */
    List<PodSpec> untouched() {
        return plan.changes().stream()
                .filter(change -> !outcomes.isOpen(change))
                .flatMap(change -> change instanceof ReplacePod replace ? Stream.of(replace.pod()) : Stream.empty())
                .toList();
    }

    /** Takes away what goes and what is made again. */
    void remove() {
        crew.each(plan.changes(), this::remove);
    }

    private void remove(Change change) {
        if (!outcomes.isOpen(change)) {
            return;
        }
        switch (change) {
            case DeletePod delete -> {
                if (!blocks.byFirewall(change)
                        && !blocks.byStop(change)
                        && outcomes.attempt(change, () -> inside.delete(delete.podmanName()))) {
                    outcomes.finish(new Outcome.Applied(change));
                }
            }
            case ReplacePod replace -> {
                if (!blocks.byFirewall(change) && !blocks.byStop(change)) {
                    outcomes.attempt(change, () -> inside.delete(replace.pod().podmanName()));
                }
            }
            default -> {}
        }
    }

    /** Makes and starts what comes. */
    void create() {
        crew.each(plan.changes(), this::create);
    }

    private void create(Change change) {
        if (!outcomes.isOpen(change) || !TOUCHES.test(change) || blocks.byStop(change)) {
            return;
        }
        switch (change) {
            case CreatePod create -> create(change, create.pod());
            case ReplacePod replace -> create(change, replace.pod());
            case StartPod start -> startAgain(change, start.pod());
            case UpdatePod update -> update(change, update.pod());
            case AwaitPod await -> {
                if (!blocks.byFirewall(change)) {
                    arrivals.add(change, await.pod());
                }
            }
            default -> {}
        }
    }

    private void create(Change change, PodSpec pod) {
        if (!blocks.byFirewall(change)
                && !blocks.byNeeds(change, pod)
                && outcomes.attempt(change, () -> podman.createPod(pod, trust))) {
            start(change, pod);
        }
    }

    private void start(Change change, PodSpec pod) {
        if (blocks.byFirewall(change) || blocks.byNeeds(change, pod)) {
            return;
        }
        if (outcomes.attempt(change, () -> start(pod)) && outcomes.attempt(change, () -> guard.reflect(pod))) {
            arrivals.add(change, pod);
        }
    }

    /** Podman before 4.4 starts a container with the limits that it was made with. */
    private void startAgain(Change change, PodSpec pod) {
        start(change, pod);
        if (outcomes.isOpen(change)) {
            outcomes.attempt(change, () -> podman.updateLimits(pod));
        }
    }

    private void update(Change change, PodSpec pod) {
        if (!blocks.byFirewall(change) && outcomes.attempt(change, () -> podman.updateLimits(pod))) {
            arrivals.add(change, pod);
        }
    }

    private void start(PodSpec pod) throws HostException {
        try {
            guard.ready(pod);
            inside.start(pod.podmanName());
        } catch (HostException e) {
            throw guard.darkAfter(pod, InitFailure.told(podman, pod, e));
        }
    }
}
