package io.podseg.audit;

import java.util.Locale;

/** How bad a finding is, the worst first. */
public enum Severity {
    /** A container can take over the host, or void the rules that guard others. */
    CRITICAL,
    /** A large part of what contains a container is missing. */
    HIGH,
    /** A line of defence is missing. */
    MEDIUM,
    /** Good practice. */
    LOW;

    /** As users write it. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether it is as bad as another, or worse. */
    public boolean reaches(Severity other) {
        return compareTo(other) <= 0;
    }
}
