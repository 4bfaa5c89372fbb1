package io.podseg.model;

import java.util.Comparator;

/**
 * One problem in the manifests, for the user to mend.
 *
 * @param position where it stands
 * @param severity an {@code ERROR} stops every command with exit code 3; a {@code WARNING} is only shown
 * @param message one sentence with the offending value and what was expected; names and values in it are the user's, so whatever a
 *     terminal would take for more than text is escaped
 */
public record Diagnostic(Position position, Severity severity, String message) implements Comparable<Diagnostic> {
    private static final Comparator<Diagnostic> ORDER =
            Comparator.comparing(Diagnostic::position).thenComparing(Diagnostic::message);

    /** How bad it is. */
    public enum Severity {
        ERROR,
        WARNING
    }

    /** A problem. */
    public Diagnostic {
        message = Hidden.escape(message);
    }

    public static Diagnostic error(Position position, String message) {
        return new Diagnostic(position, Severity.ERROR, message);
    }

    public static Diagnostic warning(Position position, String message) {
        return new Diagnostic(position, Severity.WARNING, message);
    }

    public boolean isError() {
        return severity == Severity.ERROR;
    }

    @Override
    public int compareTo(Diagnostic other) {
        return ORDER.compare(this, other);
    }

    /** {@code file:line:col: message}, with {@code warning: } before the message of a warning. */
    @Override
    public String toString() {
        return position + ": " + (isError() ? "" : "warning: ") + message;
    }
}
