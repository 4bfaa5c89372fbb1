package io.podseg.audit.facts;

import java.util.Objects;

/**
 * What confines a container by seccomp or AppArmor.
 *
 * @param state how
 * @param detail name or path of the profile; empty for others
 */
public record Confinement(State state, String detail) {
    public static final Confinement OFF = new Confinement(State.OFF, "");
    public static final Confinement UNSTATED = new Confinement(State.UNSTATED, "");
    public static final Confinement DEFAULT = new Confinement(State.DEFAULT, "");

    public Confinement {
        Objects.requireNonNull(state);
        Objects.requireNonNull(detail);
    }

    /** A profile of its own. */
    public static Confinement own(String profile) {
        return new Confinement(State.OWN, profile);
    }

    /** How it is confined. */
    public enum State {
        /** Not at all. */
        OFF,
        /** Nothing is stated; the engine's default decides. */
        UNSTATED,
        /** The engine's default, stated or seen to be in force. */
        DEFAULT,
        /** A profile of its own. */
        OWN
    }
}
