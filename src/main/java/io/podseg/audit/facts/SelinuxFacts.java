package io.podseg.audit.facts;

import java.util.Objects;

/**
 * What is asked of SELinux; empty texts where nothing is.
 *
 * @param disabled whether the container has no label of its own
 * @param user user of the label
 * @param role role of the label
 * @param type type of the label
 * @param level level of the label
 */
public record SelinuxFacts(boolean disabled, String user, String role, String type, String level) {
    public static final SelinuxFacts UNSTATED = new SelinuxFacts(false, "", "", "", "");
    public static final SelinuxFacts OFF = new SelinuxFacts(true, "", "", "", "");

    public SelinuxFacts {
        Objects.requireNonNull(user);
        Objects.requireNonNull(role);
        Objects.requireNonNull(type);
        Objects.requireNonNull(level);
    }
}
