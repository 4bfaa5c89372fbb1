package io.podseg.policy;

import java.util.Comparator;

/**
 * Connections of one kind, taken together for people.
 *
 * @param from who opens them, such as {@code frontend/web}, {@code frontend/app=web (3 pods)} or {@code outside}
 * @param to who accepts them
 * @param ports which ports, such as {@code 5432/TCP} or {@code any port}
 * @param pairs how many ordered pairs of endpoints it stands for, the outside counting as one endpoint
 */
public record Connection(String from, String to, String ports, long pairs) implements Comparable<Connection> {
    private static final Comparator<Connection> ORDER = Comparator.comparing(Connection::from)
            .thenComparing(Connection::to)
            .thenComparing(Connection::ports)
            .thenComparingLong(Connection::pairs);

    @Override
    public int compareTo(Connection other) {
        return ORDER.compare(this, other);
    }

    /** {@code frontend/web -> backend/db 5432/TCP}. */
    @Override
    public String toString() {
        return from + " -> " + to + " " + ports;
    }
}
