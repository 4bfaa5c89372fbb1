package io.podseg.audit.facts;

import java.util.Objects;

/**
 * An environment variable. What comes from a Secret is left out by who knows it.
 *
 * @param name its name
 * @param value its value; never printed
 * @param pointer JSON pointer below the container
 */
public record VariableFacts(String name, String value, String pointer) {
    public VariableFacts {
        Objects.requireNonNull(name);
        Objects.requireNonNull(value);
        Objects.requireNonNull(pointer);
    }

    /** Without the value, which may be a secret. */
    @Override
    public String toString() {
        return name;
    }
}
