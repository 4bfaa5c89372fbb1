package io.podseg.desired;

import java.util.Optional;

/**
 * What the host can do that decides where policies are enforced, and what confines containers.
 *
 * @param rootless whether Podman runs for an ordinary user
 * @param hookProblem why the hook would not run for a container that starts now; empty where it would
 * @param abilities what it can do to confine containers
 */
public record HostFacts(boolean rootless, Optional<String> hookProblem, Abilities abilities) {
    /** A rootful host of which nothing else is known, as for commands that work from manifests alone. */
    public static final HostFacts ROOTFUL = new HostFacts(false, Optional.empty());

    /** A host of whose abilities nothing is known. */
    public HostFacts(boolean rootless, Optional<String> hookProblem) {
        this(rootless, hookProblem, Abilities.UNKNOWN);
    }
}
