package io.podseg.audit.facts;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;

/**
 * Configuration that everybody may read: a ConfigMap.
 *
 * @param subject what it is called
 * @param places where its fields are written
 * @param exemptions reason by id of check
 * @param entries keys with their content
 */
public record ConfigFacts(
        Subject subject, Places places, SortedMap<String, String> exemptions, List<VariableFacts> entries) {
    public ConfigFacts {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(places);
        exemptions = Sorted.map(exemptions);
        entries = List.copyOf(entries);
    }
}
