package io.podseg.audit.facts;

import io.podseg.model.Position;
import io.podseg.model.Sorted;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;

/**
 * Something that is against a standard, as whoever knows the standard says it.
 *
 * @param subject what it is about
 * @param exemptions reason by id of check
 * @param demand who demands it
 * @param position where that is written
 * @param pointer JSON pointer below the subject
 * @param message one sentence, without a full stop
 */
public record Told(
        Subject subject,
        SortedMap<String, String> exemptions,
        Demand demand,
        Optional<Position> position,
        String pointer,
        String message) {
    public Told {
        Objects.requireNonNull(subject);
        exemptions = Sorted.map(exemptions);
        Objects.requireNonNull(demand);
        Objects.requireNonNull(position);
        Objects.requireNonNull(pointer);
        Objects.requireNonNull(message);
    }

    /** Who demands it. */
    public enum Demand {
        /** The level baseline of the Pod Security Standards, which nobody has asked for. */
        BASELINE,
        /** The level restricted, which nobody has asked for. */
        RESTRICTED,
        /** A profile or a namespace, in the mode audit. */
        AUDITED,
        /** The same in the mode warn. */
        WARNED,
        /** The same in the mode enforce: the plan refuses it. */
        ENFORCED,
        /** Nobody but the pod itself, and this host does not keep it: PS31. */
        UNKEPT
    }
}
