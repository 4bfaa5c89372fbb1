package io.podseg.status;

import java.util.Objects;

/**
 * A statement about an object.
 *
 * @param type {@code Ready}, or {@code Enforced} for policies
 * @param holds whether it is true
 * @param reason one word in CamelCase, for programs
 * @param message for people
 */
public record Condition(String type, boolean holds, String reason, String message) {
    public static final String READY = "Ready";
    public static final String ENFORCED = "Enforced";

    public Condition {
        Objects.requireNonNull(type);
        Objects.requireNonNull(reason);
        Objects.requireNonNull(message);
    }
}
