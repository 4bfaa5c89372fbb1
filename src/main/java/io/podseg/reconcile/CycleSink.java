package io.podseg.reconcile;

/** Is told of each turn of the controller. */
@FunctionalInterface
public interface CycleSink {
    /**
     * A turn ended. Called on the controller's one worker, one call at a time.
     *
     * @throws HostException where it could not be told; the controller says so and goes on
     */
    void ended(Cycle cycle) throws HostException;

    /** The controller has ended; nothing is told after this. */
    default void stopped() throws HostException {}
}
