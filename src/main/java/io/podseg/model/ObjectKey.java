package io.podseg.model;

import java.util.Comparator;
import java.util.Objects;

/**
 * Identity of a declared object: kind, namespace and name.
 *
 * @param kind Kubernetes kind, such as {@code Pod}
 * @param namespace namespace, empty for kinds that have none ({@code Network}, {@code Namespace})
 * @param name {@code metadata.name}
 */
public record ObjectKey(String kind, String namespace, String name) implements Comparable<ObjectKey> {
    private static final Comparator<ObjectKey> ORDER = Comparator.comparing(ObjectKey::kind)
            .thenComparing(ObjectKey::namespace)
            .thenComparing(ObjectKey::name);

    public ObjectKey {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    /** The id that tables and policies use: {@code namespace/name}, or the name alone where there is no namespace. */
    public String id() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    @Override
    public int compareTo(ObjectKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return kind + " " + id();
    }
}
