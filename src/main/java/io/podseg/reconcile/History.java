package io.podseg.reconcile;

import java.util.List;
import java.util.Optional;

/** What was applied to this host, newest first; the oldest are forgotten. */
public interface History {
    /** Number of applies that are kept. */
    int KEPT = 50;

    /**
     * Adds an apply, under a number that no other ever had.
     *
     * @return its number, from 1
     */
    long add(Applied applied) throws HostException;

    /** Says of an apply that is kept what is known better now; does nothing where it is forgotten. */
    void replace(long number, Applied applied) throws HostException;

    /** All that are kept, newest first; files that are damaged are passed over. */
    List<Entry> list() throws HostException;

    /** One of them; empty where it is not kept. */
    Optional<Entry> find(long number) throws HostException;

    /** An apply with its number. */
    record Entry(long number, Applied applied) {}
}
