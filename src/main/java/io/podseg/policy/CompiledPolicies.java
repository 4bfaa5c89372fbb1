package io.podseg.policy;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * The policies of a world in the form that firewalls are written from: classes of pods with the same policies, and whom the
 * peers of rules mean. Made once for both directions and families. Not for use by several threads at once.
 */
public final class CompiledPolicies {
    private final World world;
    private final Map<Direction, List<PodClass>> classes = new EnumMap<>(Direction.class);
    private final PeerResolver peers;

    public CompiledPolicies(World world) {
        this.world = world;
        Groups groups = new Groups(world);
        Isolation enforced = new Isolation(groups);
        Isolation audit = Isolation.audit(groups);
        for (Direction direction : Direction.values()) {
            classes.put(direction, Classes.of(groups, enforced, audit, direction));
        }
        peers = new PeerResolver(groups);
    }

    /** What was compiled. */
    public World world() {
        return world;
    }

    /** The classes of a direction, as {@link Classes#of(World, Direction)} gives them. */
    public List<PodClass> classes(Direction direction) {
        return classes.getOrDefault(direction, List.of());
    }

    /** Whom the peers of rules mean. */
    public PeerResolver peers() {
        return peers;
    }
}
