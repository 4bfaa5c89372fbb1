package io.podseg.reconcile;

import java.util.Set;

/** The kernel's packet filters in the network namespaces of pods that run. */
@FunctionalInterface
public interface PodFilters {
    /**
     * The kernel's packet filter in the network namespace of a process.
     *
     * @param process of the pod, as {@link PodmanPort#processes()} tells it
     */
    NetfilterPort in(long process);

    /**
     * Whether this process still lives and has a network namespace of its own. Podman tells the number of one that has ended for a
     * moment longer, while it stops the pod.
     */
    default boolean isThere(long process) {
        return true;
    }

    /** Says which processes {@link #in} may still be asked about: what is kept of others can go. */
    default void retain(Set<Long> processes) {}
}
