package io.podseg.reconcile;

import io.podseg.plan.Change.Rollout;
import io.podseg.plan.ReadySets;
import io.podseg.plan.RolloutPace;
import io.podseg.state.ContainerRun;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.trust.TrustRules;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * One workload on its way from an old version to a new one. An old pod is stopped when enough others serve, and removed only when
 * every new one is ready; so until then all can be as it was before.
 */
final class Rolling {
    private final PodmanPort podman;
    private final Guard guard;
    private final PodGuard inside;
    private final Readiness readiness;
    private final Blocks blocks;
    private final TrustRules trust;
    private final Rollout rollout;
    private final Deque<PodSpec> coming;
    private final List<PodSpec> made = new ArrayList<>();
    private final Deque<PodState> serving = new ArrayDeque<>();
    private final List<PodState> stopped = new ArrayList<>();
    private int fresh;

    /**
     * Why the new version does not take over.
     *
     * @param yet it may still do so: everything stays as it is, and the next plan goes on from there
     */
    private record Failure(String reason, List<String> lines, boolean yet) {
        static Failure of(String reason) {
            return new Failure(reason, List.of(), false);
        }
    }

    Rolling(
            PodmanPort podman,
            Guard guard,
            PodGuard inside,
            Readiness readiness,
            Blocks blocks,
            TrustRules trust,
            Rollout rollout) {
        this.trust = trust;
        this.blocks = blocks;
        this.podman = podman;
        this.guard = guard;
        this.inside = inside;
        this.readiness = readiness;
        this.rollout = rollout;
        this.coming = new ArrayDeque<>(rollout.create());
        for (PodState pod : rollout.retire()) {
            if (pod.containers().containsValue(ContainerRun.RUNNING)) {
                serving.add(pod);
            } else {
                stopped.add(pod);
            }
        }
    }

    /** Empty when the new version has taken over; else what became of it. */
    Optional<Outcome> run() {
        Optional<Failure> failure = takeOver();
        if (failure.isPresent() && failure.get().yet()) {
            return Optional.of(new Outcome.Waiting(rollout, failure.get().reason()));
        }
        return failure.isPresent() ? Optional.of(goBack(failure.get())) : removeOld();
    }

    private Optional<Failure> takeOver() {
        try {
            for (PodState old : stopped) {
                darkenUnlessHandedOver(old);
            }
            Optional<Failure> failure = await(rollout.keep());
            fresh = rollout.keep().size();
            while (failure.isEmpty() && !(coming.isEmpty() && serving.isEmpty())) {
                failure = blocks.stopping() ? Optional.of(new Failure(Blocks.STOPPING, List.of(), true)) : step();
            }
            return failure;
        } catch (HostException e) {
            return Optional.of(Failure.of(withoutStop(e)));
        }
    }

    /** An old pod that an earlier apply has stopped may have left its address to a new one. */
    private void darkenUnlessHandedOver(PodState old) throws HostException {
        boolean handedOver = rollout.keep().stream()
                .flatMap(pod -> ReadySets.addresses(pod).stream())
                .anyMatch(ReadySets.addresses(old)::contains);
        if (!handedOver) {
            guard.dark(old);
        }
    }

    /** Makes as many new pods as there may be, and when they are ready stops as many old ones as need not be. */
    private Optional<Failure> step() throws HostException {
        List<PodSpec> batch = batch();
        for (PodSpec pod : batch) {
            make(pod);
        }
        Optional<Failure> failure = await(batch);
        if (failure.isPresent()) {
            return failure;
        }
        fresh += batch.size();
        boolean any = stopOld();
        return any || !batch.isEmpty() ? Optional.empty() : Optional.of(Failure.of("not every new pod could be made"));
    }

    private List<PodSpec> batch() {
        RolloutPace pace = rollout.pace();
        int room = pace.stopFirst() && !serving.isEmpty() ? 0 : pace.replicas() + pace.surge() - fresh - serving.size();
        List<PodSpec> batch = new ArrayList<>();
        while (batch.size() < room && !coming.isEmpty()) {
            batch.add(coming.removeFirst());
        }
        return batch;
    }

    private void make(PodSpec pod) throws HostException {
        made.add(pod);
        podman.createPod(pod, trust);
        guard.ready(pod);
        inside.start(pod.podmanName());
        guard.reflect(pod);
    }

    private Optional<Failure> await(List<PodSpec> pods) throws HostException {
        Map<String, Verdict> verdicts =
                readiness.await(pods, Duration.ofSeconds(rollout.pace().minReadySeconds()));
        for (PodSpec pod : pods) {
            if (verdicts.get(pod.podmanName()) instanceof Verdict.Unready unready) {
                return Optional.of(new Failure(pod.key() + ": " + unready.reason(), unready.lines(), false));
            }
        }
        for (PodSpec pod : pods) {
            if (verdicts.get(pod.podmanName()) instanceof Verdict.Waiting waiting) {
                return Optional.of(new Failure(pod.key() + ": " + waiting.state(), List.of(), true));
            }
        }
        return Optional.empty();
    }

    /** Whether any was stopped. The process ends first and its address goes dark then, so that it can answer to the end. */
    private boolean stopOld() throws HostException {
        RolloutPace pace = rollout.pace();
        int many = pace.stopFirst() ? serving.size() : fresh + serving.size() - (pace.replicas() - pace.unavailable());
        boolean any = false;
        while (many-- > 0 && !serving.isEmpty()) {
            PodState old = serving.removeFirst();
            stopped.add(old);
            podman.stopPod(old.podmanName());
            guard.dark(old);
            any = true;
        }
        return any;
    }

    private Optional<Outcome> removeOld() {
        List<String> problems = new ArrayList<>();
        for (PodState old : stopped) {
            attempt(problems, () -> inside.delete(old.podmanName()));
        }
        return problems.isEmpty()
                ? Optional.empty()
                : Optional.of(new Outcome.Failed(
                        rollout, "the new pods have taken over, but an old one remains: " + problems.getFirst()));
    }

    private Outcome goBack(Failure failure) {
        List<String> problems = new ArrayList<>();
        List<PodSpec> all = new ArrayList<>(rollout.keep());
        all.addAll(made);
        for (PodSpec pod : all) {
            attempt(problems, () -> {
                guard.dark(pod);
                inside.delete(pod.podmanName());
            });
        }
        for (PodState old : stopped) {
            attempt(problems, () -> startAgain(old));
        }
        String end = problems.isEmpty()
                ? "; " + count(rollout.retire().size()) + " of the version before it "
                        + (rollout.retire().size() == 1 ? "serves" : "serve") + " on"
                : "; " + String.join("; ", problems);
        return new Outcome.RolledBack(rollout, failure.reason() + end, failure.lines());
    }

    private void startAgain(PodState old) throws HostException {
        try {
            guard.ready(old);
            inside.start(old.podmanName());
        } catch (HostException e) {
            guard.dark(old);
            throw e;
        }
        guard.reflect(old);
    }

    private static void attempt(List<String> problems, Outcomes.Step step) {
        try {
            step.run();
        } catch (HostException e) {
            problems.add(withoutStop(e));
        }
    }

    private static String count(int pods) {
        return pods == 1 ? "the pod" : "the " + pods + " pods";
    }

    private static String withoutStop(HostException e) {
        return String.valueOf(e.getMessage()).replaceFirst("\\.$", "");
    }
}
