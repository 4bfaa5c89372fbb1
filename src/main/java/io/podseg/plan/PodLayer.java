package io.podseg.plan;

import io.podseg.model.Sorted;
import io.podseg.state.Firewall;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is done to the rules in the network namespaces of pods.
 *
 * @param target rules of each pod that should have some, by Podman's name; as long as new versions take over from old ones, of both
 * @param after the same when they have; the target where none does
 * @param dropped pods that stay and have rules that they should not have
 * @param stale pods that run and whose rules are otherwise than they should be, the dropped ones among them
 * @param doubted pods whose rules were not read back as they should be now when podseg last did something: there may be open
 *     connections that were not judged by them
 */
public record PodLayer(
        SortedMap<String, Firewall> target,
        SortedMap<String, Firewall> after,
        SortedSet<String> dropped,
        SortedSet<String> stale,
        SortedSet<String> doubted) {
    /** No pod has rules of its own, and none should. */
    public static final PodLayer NONE =
            new PodLayer(new TreeMap<>(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>(), new TreeSet<>());

    public PodLayer {
        target = Sorted.map(target);
        after = Sorted.map(after);
        dropped = Sorted.set(dropped);
        stale = Sorted.set(stale);
        doubted = Sorted.set(doubted);
    }
}
