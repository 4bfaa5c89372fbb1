package io.podseg.audit.facts;

import io.podseg.model.ObjectKey;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * What a finding is about.
 *
 * @param origin where it was seen
 * @param key kind, namespace and name; the kind is that of Kubernetes for what is declared or what podseg made, {@code Container}
 *     or {@code PodmanPod} for what others run, {@code Host} for the host itself
 * @param container name of a container in it; empty where it is about all of them
 */
public record Subject(Origin origin, ObjectKey key, Optional<String> container) implements Comparable<Subject> {
    /** Kind of the host. */
    public static final String HOST = "Host";

    /** Kind of a container of others that is in no pod. */
    public static final String CONTAINER = "Container";

    /** Kind of a pod of others. */
    public static final String PODMAN_POD = "PodmanPod";

    private static final Comparator<Subject> ORDER = Comparator.comparing(Subject::origin)
            .thenComparing(Subject::key)
            .thenComparing(subject -> subject.container().orElse(""));

    public Subject {
        Objects.requireNonNull(origin);
        Objects.requireNonNull(key);
        Objects.requireNonNull(container);
    }

    public static Subject of(Origin origin, ObjectKey key) {
        return new Subject(origin, key, Optional.empty());
    }

    /** The host itself. */
    public static Subject host() {
        return of(Origin.LIVE, new ObjectKey(HOST, "", "host"));
    }

    /** A container of this. */
    public Subject container(String name) {
        return new Subject(origin, key, Optional.of(name));
    }

    @Override
    public int compareTo(Subject other) {
        return ORDER.compare(this, other);
    }

    /** {@code Pod web/a, container c}. */
    @Override
    public String toString() {
        return key + container.map(name -> ", container " + name).orElse("");
    }
}
