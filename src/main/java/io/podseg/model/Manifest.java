package io.podseg.model;

import java.util.Objects;

/**
 * One declared object and where it stands.
 *
 * @param key its identity, with the namespace defaulted to {@code default} for kinds that have one
 * @param object the object: a fabric8 type, or {@link NetworkSpec}
 * @param source positions of its fields
 * @param <T> type of the object
 */
public record Manifest<T>(ObjectKey key, T object, Source source) {
    public Manifest {
        Objects.requireNonNull(key);
        Objects.requireNonNull(object);
        Objects.requireNonNull(source);
    }
}
