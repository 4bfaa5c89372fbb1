package io.podseg.policy;

import io.podseg.policy.Groups.Group;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/** Groups pods by the policies that isolate them. */
public final class Classes {
    private Classes() {}

    /**
     * The classes of a world in one direction. Every selectable endpoint is in exactly one; the open class, if it has
     * members, is first, the others are ordered by the keys of their policies.
     */
    public static List<PodClass> of(World world, Direction direction) {
        Groups groups = new Groups(world);
        return of(groups, new Isolation(groups), Isolation.audit(groups), direction);
    }

    static List<PodClass> of(Groups groups, Isolation enforced, Isolation audit, Direction direction) {
        Map<List<Policy>, List<Endpoint>> members = new IdentityHashMap<>();
        // In the order of the groups, which is nearly that of the result.
        List<List<Policy>> found = new ArrayList<>();
        for (Group group : groups.all()) {
            if (!group.resolver()) {
                List<Policy> isolating = enforced.policies(group, direction);
                List<Policy> policies = isolating.isEmpty() ? audit.policies(group, direction) : isolating;
                members.computeIfAbsent(policies, key -> {
                            found.add(key);
                            return new ArrayList<>();
                        })
                        .addAll(group.members());
            }
        }
        return found.stream()
                .map(policies -> new PodClass(
                        direction,
                        policies,
                        members.getOrDefault(policies, List.of()).stream()
                                .sorted(Comparator.comparing(Endpoint::id))
                                .toList()))
                .sorted(Comparator.comparing(PodClass::policies, Classes::compare))
                .toList();
    }

    private static int compare(List<Policy> one, List<Policy> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            if (one.get(i) != other.get(i)) {
                return one.get(i).compareTo(other.get(i));
            }
        }
        return Integer.compare(one.size(), other.size());
    }
}
