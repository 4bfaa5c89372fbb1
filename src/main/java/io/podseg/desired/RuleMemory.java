package io.podseg.desired;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.policy.Direction;
import io.podseg.policy.Policy;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import io.podseg.state.RuleText;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.function.Supplier;

/** The rules that were written last. Rules and the texts of addresses are what they are in any world; the rest belongs to one. */
final class RuleMemory {
    private final Memo<Rule.Own, Rule> rules = Memo.byValue();
    private final Memo<String, ClassTree.Name> classes = Memo.byValue();
    private final Map<Ip, String> texts = new HashMap<>();
    private final Map<Family, Map<Direction, Memo<Policy, Written>>> written = new EnumMap<>(Family.class);
    private final Memo<String, IpSet> sets = Memo.byValue();

    /**
     * The rules of a policy in one direction.
     *
     * @param rules in order
     * @param sets what they name, by name
     */
    record Written(List<Rule> rules, SortedMap<String, IpSet> sets) {}

    RuleMemory() {
        for (Family family : Family.values()) {
            Map<Direction, Memo<Policy, Written>> sides = new EnumMap<>(Direction.class);
            for (Direction direction : Direction.values()) {
                sides.put(direction, Memo.byIdentity());
            }
            written.put(family, sides);
        }
    }

    /** A rule with its hash. */
    Rule rule(Rule.Own rule) {
        return rules.get(rule, own -> RuleText.hashed(own.comment(), own));
    }

    ClassTree.Name className(String policies) {
        return classes.get(policies, ClassTree.Name::of);
    }

    String text(Ip ip) {
        return texts.computeIfAbsent(ip, Ip::toString);
    }

    /** A set whose name tells what it holds in this world. */
    IpSet set(String name, Supplier<IpSet> make) {
        return sets.get(name, key -> make.get());
    }

    Written written(Family family, Direction direction, Policy policy, Function<Policy, Written> write) {
        return memo(family, direction).get(policy, write);
    }

    private Memo<Policy, Written> memo(Family family, Direction direction) {
        return Objects.requireNonNull(
                Objects.requireNonNull(written.get(family)).get(direction));
    }

    /** Another world. */
    void clear() {
        written.values().forEach(sides -> sides.values().forEach(Memo::clear));
        sets.clear();
        texts.clear();
    }

    void turn() {
        rules.turn();
        classes.turn();
        sets.turn();
        written.values().forEach(sides -> sides.values().forEach(Memo::turn));
    }
}
