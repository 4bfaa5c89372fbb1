package io.podseg.model;

import java.util.Objects;

/**
 * One declared object and where it stands.
 *
 * @param key its identity, with the namespace defaulted to {@code default} for kinds that have one
 * @param object the object: a fabric8 type, or {@link NetworkSpec}
 * @param source positions of its fields
 * @param marks what its annotations say of its management
 * @param <T> type of the object
 */
public record Manifest<T>(ObjectKey key, T object, Source source, Marks marks) {
    public Manifest {
        Objects.requireNonNull(key);
        Objects.requireNonNull(object);
        Objects.requireNonNull(source);
        Objects.requireNonNull(marks);
    }

    /** An object that is managed as any other. */
    public Manifest(ObjectKey key, T object, Source source) {
        this(key, object, source, Marks.NONE);
    }
}
