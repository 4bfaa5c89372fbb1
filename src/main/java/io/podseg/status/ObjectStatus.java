package io.podseg.status;

import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.SortedMap;

/**
 * What is to be said of one object.
 *
 * @param key the object
 * @param conditions the most important first
 * @param addresses of a pod: its addresses by network; of a network: its subnets under its own name
 * @param containers of a pod: state by container
 */
public record ObjectStatus(
        ObjectKey key,
        List<Condition> conditions,
        SortedMap<String, List<String>> addresses,
        SortedMap<String, String> containers) {
    public ObjectStatus {
        conditions = List.copyOf(conditions);
        addresses = Sorted.map(addresses);
        containers = Sorted.map(containers);
    }

    /** Whether all conditions hold. */
    public boolean good() {
        return conditions.stream().allMatch(Condition::holds);
    }
}
