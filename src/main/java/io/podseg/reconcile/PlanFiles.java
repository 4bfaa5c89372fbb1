package io.podseg.reconcile;

import io.podseg.plan.SavedPlan;
import java.nio.file.Path;

/** Plans that wait in files for somebody to approve them. */
public interface PlanFiles {
    /**
     * Writes atomically, mode 0600, never through a link. A file that is there already is replaced if it is a saved plan, and left
     * alone otherwise.
     *
     * @throws HostException when it cannot be written
     */
    void write(Path file, SavedPlan plan) throws HostException;

    /**
     * Reads a plan. Only a file that nobody but this user (or root) can have written is trusted.
     *
     * @throws UnusablePlanException when it is none, or none that this version can apply
     */
    SavedPlan read(Path file) throws UnusablePlanException;

    /** The file holds no plan that can be applied; the message is a sentence without a full stop that names the file. */
    final class UnusablePlanException extends Exception {
        private static final long serialVersionUID = 1;

        public UnusablePlanException(String message) {
            super(message);
        }
    }
}
