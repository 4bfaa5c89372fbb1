package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;

/** What became of one change. */
public sealed interface Outcome {
    Change change();

    /** It was carried out. */
    record Applied(Change change) implements Outcome {}

    /**
     * It failed.
     *
     * @param reason one sentence
     */
    record Failed(Change change, String reason) implements Outcome {}

    /**
     * It was not tried, because something that it needs failed.
     *
     * @param by what it waited for
     * @param reason why that failed, where no other outcome says it; else empty
     */
    record Blocked(Change change, ObjectKey by, String reason) implements Outcome {}
}
