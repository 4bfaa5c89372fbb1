package io.podseg.audit.facts;

import io.podseg.model.Sorted;
import java.util.Objects;
import java.util.SortedMap;

/**
 * A network of Podman's.
 *
 * @param subject what it is called
 * @param places where its fields are written
 * @param exemptions reason by id of check
 * @param name Podman's name
 * @param engineDefault whether containers stand on it that name none
 * @param guarded whether podseg's rules stand before everything on it
 * @param isolated whether the engine drops what leaves it for other networks, or it is internal
 */
public record NetworkFacts(
        Subject subject,
        Places places,
        SortedMap<String, String> exemptions,
        String name,
        boolean engineDefault,
        boolean guarded,
        boolean isolated) {
    public NetworkFacts {
        Objects.requireNonNull(subject);
        Objects.requireNonNull(places);
        exemptions = Sorted.map(exemptions);
        Objects.requireNonNull(name);
    }
}
