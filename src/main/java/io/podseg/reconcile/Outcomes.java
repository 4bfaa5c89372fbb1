package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Plan;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What became of the changes so far. Several threads may tell it. */
final class Outcomes {
    private final Progress progress;
    private final Map<Change, Outcome> outcomes = new HashMap<>();
    private final Set<ObjectKey> failed = new HashSet<>();
    private final Set<ObjectKey> waiting = new HashSet<>();

    Outcomes(Progress progress) {
        this.progress = progress;
    }

    /** A part of a change. */
    interface Step {
        void run() throws HostException;
    }

    /** Runs a part of a change; false when it failed, which is then the outcome. */
    boolean attempt(Change change, Step step) {
        try {
            step.run();
            return true;
        } catch (HostException e) {
            finish(new Outcome.Failed(change, String.valueOf(e.getMessage())));
            return false;
        }
    }

    synchronized void finish(Outcome outcome) {
        if (outcome instanceof Outcome.Waiting) {
            waiting.add(outcome.change().header().key());
        } else if (!(outcome instanceof Outcome.Applied)) {
            failed.add(outcome.change().header().key());
        }
        outcomes.put(outcome.change(), outcome);
        progress.done(outcome);
    }

    synchronized boolean isOpen(Change change) {
        return !outcomes.containsKey(change);
    }

    synchronized boolean hasFailed(ObjectKey key) {
        return failed.contains(key);
    }

    synchronized boolean isWaiting(ObjectKey key) {
        return waiting.contains(key);
    }

    synchronized boolean anyFailed() {
        return !failed.isEmpty();
    }

    /** Outcomes in the order of the plan's changes. */
    synchronized List<Outcome> of(Plan plan) {
        return plan.changes().stream().map(this::outcome).toList();
    }

    private Outcome outcome(Change change) {
        Outcome outcome = outcomes.get(change);
        return outcome == null
                ? new Outcome.Failed(change, "it was not carried out; this is a bug in podseg")
                : outcome;
    }
}
