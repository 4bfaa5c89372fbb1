package io.podseg.audit.facts;

/** Where facts come from. */
public enum Origin {
    /** Declared in manifests. */
    MANIFESTS,
    /** Read from what runs and from the host. */
    LIVE
}
