package io.podseg.desired;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.PodClass;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import io.podseg.state.RuleText;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.function.Supplier;

/** The rules that were written last. Rules and the texts of addresses are what they are in any world; the rest belongs to one. */
final class RuleMemory {
    private final Memo<Rule.Own, Rule> rules = Memo.byValue();
    private final Map<Ip, String> texts = new HashMap<>();
    private final Memo<Place, Written> classes = Memo.byValue();
    private final Memo<String, Joined> joined = Memo.byValue();
    private final Memo<String, IpSet> sets = Memo.byValue();

    private record Place(Family family, Direction direction, String name) {}

    /**
     * A class of pods as it was written.
     *
     * @param podClass what it was made of
     * @param placed its name and members
     * @param chain its rules
     * @param sets what these name
     */
    record Written(PodClass podClass, ClassTree.Placed placed, List<Rule> chain, List<IpSet> sets) {}

    private record Joined(List<SortedSet<String>> parts, IpSet set) {}

    /** A rule with its hash. */
    Rule rule(Rule.Own rule) {
        return rules.get(rule, own -> RuleText.hashed(own.comment(), own));
    }

    String text(Ip ip) {
        return texts.computeIfAbsent(ip, Ip::toString);
    }

    /** A set whose name tells what it holds in this world. */
    IpSet set(String name, Supplier<IpSet> make) {
        return sets.get(name, key -> make.get());
    }

    /** A set of all members of some parts. */
    IpSet joined(String name, List<SortedSet<String>> parts, Supplier<IpSet> make) {
        return joined.get(name, old -> Memo.same(old.parts(), parts), () -> new Joined(parts, make.get()))
                .set();
    }

    /** A class: the same policies, and the same pods. */
    Written written(Family family, PodClass podClass, String name, Supplier<Written> write) {
        return classes.get(
                new Place(family, podClass.direction(), name), old -> isSame(old.podClass(), podClass), write);
    }

    private static boolean isSame(PodClass one, PodClass other) {
        List<Endpoint> members = one.members();
        return Memo.same(one.policies(), other.policies()) && Memo.same(members, other.members());
    }

    /** Another world. */
    void clear() {
        classes.clear();
        joined.clear();
        sets.clear();
        texts.clear();
    }

    void turn() {
        rules.turn();
        classes.turn();
        joined.turn();
        sets.turn();
    }
}
