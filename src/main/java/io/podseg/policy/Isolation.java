package io.podseg.policy;

import io.podseg.policy.Groups.Group;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which policies isolate which endpoints: those that are enforced, or those in audit mode as if they were. */
final class Isolation {
    private final Groups groups;
    private final List<List<Policy>> ingress;
    private final List<List<Policy>> egress;
    private final Map<List<Policy>, Integer> ingressNumbers;
    private final Map<List<Policy>, Integer> egressNumbers;

    Isolation(Groups groups) {
        this(groups, false);
    }

    private Isolation(Groups groups, boolean audit) {
        this.groups = groups;
        ingress = isolating(groups, Direction.INGRESS, audit);
        egress = isolating(groups, Direction.EGRESS, audit);
        ingressNumbers = numbers(ingress);
        egressNumbers = numbers(egress);
    }

    /** What the policies in audit mode would isolate. */
    static Isolation audit(Groups groups) {
        return new Isolation(groups, true);
    }

    /** Lists of equal content are one object, so that callers may compare them by identity. */
    private static List<List<Policy>> isolating(Groups groups, Direction direction, boolean audit) {
        List<Policy> policies = groups.world().policies();
        List<List<Integer>> numbers = new ArrayList<>();
        groups.all().forEach(group -> numbers.add(new ArrayList<>(0)));
        for (int i = 0; i < policies.size(); i++) {
            Policy policy = policies.get(i);
            if (policy.audit() == audit && policy.rules(direction).isPresent()) {
                for (Group group : groups.in(policy.namespace(), policy.pods())) {
                    if (!group.resolver()) {
                        numbers.get(group.index()).add(i);
                    }
                }
            }
        }
        Map<List<Integer>, List<Policy>> known = new HashMap<>();
        return numbers.stream()
                .map(list -> known.computeIfAbsent(
                        list, key -> key.stream().map(policies::get).toList()))
                .toList();
    }

    /** The policies that isolate a group in a direction, sorted by key. */
    List<Policy> policies(Group group, Direction direction) {
        return (direction == Direction.INGRESS ? ingress : egress).get(group.index());
    }

    /** A number for the class of an endpoint: equal numbers, the same isolating policies; -1 where it is not selectable. */
    int number(Endpoint endpoint, Direction direction) {
        Optional<Group> group = groups.of(endpoint);
        Map<List<Policy>, Integer> known = direction == Direction.INGRESS ? ingressNumbers : egressNumbers;
        return group.isEmpty() ? -1 : known.getOrDefault(policies(group.get(), direction), -1);
    }

    private static Map<List<Policy>, Integer> numbers(List<List<Policy>> classes) {
        Map<List<Policy>, Integer> numbers = new IdentityHashMap<>();
        classes.forEach(policies -> numbers.putIfAbsent(policies, numbers.size()));
        return numbers;
    }

    /** The policies that isolate an endpoint in a direction; none where it is not selectable. */
    List<Policy> policies(Endpoint endpoint, Direction direction) {
        return groups.of(endpoint).map(group -> policies(group, direction)).orElse(List.of());
    }
}
