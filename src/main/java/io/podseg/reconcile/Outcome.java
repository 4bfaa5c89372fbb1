package io.podseg.reconcile;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Change;
import java.time.Duration;
import java.util.List;

/** What became of one change. */
public sealed interface Outcome {
    Change change();

    /** What became of it, in one word for programs. */
    default String word() {
        return switch (this) {
            case Applied _ -> "applied";
            case Failed _ -> "failed";
            case Unready _ -> "unready";
            case RolledBack _ -> "rolled-back";
            case Blocked _ -> "blocked";
            case Waiting _ -> "waiting";
            case Held _ -> "held";
        };
    }

    /** Why it is not applied, one sentence; empty where it is. */
    default String why() {
        return switch (this) {
            case Applied _ -> "";
            case Failed failed -> failed.reason();
            case Unready unready -> unready.reason();
            case RolledBack back -> back.reason();
            case Waiting waiting -> waiting.state();
            case Held held -> held.reason();
            case Blocked blocked ->
                "waits for " + blocked.by() + (blocked.reason().isEmpty() ? "" : ": " + blocked.reason());
        };
    }

    /** It was carried out. */
    record Applied(Change change) implements Outcome {}

    /**
     * It failed.
     *
     * @param reason one sentence
     */
    record Failed(Change change, String reason) implements Outcome {}

    /**
     * A pod was made and started, and is not ready.
     *
     * @param reason why, a sentence without its end
     * @param lines what the container that it is about wrote last, oldest first
     */
    record Unready(Change change, String reason, List<String> lines) implements Outcome {
        public Unready {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A new version did not take over: its pods are gone again, and those before it are as they were.
     *
     * @param reason why, a sentence without its end
     * @param lines what the container that it is about wrote last, oldest first
     */
    record RolledBack(Change change, String reason, List<String> lines) implements Outcome {
        public RolledBack {
            lines = List.copyOf(lines);
        }
    }

    /**
     * A pod was made and started and it is not known yet whether it is ready; or a new version is on its way and waits for pods.
     * The controller goes on with it when that is known.
     *
     * @param state what is waited for, a sentence without its end
     */
    record Waiting(Change change, String state) implements Outcome {}

    /**
     * It was not tried again yet, because it failed a short while ago and nothing it is made from has changed; or podseg is being
     * stopped.
     *
     * @param reason why, as it was told then
     * @param left how long until it is tried again
     */
    record Held(Change change, String reason, Duration left) implements Outcome {}

    /**
     * It was not tried, because something that it needs failed.
     *
     * @param by what it waited for
     * @param reason why that failed, where no other outcome says it; else empty
     */
    record Blocked(Change change, ObjectKey by, String reason) implements Outcome {}
}
