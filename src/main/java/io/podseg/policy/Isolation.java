package io.podseg.policy;

import io.podseg.policy.Groups.Group;
import java.util.ArrayList;
import java.util.List;

/** Which policies isolate which endpoints. */
final class Isolation {
    private final Groups groups;
    private final List<List<Policy>> ingress = new ArrayList<>();
    private final List<List<Policy>> egress = new ArrayList<>();

    Isolation(Groups groups) {
        this.groups = groups;
        for (int i = 0; i < groups.all().size(); i++) {
            ingress.add(new ArrayList<>(0));
            egress.add(new ArrayList<>(0));
        }
        for (Policy policy : groups.world().policies()) {
            for (Group group : groups.in(policy.namespace(), policy.pods())) {
                if (!group.resolver()) {
                    policy.ingress()
                            .ifPresent(rules -> ingress.get(group.index()).add(policy));
                    policy.egress().ifPresent(rules -> egress.get(group.index()).add(policy));
                }
            }
        }
    }

    /** The policies that isolate a group in a direction, sorted by key. */
    List<Policy> policies(Group group, Direction direction) {
        return (direction == Direction.INGRESS ? ingress : egress).get(group.index());
    }

    /** The policies that isolate an endpoint in a direction; none where it is not selectable. */
    List<Policy> policies(Endpoint endpoint, Direction direction) {
        return groups.of(endpoint).map(group -> policies(group, direction)).orElse(List.of());
    }
}
