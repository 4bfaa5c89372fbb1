package io.podseg.state;

import java.util.List;
import java.util.Objects;

/**
 * The host on its way: while the pods of a new template take over, the firewall governs those of the old one too.
 *
 * @param firewall what is in force meanwhile; the firewall of the end where nothing retires
 * @param retiring pods of older templates, which end when the new ones are ready
 */
public record Transition(Firewall firewall, List<PodState> retiring) {
    public Transition {
        Objects.requireNonNull(firewall);
        retiring = List.copyOf(retiring);
    }

    /** Nothing retires. */
    public static Transition none(Firewall firewall) {
        return new Transition(firewall, List.of());
    }

    /** The same with another firewall. */
    public Transition withFirewall(Firewall other) {
        return new Transition(other, retiring);
    }
}
