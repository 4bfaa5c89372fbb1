package io.podseg.reconcile;

import io.podseg.plan.Inventory;
import io.podseg.state.Firewall;
import java.util.Optional;

/** Podseg's state folder. */
public interface StateStore {
    /** Takes the one lock that all podseg processes share; throws {@link LockedException} where another holds it. */
    AutoCloseable lock(String purpose) throws HostException, LockedException;

    /** What was last applied; empty where nothing was. */
    Optional<Inventory> load() throws HostException;

    /** Writes atomically, mode 0600. Does nothing where the stored inventory is equal. */
    void save(Inventory inventory) throws HostException;

    /**
     * Keeps the ruleset for the next boot, atomically. Does nothing where it is kept already. Where it cannot be written, an older
     * one that is there is removed: a host without one stays closed at boot, one with it might open what has been closed since.
     *
     * @param firewall all of podseg's, ready sets included
     */
    void saveRuleset(Firewall firewall) throws HostException;

    /** Forgets everything that was applied, and the ruleset; nothing remembered is no error. */
    void clear() throws HostException;

    /** Another podseg holds the lock; the message names it. */
    final class LockedException extends Exception {
        private static final long serialVersionUID = 1;

        public LockedException(String holder) {
            super(holder);
        }
    }
}
