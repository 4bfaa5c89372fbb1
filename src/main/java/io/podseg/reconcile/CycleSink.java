package io.podseg.reconcile;

import java.util.SortedSet;

/** Is told of each turn of the controller. */
@FunctionalInterface
public interface CycleSink {
    /**
     * A turn ended. Called on the controller's one worker, one call at a time.
     *
     * @throws HostException where it could not be told; the controller says so and goes on
     */
    void ended(Cycle cycle) throws HostException;

    /** Podseg was asked to end; what is begun is still ended. Called by any thread, at most once. */
    default void stopping() {}

    /** The worker waits for something to do; called about once a second, on the same thread. */
    default void alive() {}

    /** The controller has ended; nothing is told after this. */
    default void stopped() throws HostException {}

    /**
     * A turn begins. Called on the same thread, and always followed by {@link #ended}, unless the process ends first.
     *
     * @param number counts up from 1
     * @param triggers why
     */
    default void began(long number, SortedSet<Trigger> triggers) {}
}
