package io.podseg.status;

import io.podseg.desired.Traffic;
import io.podseg.model.Sorted;
import io.podseg.policy.Direction;
import io.podseg.state.Count;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/**
 * What the kernel counted of a pod or of a policy.
 *
 * @param traffic by direction; of a policy only those that it isolates
 * @param policies of a pod: ids of the policies that isolate it, by direction
 * @param pods of a policy: ids of the pods that it selects, sorted
 */
public record Counted(
        SortedMap<Direction, Traffic> traffic, SortedMap<Direction, List<String>> policies, List<String> pods) {
    /** Of objects that nothing is counted for. */
    public static final Counted NOTHING = new Counted(new TreeMap<>(), new TreeMap<>(), List.of());

    public Counted {
        traffic = Sorted.map(traffic);
        policies = Sorted.map(policies);
        pods = List.copyOf(pods);
    }

    /** One kind of count over all directions. */
    public Count sum(Function<Traffic, Count> which) {
        return traffic.values().stream().map(which).reduce(Count.ZERO, Count::plus);
    }
}
