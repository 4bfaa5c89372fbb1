package io.podseg.status;

import java.util.Objects;

/**
 * A statement about an object.
 *
 * @param type {@code Ready}; {@code Reconciling} for workloads on their way; for policies {@code Enforced}, and {@code Audited} for those in audit mode
 * @param holds whether it is true
 * @param reason one word in CamelCase, for programs
 * @param message for people
 */
public record Condition(String type, boolean holds, String reason, String message) {
    public static final String READY = "Ready";
    public static final String ENFORCED = "Enforced";
    public static final String AUDITED = "Audited";

    /** Of workloads: pods of another version are still there. */
    public static final String RECONCILING = "Reconciling";

    /** Why a policy is not enforced that is not meant to be. */
    static final String AUDIT_MODE = "AuditMode";

    public Condition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
    }

    /** Whether it is as it should be: it holds, or is not meant to. */
    public boolean good() {
        return type.equals(RECONCILING) ? !holds : holds || reason.equals(AUDIT_MODE);
    }
}
