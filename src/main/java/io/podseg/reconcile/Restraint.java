package io.podseg.reconcile;

import io.podseg.plan.Change;
import java.util.Optional;

/** What keeps single changes of a plan from being carried out now. The firewall is never kept from being written. */
public interface Restraint {
    /** Everything is carried out. */
    Restraint NONE = change -> Optional.empty();

    /**
     * Whether a change of a pod, network, volume or secret has to wait.
     *
     * @return what becomes of it instead; empty where it is to be carried out
     */
    Optional<Outcome> on(Change change);

    /** Whether podseg is being stopped: what is begun is ended, and nothing else is begun. Asked by several threads. */
    default boolean stopping() {
        return false;
    }
}
