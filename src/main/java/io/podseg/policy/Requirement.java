package io.podseg.policy;

import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * One expression of a label selector.
 *
 * @param key label key
 * @param operator how the label is compared
 * @param values sorted, without duplicates; empty for {@code EXISTS} and {@code DOES_NOT_EXIST}
 */
public record Requirement(String key, Operator operator, List<String> values) {
    public Requirement {
        Objects.requireNonNull(key);
        values = values.stream().sorted().distinct().toList();
        boolean listed = operator == Operator.IN || operator == Operator.NOT_IN;
        if (listed == values.isEmpty()) {
            throw new IllegalArgumentException(operator + " with " + values.size() + " values");
        }
    }

    /** The operators of the Kubernetes API; {@code NOT_IN} and {@code DOES_NOT_EXIST} hold where the label is absent. */
    public enum Operator {
        IN,
        NOT_IN,
        EXISTS,
        DOES_NOT_EXIST
    }

    /** Whether a set of labels meets this requirement. */
    public boolean matches(Map<String, String> labels) {
        String value = labels.get(key);
        return switch (operator) {
            case IN -> value != null && values.contains(value);
            case NOT_IN -> value == null || !values.contains(value);
            case EXISTS -> value != null;
            case DOES_NOT_EXIST -> value == null;
        };
    }

    /** As kubectl prints it: {@code key in (a,b)}, {@code key notin (a)}, {@code key}, {@code !key}. */
    @Override
    public String toString() {
        return switch (operator) {
            case IN -> key + " in (" + String.join(",", values) + ")";
            case NOT_IN -> key + " notin (" + String.join(",", values) + ")";
            case EXISTS -> key;
            case DOES_NOT_EXIST -> "!" + key;
        };
    }
}
