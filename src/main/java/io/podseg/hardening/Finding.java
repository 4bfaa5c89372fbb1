package io.podseg.hardening;

import io.podseg.model.Diagnostic;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.model.SecurityProfile.Mode;
import java.util.Optional;

/**
 * A pod that is against a profile or a level, or two profiles that are against each other.
 *
 * @param subject the Pod, or the workload whose template it is; the profile for profiles
 * @param mode what becomes of it
 * @param position the place in the pod
 * @param message what is wrong, with the other place
 */
public record Finding(ObjectKey subject, Mode mode, Position position, String message) {
    /** What a plan says: an error where it is enforced, a warning where it is to be warned of, nothing for the audit. */
    public Optional<Diagnostic> diagnostic() {
        return switch (mode) {
            case ENFORCE -> Optional.of(Diagnostic.error(position, message));
            case WARN -> Optional.of(Diagnostic.warning(position, message));
            case AUDIT -> Optional.empty();
        };
    }
}
