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
 * @param counted of a pod or a policy: what was counted
 */
public record ObjectStatus(
        ObjectKey key,
        List<Condition> conditions,
        SortedMap<String, List<String>> addresses,
        SortedMap<String, String> containers,
        Counted counted) {
    public ObjectStatus {
        conditions = List.copyOf(conditions);
        addresses = Sorted.map(addresses);
        containers = Sorted.map(containers);
    }

    /** An object that nothing is counted for. */
    ObjectStatus(
            ObjectKey key,
            List<Condition> conditions,
            SortedMap<String, List<String>> addresses,
            SortedMap<String, String> containers) {
        this(key, conditions, addresses, containers, Counted.NOTHING);
    }

    /** Whether all is as it should be. */
    public boolean good() {
        return conditions.stream().allMatch(Condition::good);
    }
}
