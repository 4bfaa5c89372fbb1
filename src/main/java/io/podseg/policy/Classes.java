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
        Isolation enforced = new Isolation(groups);
        Isolation audit = Isolation.audit(groups);
        Map<List<Policy>, List<Endpoint>> members = new IdentityHashMap<>();
        for (Group group : groups.all()) {
            if (!group.resolver()) {
                List<Policy> isolating = enforced.policies(group, direction);
                members.computeIfAbsent(
                                isolating.isEmpty() ? audit.policies(group, direction) : isolating,
                                key -> new ArrayList<>())
                        .addAll(group.members());
            }
        }
        return members.entrySet().stream()
                .map(entry -> new PodClass(
                        direction,
                        entry.getKey(),
                        entry.getValue().stream()
                                .sorted(Comparator.comparing(Endpoint::id))
                                .toList()))
                .sorted(Comparator.comparing(PodClass::policies, Classes::compare))
                .toList();
    }

    private static int compare(List<Policy> one, List<Policy> other) {
        for (int i = 0; i < Math.min(one.size(), other.size()); i++) {
            int byKey = one.get(i).compareTo(other.get(i));
            if (byKey != 0) {
                return byKey;
            }
        }
        return Integer.compare(one.size(), other.size());
    }
}
