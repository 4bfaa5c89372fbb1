package io.podseg.desired;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.model.Manifest;
import io.podseg.policy.Parsed;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyParser;
import io.podseg.policy.World;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * What was compiled last, so that the next compilation makes anew what has changed and takes the rest as it was. Nothing in it
 * decides anything: whatever it holds, the result is that of a compilation from scratch (IncrementalTest). For one
 * compilation at a time.
 *
 * <p>Manifests count as unchanged where they are the very same objects; a source that reads them again need only keep those
 * whose files did not change.
 */
public final class Memory {
    private final Memo<Manifest<NetworkPolicy>, Parsed> policies = Memo.byIdentity();
    private final Memo<Policy, SortedMap<String, String>> fields = Memo.byIdentity();
    private final RuleMemory rules = new RuleMemory();
    private Ground.@Nullable Input input;
    private @Nullable Ground ground;
    private @Nullable World world;

    /** Nothing is remembered yet. */
    public Memory() {}

    Ground ground(Ground.Input next) {
        Ground found = ground;
        if (found == null || input == null || !next.sameGround(input)) {
            found = new GroundCompiler(next).compile();
            ground = found;
        }
        input = next;
        return found;
    }

    Parsed parsed(Manifest<NetworkPolicy> manifest) {
        return policies.get(manifest, PolicyParser::parse);
    }

    SortedMap<String, String> fields(Policy policy) {
        return fields.get(policy, ObjectFields::policy);
    }

    /** Rules of policies in a world; whom a selector means depends on the pods and on the namespaces' labels. */
    RuleMemory rules(World next) {
        World last = world;
        if (last == null
                || !last.endpoints().equals(next.endpoints())
                || !last.namespaceLabels().equals(next.namespaceLabels())) {
            rules.clear();
        }
        world = next;
        return rules;
    }

    void turn() {
        policies.turn();
        fields.turn();
        rules.turn();
    }
}
