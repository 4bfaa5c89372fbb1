package io.podseg.reconcile;

import java.util.List;

/** What came of waiting for a pod. */
public sealed interface Verdict {
    /** It serves, or has done its work. */
    record Ready() implements Verdict {}

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
