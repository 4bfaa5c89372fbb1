package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import io.podseg.plan.Plan;
import io.podseg.state.PodSpec;
import java.util.Optional;

/** Whether a change must not be tried, because something that it needs failed; that is its outcome then. */
final class Blocks {
    private static final ObjectKey FIREWALL = new ObjectKey("Firewall", "", "host");

    private final Plan plan;
    private final Guard guard;
    private final Outcomes outcomes;

    Blocks(Plan plan, Guard guard, Outcomes outcomes) {
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

    /** A network or a secret could not be made. */
    boolean byNeeds(Change change, PodSpec pod) {
        Optional<ObjectKey> missing = Needs.missing(pod, plan, outcomes::hasFailed);
        missing.ifPresent(by -> outcomes.finish(new Outcome.Blocked(change, by, "")));
        return missing.isPresent();
    }
}
