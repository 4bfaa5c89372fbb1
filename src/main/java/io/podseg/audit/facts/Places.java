package io.podseg.audit.facts;

import io.podseg.model.Position;
import java.util.Optional;

/** Where the fields of a subject are written. */
@FunctionalInterface
public interface Places {
    /** Of what runs. */
    Places NOWHERE = pointer -> Optional.empty();

    /**
     * The place of a field, or of its nearest ancestor that is written.
     *
     * @param pointer JSON pointer below the subject, as {@code /securityContext/privileged}
     */
    Optional<Position> of(String pointer);
}
