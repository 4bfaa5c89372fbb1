package io.podseg.audit.facts;

import java.util.Objects;

/**
 * Something mounted into a container.
 *
 * @param kind what
 * @param source path on the host, or name
 * @param target path inside
 * @param readOnly whether it cannot be written
 * @param propagation how mounts made later come across
 * @param pointer JSON pointer below the container
 */
public record MountFacts(
        Kind kind, String source, String target, boolean readOnly, Propagation propagation, String pointer) {
    public MountFacts {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(source);
        Objects.requireNonNull(target);
        Objects.requireNonNull(propagation);
        Objects.requireNonNull(pointer);
    }

    /** What is mounted. */
    public enum Kind {
        /** A path of the host, by whatever means. */
        HOST_PATH,
        /** Everything that the engine keeps: volumes, memory, images, files of ConfigMaps and Secrets. */
        MANAGED
    }

    /** How mounts come across. */
    public enum Propagation {
        PRIVATE,
        /** From the host into the container. */
        SLAVE,
        /** Both ways. */
        SHARED
    }
}
