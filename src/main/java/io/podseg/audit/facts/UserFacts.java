package io.podseg.audit.facts;

import java.util.Objects;

/**
 * Whom a container's first process runs as.
 *
 * @param user whether that is root
 * @param group whether its group, or a further one, is root's
 * @param refused whether it would not be started as root ({@code runAsNonRoot})
 * @param shown the user as stated, for messages; empty where nothing is stated
 */
public record UserFacts(Root user, Root group, boolean refused, String shown) {
    /** Nothing is stated: the image decides. */
    public static final UserFacts UNSTATED = new UserFacts(Root.UNKNOWN, Root.UNKNOWN, false, "");

    public UserFacts {
        Objects.requireNonNull(user);
        Objects.requireNonNull(group);
        Objects.requireNonNull(shown);
    }

    /** Whether somebody is root. */
    public enum Root {
        YES,
        NO,
        /** The image decides. */
        UNKNOWN
    }
}
