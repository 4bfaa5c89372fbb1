package io.podseg.audit.facts;

/** Whose ids a pod's processes have. */
public enum UserNamespace {
    /** The ids of whoever runs Podman: of the host where that is root. */
    HOST,
    /** A range of its own, chosen by Podman. */
    AUTO,
    /** Podman's user is itself inside. */
    KEEP_ID,
    /** Podman's user does not exist inside. */
    NOMAP,
    /** Explicit mappings. */
    MAPPED,
    /** Nothing is said; the engine's default decides. */
    UNSTATED
}
