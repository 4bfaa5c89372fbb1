package io.podseg.reconcile;

import io.podseg.plan.Change;
import io.podseg.state.PodSpec;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Pods that were started and of which it is not known yet whether they are ready. Several threads may add some. */
final class Arrivals {
    private final Readiness readiness;
    private final Outcomes outcomes;
    private final Map<PodSpec, Change> started = new LinkedHashMap<>();

    Arrivals(Readiness readiness, Outcomes outcomes) {
        this.readiness = readiness;
        this.outcomes = outcomes;
    }

    /** A change whose pod runs as far as Podman can tell. */
    synchronized void add(Change change, PodSpec pod) {
        started.put(pod, change);
    }

    /** Waits for all of them together; each has its outcome then. */
    void await() {
        Map<PodSpec, Change> open = taken();
        readiness.await(List.copyOf(open.keySet()), (pod, verdict) -> {
            Change change = open.get(pod);
            if (change != null && outcomes.isOpen(change)) {
                outcomes.finish(outcome(change, verdict));
            }
        });
    }

    private synchronized Map<PodSpec, Change> taken() {
        Map<PodSpec, Change> open = new LinkedHashMap<>(started);
        started.clear();
        return open;
    }

    private static Outcome outcome(Change change, Verdict verdict) {
        return switch (verdict) {
            case Verdict.Ready _ -> new Outcome.Applied(change);
            case Verdict.Waiting waiting -> new Outcome.Waiting(change, waiting.state());
            case Verdict.Unready unready -> new Outcome.Unready(change, unready.reason(), unready.lines());
        };
    }
}
