package io.podseg.reach;

import java.util.List;
import java.util.Optional;

/**
 * What one way of asking told about a connection.
 *
 * @param allowed whether it passes; empty where that cannot be told
 * @param doubts why it cannot be told; empty where it can
 */
public record Told(Optional<Boolean> allowed, List<String> doubts) {
    public static final Told YES = new Told(Optional.of(true), List.of());
    public static final Told NO = new Told(Optional.of(false), List.of());

    public Told {
        doubts = doubts.stream().distinct().toList();
    }

    public static Told of(boolean allowed) {
        return allowed ? YES : NO;
    }

    /** Nobody can tell from here. */
    public static Told unknown(List<String> doubts) {
        return new Told(Optional.empty(), doubts);
    }
}
