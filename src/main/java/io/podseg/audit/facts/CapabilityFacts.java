package io.podseg.audit.facts;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedSet;

/**
 * Capabilities, without {@code CAP_}, in capital letters.
 *
 * @param added those asked for beside the engine's default; {@code ALL} may be among them
 * @param dropsAll whether all of the default were dropped first
 * @param granted those that the first process can have in the end
 * @param use what became of them; empty where nothing runs
 */
public record CapabilityFacts(
        List<String> added, boolean dropsAll, SortedSet<String> granted, Optional<CapabilityUse> use) {
    public CapabilityFacts(List<String> added, boolean dropsAll, SortedSet<String> granted) {
        this(added, dropsAll, granted, Optional.empty());
    }

    public CapabilityFacts {
        Objects.requireNonNull(use);
        added = added.stream().distinct().sorted().toList();
        granted = Sorted.set(granted);
    }
}
