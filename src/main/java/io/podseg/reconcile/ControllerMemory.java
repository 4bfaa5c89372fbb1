package io.podseg.reconcile;

import io.podseg.reconcile.ManifestSource.SourceFile;
import io.podseg.reconcile.StateStore.LockedException;
import java.util.List;
import java.util.Optional;

/** What the controller keeps in the state folder beside the inventory. */
public interface ControllerMemory {
    /**
     * Makes this process the one controller of the state folder, until closed or until it ends.
     *
     * @throws LockedException where there is another one; the message names it
     */
    Reign reign() throws HostException, LockedException;

    /** The lock that a controller holds as long as it lives. */
    interface Reign extends AutoCloseable {
        /**
         * Takes the lock again where somebody has deleted the state folder.
         *
         * @throws LockedException where another controller was faster
         */
        void renew() throws HostException, LockedException;

        @Override
        void close();
    }

    /** Whether the controller is to leave the host alone. What cannot be read counts as a pause: somebody wanted one. */
    Optional<Pause> pause();

    /** Asks for a pause; replaces an earlier one. */
    void pause(Pause pause) throws HostException;

    /** Takes a pause back; false where there was none. */
    boolean resume() throws HostException;

    /** The last good manifests; empty where there are none, or where the file cannot be used. */
    Optional<Kept> manifests() throws HostException;

    /** Replaces them, as one step; does nothing where the same are kept. */
    default void keep(Kept manifests) throws HostException {
        try (Draft draft = draft(manifests)) {
            draft.keep();
        }
    }

    /** Writes them beside those that are kept: what takes time is done before it is known whether they are good. */
    Draft draft(Kept manifests) throws HostException;

    /** Manifests that are written and not kept yet. */
    interface Draft extends AutoCloseable {
        /** Puts them in the place of those that are kept, as one step. */
        void keep() throws HostException;

        /** Forgets them where they were not kept. */
        @Override
        void close();
    }

    /**
     * Manifests that were found good.
     *
     * @param revision their revision
     * @param before revision that was in force when they were kept; empty where nothing was
     * @param files what they were read from
     */
    record Kept(String revision, String before, List<SourceFile> files) {
        public Kept {
            files = List.copyOf(files);
        }

        /**
         * Whether nothing else was put in force since.
         *
         * @param inForce revision that podseg remembers as the last one applied; empty where it remembers nothing
         */
        public boolean isNewest(String inForce) {
            return inForce.isEmpty() || inForce.equals(revision) || inForce.equals(before);
        }
    }
}
