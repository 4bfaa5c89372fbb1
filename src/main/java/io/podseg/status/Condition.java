package io.podseg.status;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * A statement about an object.
 *
 * @param type {@code Ready}; {@code Reconciling} and {@code Stalled} where they are so, as in kstatus; for policies {@code Enforced}
 *     too, and {@code Audited} for those in audit mode
 * @param status whether it is true
 * @param reason one word in CamelCase, for programs
 * @param message for people
 * @param since since when the status is what it is; empty where nobody has kept account
 */
public record Condition(String type, Status status, String reason, String message, Optional<Instant> since) {
    public static final String READY = "Ready";
    public static final String ENFORCED = "Enforced";
    public static final String AUDITED = "Audited";

    /** Something is still to be done. */
    public static final String RECONCILING = "Reconciling";

    /** It makes no progress. */
    public static final String STALLED = "Stalled";

    /** Why a policy is not enforced that is not meant to be. */
    static final String AUDIT_MODE = "AuditMode";

    /** Whether a statement is true. */
    public enum Status {
        TRUE("True"),
        FALSE("False"),
        /** The host could not be read. */
        UNKNOWN("Unknown");

        private final String word;

        Status(String word) {
            this.word = word;
        }

        /** As Kubernetes writes it. */
        public String word() {
            return word;
        }

        static Status of(String word) {
            for (Status status : values()) {
                if (status.word.equals(word)) {
                    return status;
                }
            }
            return UNKNOWN;
        }
    }

    public Condition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(status);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
        Objects.requireNonNull(since);
    }

    /** A statement of now. */
    public Condition(String type, boolean holds, String reason, String message) {
        this(type, holds ? Status.TRUE : Status.FALSE, reason, message, Optional.empty());
    }

    /** The same statement, true since then. */
    Condition since(Instant time) {
        return new Condition(type, status, reason, message, Optional.of(time));
    }

    /** The same question with another answer; one that is not meant to hold keeps its own. */
    Condition now(Status answer, String why, String words) {
        return reason.equals(AUDIT_MODE) ? this : new Condition(type, answer, why, words, since);
    }

    /** Whether it is true. */
    public boolean holds() {
        return status == Status.TRUE;
    }

    /** Whether it is as it should be: it holds, or is not meant to. */
    public boolean good() {
        return type.equals(RECONCILING) || type.equals(STALLED) ? !holds() : holds() || reason.equals(AUDIT_MODE);
    }
}
