package io.podseg.status;

import io.podseg.model.ObjectKey;
import io.podseg.model.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is to be said of one object.
 *
 * @param key the object
 * @param conditions the most important first
 * @param addresses of a pod: its addresses by network; of a network: its subnets under its own name
 * @param containers of a pod: state by container
 * @param counted of a pod or a policy: what was counted
 * @param layers of a pod: where its policies are enforced, as {@link io.podseg.state.Protection#layers()} has it; empty for others
 */
public record ObjectStatus(
        ObjectKey key,
        List<Condition> conditions,
        SortedMap<String, List<String>> addresses,
        SortedMap<String, String> containers,
        Counted counted,
        String layers) {
    public ObjectStatus {
        conditions = List.copyOf(conditions);
        addresses = Sorted.map(addresses);
        containers = Sorted.map(containers);
    }

    /** An object that is no pod. */
    ObjectStatus(
            ObjectKey key,
            List<Condition> conditions,
            SortedMap<String, List<String>> addresses,
            SortedMap<String, String> containers,
            Counted counted) {
        this(key, conditions, addresses, containers, counted, "");
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

    /** The same with other conditions. */
    ObjectStatus withConditions(List<Condition> others) {
        return new ObjectStatus(key, others, addresses, containers, counted, layers);
    }

    /** The same with one condition more, which replaces one of its type. */
    ObjectStatus with(Condition more) {
        List<Condition> all = new ArrayList<>(conditions);
        all.removeIf(condition -> condition.type().equals(more.type()));
        all.add(more);
        return withConditions(all);
    }

    /** A policy whose rules could not be written or do not read back as written, whatever else was compared. */
    ObjectStatus unenforced(String why) {
        return key.kind().equals("NetworkPolicy") ? replaced(Condition.Status.FALSE, "NotWritten", why) : this;
    }

    /** One whose containers run, perhaps, and that is not ready. */
    ObjectStatus unready(String why) {
        return withConditions(conditions.stream()
                .map(condition -> condition.type().equals(Condition.READY) && condition.holds()
                        ? condition.now(Condition.Status.FALSE, "NotReady", why)
                        : condition)
                .toList());
    }

    /** One of which nothing is known any more. */
    ObjectStatus unknown(String why) {
        return replaced(Condition.Status.UNKNOWN, "HostUnreadable", why);
    }

    private ObjectStatus replaced(Condition.Status status, String reason, String why) {
        return withConditions(conditions.stream()
                .map(condition -> condition.type().equals(Condition.READY)
                                || condition.type().equals(Condition.ENFORCED)
                                || condition.type().equals(Condition.AUDITED)
                        ? condition.now(status, reason, why)
                        : condition)
                .toList());
    }

    /** One that is declared and is not on the host. */
    static ObjectStatus absent(ObjectKey key, Condition why) {
        List<Condition> conditions = new ArrayList<>();
        if (key.kind().equals("NetworkPolicy")) {
            conditions.add(new Condition(Condition.ENFORCED, false, why.reason(), why.message()));
        }
        conditions.add(new Condition(Condition.READY, false, why.reason(), why.message()));
        conditions.add(why);
        return new ObjectStatus(key, conditions, new TreeMap<>(), new TreeMap<>());
    }

    /** The same without what was counted. */
    ObjectStatus uncounted() {
        return new ObjectStatus(
                key,
                conditions,
                addresses,
                containers,
                new Counted(new TreeMap<>(), counted.policies(), counted.pods()),
                layers);
    }
}
