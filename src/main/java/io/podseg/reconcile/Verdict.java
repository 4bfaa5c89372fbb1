package io.podseg.reconcile;

import java.util.List;

/** What came of waiting for a pod. */
public sealed interface Verdict {
    /** It serves, or has done its work. */
    record Ready() implements Verdict {}

    /**
     * It is too early to tell; whoever asked is told later.
     *
     * @param state what is waited for, a sentence without its end
     */
    record Waiting(String state) implements Verdict {}

    /**
     * It ended, or was not ready in time.
     *
     * @param reason a sentence without its end, which names the container
     * @param lines what that container wrote last, oldest first
     */
    record Unready(String reason, List<String> lines) implements Verdict {
        public Unready {
            lines = List.copyOf(lines);
        }
    }
}
