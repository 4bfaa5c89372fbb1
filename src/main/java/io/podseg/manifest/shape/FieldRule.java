package io.podseg.manifest.shape;

import java.util.List;
import java.util.Objects;

/**
 * What podseg does with one field.
 *
 * @param pattern JSON pointer in which {@code *} stands for any item or key; a last {@code **} for everything below
 * @param verdict what becomes of it
 * @param values for {@link Verdict#DEFAULT_ONLY} the values that are accepted, as JSON
 * @param reason why; part of the message where there is one
 */
public record FieldRule(String pattern, Verdict verdict, List<String> values, String reason) {
    /** What becomes of a field. */
    public enum Verdict {
        /** It is acted on. */
        SUPPORTED,
        /** Only values that ask for nothing are accepted, without a word; any other is an error. */
        DEFAULT_ONLY,
        /** Accepted with a warning: it asks for nothing that a single host could do or would harm by leaving out. */
        IGNORED,
        /** An error with a reason of its own. */
        REFUSED
    }

    public FieldRule {
        if (!pattern.startsWith("/")) {
            throw new IllegalArgumentException(pattern);
        }
        Objects.requireNonNull(verdict);
        values = List.copyOf(values);
        Objects.requireNonNull(reason);
    }

    /** The same rule for a part of another kind. */
    FieldRule under(String prefix) {
        return new FieldRule(prefix + pattern, verdict, values, reason);
    }

    static FieldRule supported(String pattern, String reason) {
        return new FieldRule(pattern, Verdict.SUPPORTED, List.of(), reason);
    }

    static FieldRule only(String pattern, String reason, String... values) {
        return new FieldRule(pattern, Verdict.DEFAULT_ONLY, List.of(values), reason);
    }

    static FieldRule ignored(String pattern, String reason) {
        return new FieldRule(pattern, Verdict.IGNORED, List.of(), reason);
    }

    static FieldRule refused(String pattern, String reason) {
        return new FieldRule(pattern, Verdict.REFUSED, List.of(), reason);
    }
}
