package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Inventory;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/** What is in force after an apply: as desired, less what failed, which is as it was. */
final class Remembered {
    private final Planned planned;
    private final TreeMap<ObjectKey, SortedMap<String, String>> objects;
    private final Set<String> missing = new HashSet<>();
    private final List<Change.Rollout> unfinished = new ArrayList<>();

    Remembered(Planned planned, List<Outcome> outcomes) {
        this.planned = planned;
        this.objects = new TreeMap<>(planned.desired().objects());
        for (Outcome outcome : outcomes) {
            if (outcome.change() instanceof Change.Remember) {
                // Remembered whatever became of its pods, each of which has an outcome of its own.
                continue;
            }
            boolean waits = outcome instanceof Outcome.Waiting && !(outcome.change() instanceof Change.Rollout);
            if (outcome instanceof Outcome.Unready || waits) {
                objects.computeIfPresent(outcome.change().header().key(), (key, fields) -> Inventory.unready(fields));
            } else if (!(outcome instanceof Outcome.Applied)) {
                failed(outcome.change());
            }
        }
    }

    private void failed(Change change) {
        ObjectKey key = change.header().key();
        stays(key, planned.last());
        missing.add(Endpoint.foreignId(key.namespace(), key.name()));
        if (change instanceof Change.CreatePod || change instanceof Change.ReplacePod) {
            missing.add(key.id());
        }
        if (change instanceof Change.Rollout rollout) {
            unfinished.add(rollout);
        }
    }

    /** What could not be carried out is remembered as it was; what is neither declared nor in the plan is gone. */
    private void stays(ObjectKey key, Inventory last) {
        SortedMap<String, String> before = last.objects().get(key);
        if (before == null) {
            objects.remove(key);
        } else {
            objects.put(key, before);
        }
    }

    /** Whether a new version did not take over, so that only the host can tell which pods there are. */
    boolean unfinished() {
        return !unfinished.isEmpty();
    }

    /** Says which pods there are. */
    void see(Collection<PodState> pods) {
        Set<ObjectKey> there = new HashSet<>();
        pods.forEach(pod -> there.add(pod.key()));
        for (Change change : planned.plan().changes()) {
            if (change instanceof Change.Rollout rollout) {
                see(rollout, there);
            }
        }
    }

    /** What is left of an old version is no part of what is remembered once the new one is complete. */
    private void see(Change.Rollout rollout, Set<ObjectKey> there) {
        List<ObjectKey> fresh = Stream.concat(rollout.create().stream(), rollout.keep().stream())
                .map(PodSpec::key)
                .toList();
        fresh.forEach(pod -> gone(pod, there));
        for (PodState old : rollout.retire()) {
            if (!there.containsAll(fresh)) {
                stays(old.key(), planned.last());
            }
            gone(old.key(), there);
        }
    }

    private void gone(ObjectKey pod, Set<ObjectKey> there) {
        if (!there.contains(pod)) {
            objects.remove(pod);
            missing.add(pod.id());
        }
    }

    /** Objects as they are now. */
    SortedMap<ObjectKey, SortedMap<String, String>> objects() {
        return objects;
    }

    /** Pods and policies as they are now. */
    World world() {
        World world =
                unfinished() ? planned.desired().meanwhile() : planned.desired().world();
        List<Endpoint> endpoints = world.endpoints().stream()
                .filter(endpoint -> !missing.contains(endpoint.id()))
                .toList();
        return world.withEndpoints(endpoints);
    }
}
