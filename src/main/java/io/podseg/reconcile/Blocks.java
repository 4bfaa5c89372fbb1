package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Plan;
import io.podseg.state.PodSpec;
import java.time.Duration;
import java.util.Optional;

/** Whether a change must not be tried, because something that it needs failed; that is its outcome then. */
final class Blocks {
    private static final ObjectKey FIREWALL = new ObjectKey("Firewall", "", "host");

    static final String STOPPING = "podseg is being stopped";

    private final Plan plan;
    private final Guard guard;
    private final Outcomes outcomes;
    private final Restraint restraint;

    Blocks(Plan plan, Guard guard, Outcomes outcomes, Restraint restraint) {
        this.restraint = restraint;
        this.plan = plan;
        this.guard = guard;
        this.outcomes = outcomes;
    }

    /** Where the firewall is not as planned, nothing may start: it would run unguarded. */
    boolean byFirewall(Change change) {
        if (guard.problem().isEmpty()) {
            return false;
        }
        outcomes.finish(new Outcome.Blocked(change, FIREWALL, guard.problem().get()));
        return true;
    }

    boolean stopping() {
        return restraint.stopping();
    }

    /** Whoever stops podseg waits for what is begun, and for nothing else. */
    boolean byStop(Change change) {
        if (stopping()) {
            outcomes.finish(new Outcome.Held(change, STOPPING, Duration.ZERO));
            return true;
        }
        return false;
    }

    /** A network or a secret could not be made. */
    boolean byNeeds(Change change, PodSpec pod) {
        Optional<ObjectKey> missing = Needs.missing(pod, plan, outcomes::hasFailed);
        missing.ifPresent(by -> outcomes.finish(new Outcome.Blocked(change, by, "")));
        return missing.isPresent();
    }
}
