package io.podseg.audit.facts;

import io.podseg.model.Sorted;
import java.util.Objects;
import java.util.SortedMap;

/**
 * A policy.
 *
 * @param subject what it is called
 * @param places where its fields are written
 * @param exemptions reason by id of check
 * @param selected how many pods it selects
 */
public record PolicyFacts(Subject subject, Places places, SortedMap<String, String> exemptions, int selected) {
    public PolicyFacts {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(places);
        exemptions = Sorted.map(exemptions);
    }
}
