package io.podseg.reconcile;

/** Is told of each outcome as it comes. */
@FunctionalInterface
public interface Progress {
    /** Tells nobody. */
    Progress SILENT = outcome -> {};

    void done(Outcome outcome);
}
