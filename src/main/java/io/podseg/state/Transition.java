package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The host on its way: while the pods of a new template take over, the firewall governs those of the old one too.
 *
 * @param firewall what is in force meanwhile; the firewall of the end where nothing retires
 * @param retiring pods of older templates, which end when the new ones are ready
 * @param podRules rules in the namespaces of pods meanwhile, old and new ones, by Podman's name
 */
public record Transition(Firewall firewall, List<PodState> retiring, SortedMap<String, Firewall> podRules) {
    public Transition {
        Objects.requireNonNull(firewall);
        retiring = List.copyOf(retiring);
        podRules = Sorted.map(podRules);
    }

    /** Of pods without rules of their own. */
    public Transition(Firewall firewall, List<PodState> retiring) {
        this(firewall, retiring, new TreeMap<>());
    }

    /** Nothing retires, and no pod has rules of its own. */
    public static Transition none(Firewall firewall) {
        return new Transition(firewall, List.of());
    }

    /** The same with other rules in the namespaces of pods. */
    public Transition withPodRules(SortedMap<String, Firewall> others) {
        return new Transition(firewall, retiring, others);
    }

    /** The same with another firewall. */
    public Transition withFirewall(Firewall other) {
        return new Transition(other, retiring, podRules);
    }
}
