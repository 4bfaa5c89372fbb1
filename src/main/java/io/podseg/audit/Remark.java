package io.podseg.audit;

import io.podseg.audit.facts.Places;
import io.podseg.audit.facts.Subject;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What a check has to say of the subject that it was shown.
 *
 * @param message one sentence, without a full stop
 * @param pointer JSON pointer of the field below the subject; empty for the subject as a whole
 * @param severity where it is not that of the check
 * @param profiles where they are not those of the check
 */
public record Remark(String message, String pointer, Optional<Severity> severity, Optional<Set<Profile>> profiles) {
    public Remark {
        Objects.requireNonNull(message);
        Objects.requireNonNull(pointer);
        Objects.requireNonNull(severity);
        profiles = profiles.map(Set::copyOf);
    }

    /** A remark of the check's own severity and profiles. */
    public static Remark of(String message, String pointer) {
        return new Remark(message, pointer, Optional.empty(), Optional.empty());
    }

    /** The same, more or less severe. */
    public Remark severe(Severity other) {
        return new Remark(message, pointer, Optional.of(other), profiles);
    }

    /** The same in these profiles alone. */
    public Remark in(Profile... which) {
        return new Remark(message, pointer, severity, Optional.of(About.complete(which)));
    }

    /** The finding that it is, of a check and a subject. */
    public Finding of(About check, Subject subject, Places places, Map<String, String> exemptions) {
        return new Finding(
                check.id(),
                severity.orElse(check.severity()),
                profiles.orElse(check.profiles()),
                subject,
                places.of(pointer),
                pointer,
                message,
                check.remedy(),
                Optional.ofNullable(exemptions.get(check.id())));
    }
}
