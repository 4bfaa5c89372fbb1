package io.podseg.status;

import io.podseg.desired.Tally;
import io.podseg.desired.Traffic;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Policy;
import io.podseg.policy.World;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/** Status of policies. */
final class PolicyStatus {
    private final List<String> broken;
    private final List<Condition> enforced;
    private final Tally tally;
    private final Set<ObjectKey> audit = new HashSet<>();

    /**
     * @param world what is in force
     * @param broken parts of the firewall that are not as they must be
     * @param tally what was counted
     */
    PolicyStatus(World world, List<String> broken, Tally tally) {
        this.broken = List.copyOf(broken);
        this.enforced = Enforcement.enforced(broken);
        this.tally = tally;
        world.policies().stream().filter(Policy::audit).map(Policy::key).forEach(audit::add);
    }

    Tally tally() {
        return tally;
    }

    ObjectStatus of(ObjectKey key) {
        Counted counted = new Counted(tally.policy(key.id()), new TreeMap<>(), List.copyOf(tally.selected(key.id())));
        List<Condition> conditions = audit.contains(key)
                ? Enforcement.audit(broken, counted.sum(Traffic::audited).packets())
                : enforced;
        return new ObjectStatus(key, conditions, new TreeMap<>(), new TreeMap<>(), counted);
    }
}
