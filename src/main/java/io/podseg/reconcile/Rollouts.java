package io.podseg.reconcile;

import io.podseg.plan.Change;
import io.podseg.plan.Change.Rollout;
import io.podseg.plan.Plan;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.trust.TrustRules;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * New versions take over from old ones, some workloads at once. While they do, the firewall governs both; when all have, it
 * becomes that of the new ones alone.
 */
final class Rollouts {
    private final PodmanPort podman;
    private final Guard guard;
    private final PodGuard inside;
    private final Readiness readiness;
    private final Plan plan;
    private final TrustRules trust;
    private final Outcomes outcomes;
    private final Blocks blocks;
    private final List<Change> takenOver = new ArrayList<>();
    private boolean back;

    Rollouts(
            PodmanPort podman,
            Guard guard,
            PodGuard inside,
            Readiness readiness,
            Planned planned,
            Outcomes outcomes,
            Blocks blocks) {
        this.podman = podman;
        this.guard = guard;
        this.inside = inside;
        this.readiness = readiness;
        this.plan = planned.plan();
        this.trust = planned.trust();
        this.outcomes = outcomes;
        this.blocks = blocks;
    }

    /** Whether an old version is as it was before. */
    boolean anyBack() {
        return back;
    }

    void run() {
        List<Rollout> all = plan.changes().stream()
                .flatMap(change -> change instanceof Rollout rollout ? Stream.of(rollout) : Stream.empty())
                .toList();
        new Crew(podman.atOnce()).each(all, this::roll);
        if (all.isEmpty() || back) {
            takenOver.forEach(change -> outcomes.finish(new Outcome.Applied(change)));
            return;
        }
        guard.settle();
        inside.settle();
        Optional<String> problem = guard.problem().or(inside::problem);
        takenOver.forEach(change -> outcomes.finish(problem.<Outcome>map(text -> new Outcome.Failed(
                        change, "the new pods have taken over, but the rules for the old ones remain: " + text))
                .orElseGet(() -> new Outcome.Applied(change))));
    }

    private void roll(Rollout rollout) {
        boolean possible = outcomes.isOpen(rollout)
                && !blocks.byFirewall(rollout)
                && rollout.create().stream().noneMatch(pod -> blocks.byNeeds(rollout, pod));
        Optional<Outcome> failure = possible
                ? new Rolling(podman, guard, inside, readiness, blocks, trust, rollout).run()
                : Optional.empty();
        failure.ifPresent(outcomes::finish);
        synchronized (takenOver) {
            if (possible && failure.isEmpty()) {
                takenOver.add(rollout);
            } else {
                back = true;
            }
        }
    }
}
