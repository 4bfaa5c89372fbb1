package io.podseg.doctor;

import java.util.Objects;

/**
 * What a check found.
 *
 * @param id name of the check, for scripts
 * @param level how it stands
 * @param message what was found
 * @param remedy what to do; empty where nothing is to be done
 */
public record Finding(String id, Level level, String message, String remedy) {
    public Finding {
        Objects.requireNonNull(id);
        Objects.requireNonNull(level);
        Objects.requireNonNull(message);
        Objects.requireNonNull(remedy);
    }

    /** From good to bad. */
    public enum Level {
        OK,
        WARN,
        FAIL
    }

    static Finding ok(String id, String message) {
        return new Finding(id, Level.OK, message, "");
    }

    static Finding warn(String id, String message, String remedy) {
        return new Finding(id, Level.WARN, message, remedy);
    }

    static Finding fail(String id, String message, String remedy) {
        return new Finding(id, Level.FAIL, message, remedy);
    }
}
