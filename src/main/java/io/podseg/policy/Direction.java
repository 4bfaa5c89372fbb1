package io.podseg.policy;

import java.util.Locale;

/** Which way a rule looks, seen from the pod that its policy selects. */
public enum Direction {
    /** Connections that others open to the pod. */
    INGRESS,
    /** Connections that the pod opens. */
    EGRESS;

    /** {@code ingress} or {@code egress}, as manifests spell the field. */
    public String field() {
        return name().toLowerCase(Locale.ROOT);
    }
}
