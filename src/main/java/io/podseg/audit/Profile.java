package io.podseg.audit;

import java.util.Locale;

/** A standard whose findings alone may be asked for. */
public enum Profile {
    /** Pod Security Standards, level baseline. */
    BASELINE,
    /** Pod Security Standards, level restricted; holds baseline. */
    RESTRICTED,
    /** CIS Docker Benchmark, as far as it speaks of containers and hosts. */
    CIS;

    /** As users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
