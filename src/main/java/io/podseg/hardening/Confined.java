package io.podseg.hardening;

import io.fabric8.kubernetes.api.model.AppArmorProfile;
import io.fabric8.kubernetes.api.model.SeccompProfile;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A profile of seccomp or AppArmor, however it was said.
 *
 * @param type as in Kubernetes, or {@code Custom} with the content as its name
 * @param name of the profile, where the type has one
 */
record Confined(String type, String name) {
    private static final String LOCALHOST = "Localhost";
    static final String UNCONFINED = "Unconfined";
    static final String CUSTOM = "Custom";
    private static final String LEGACY_LOCALHOST = "localhost/";

    static Optional<Confined> of(@Nullable SeccompProfile profile) {
        return Optional.ofNullable(profile).map(some -> of(some.getType(), some.getLocalhostProfile()));
    }

    static Optional<Confined> of(@Nullable AppArmorProfile profile) {
        return Optional.ofNullable(profile).map(some -> of(some.getType(), some.getLocalhostProfile()));
    }

    private static Confined of(@Nullable String type, @Nullable String name) {
        return new Confined(String.valueOf(type), name == null ? "" : name);
    }

    /** Of an annotation as Kubernetes wrote them once. */
    static Confined legacy(String value) {
        if (value.startsWith(LEGACY_LOCALHOST)) {
            return new Confined(LOCALHOST, value.substring(LEGACY_LOCALHOST.length()));
        }
        return new Confined(value.equals("unconfined") ? UNCONFINED : "RuntimeDefault", "");
    }

    /** Of an annotation of Podman's. */
    static Confined annotation(String value) {
        return value.equals("unconfined") ? new Confined(UNCONFINED, "") : new Confined(LOCALHOST, value);
    }

    /** Whether a container that has this is confined as one that has the other, or better. */
    boolean keeps(Confined other) {
        return equals(other) || other.type.equals(UNCONFINED);
    }

    @Override
    public String toString() {
        return type.equals(LOCALHOST) ? type + " " + name : type;
    }
}
