package io.podseg.reconcile;

import java.util.function.Consumer;

/** Something outside that tells when another look at the host is due. */
public interface Watch {
    /**
     * Begins to watch, on threads of its own, and returns at once. What is watched may be missing, go away and come back: the
     * watch goes on, and wakes once when it can see again, because it does not know what it missed.
     *
     * @param wake takes a trigger; returns at once, may be called by any thread and as often as there is something to tell
     * @return ends watching when closed
     */
    AutoCloseable start(Consumer<Trigger> wake);
}
