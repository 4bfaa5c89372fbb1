package io.podseg.model;

import java.util.Objects;

/**
 * Identity of a declared object: kind, namespace and name.
 *
 * @param kind Kubernetes kind, such as {@code Pod}
 * @param namespace namespace, empty for kinds that have none ({@code Network}, {@code Namespace})
 * @param name {@code metadata.name}
 */
public record ObjectKey(String kind, String namespace, String name) implements Comparable<ObjectKey> {
    public ObjectKey {
        Objects.requireNonNull(kind);
        Objects.requireNonNull(namespace);
        Objects.requireNonNull(name);
    }

    /** The id that tables and policies use: {@code namespace/name}, or the name alone where there is no namespace. */
    public String id() {
        return namespace.isEmpty() ? name : namespace + "/" + name;
    }

    /** The key that has this {@link #id}. */
    public static ObjectKey of(String kind, String id) {
        int slash = id.indexOf('/');
        return new ObjectKey(kind, id.substring(0, Math.max(0, slash)), id.substring(slash + 1));
    }

    @Override
    public int compareTo(ObjectKey other) {
        int byKind = kind.compareTo(other.kind);
        int byNamespace = byKind == 0 ? namespace.compareTo(other.namespace) : byKind;
        return byNamespace == 0 ? name.compareTo(other.name) : byNamespace;
    }

    @Override
    public String toString() {
        return kind + " " + id();
    }
}
