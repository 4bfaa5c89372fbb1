package io.podseg.desired;

import io.podseg.desired.RuleMemory.Written;
import io.podseg.model.Sorted;
import io.podseg.policy.Direction;
import io.podseg.policy.PodClass;
import io.podseg.policy.Policy;
import io.podseg.state.Hash;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Goto;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Return;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * Finds the class of a pod at a cost that does not grow with the number of pods: a tree over the hash of the class, at most four
 * tests a level, each a set look-up. A class is the set of policies that isolate its pods, so a replica more is a
 * member more in the sets on its path and no rule; a changed rule rewrites one chain and moves no member.
 *
 * <p>Why four: with n classes the tests are about (b+1)/2 log n / log b for b branches a node, which is least for three and
 * four, and a pod stands in a set for each level.
 */
final class ClassTree {
    /** Up to so many classes are tested one after the other; more are split by the next two bits of their hash. */
    static final int LEAF = 8;

    /**
     * A class in the tree.
     *
     * @param hash of its name
     * @param way the same hash as digits from 0 to 3, by which the tree branches
     * @param name its policies
     * @param addresses of its members
     * @param entry the rule that leads to its chain
     * @param set the set of its members
     */
    record Placed(String hash, String way, String name, SortedSet<String> addresses, Rule entry, IpSet set) {}

    private final Direction direction;
    private final FamilyWriter out;
    private final RuleCompiler rules;

    ClassTree(Direction direction, FamilyWriter out, RuleCompiler rules) {
        this.direction = direction;
        this.out = out;
        this.rules = rules;
    }

    void write(List<PodClass> classes) {
        List<Placed> isolated = new ArrayList<>();
        List<Rule> first = new ArrayList<>();
        Denials denials = new Denials(direction, out);
        for (PodClass podClass : classes) {
            String name = names(podClass);
            Written written = out.memory().written(out.family(), podClass, name, () -> written(podClass, name));
            Placed placed = written.placed();
            if (placed.addresses().isEmpty()) {
                continue;
            }
            denials.add(podClass, placed.addresses());
            out.set(placed.set());
            written.sets().forEach(out::set);
            if (podClass.open()) {
                first.add(placed.entry());
            } else {
                isolated.add(placed);
                out.chain(SetNames.classChain(direction, placed.hash()), written.chain());
            }
        }
        isolated.sort(Comparator.comparing(Placed::hash));
        denials.writeSets();
        node("", isolated, first);
    }

    private void node(String prefix, List<Placed> classes, List<Rule> first) {
        List<Rule> chain = new ArrayList<>(first);
        if (classes.size() <= LEAF) {
            for (Placed placed : classes) {
                chain.add(placed.entry());
            }
        } else {
            for (List<Placed> part : byDigit(classes, prefix.length())) {
                String digits = part.getFirst().way().substring(0, prefix.length() + 1);
                String set = SetNames.treeSet(out.family(), direction, digits);
                out.set(joined(set, part));
                chain.add(out.rule(
                        "podseg classes " + digits,
                        new Goto(SetNames.treeChain(direction, digits)),
                        new InSet(set, flag(), false)));
                node(digits, part, List.of());
            }
        }
        chain.add(out.rule("podseg no class", new Drop()));
        out.chain(SetNames.treeChain(direction, prefix), chain);
    }

    /** Splits classes, which are sorted by hash, by one digit of it. */
    private static List<List<Placed>> byDigit(List<Placed> classes, int digit) {
        List<List<Placed>> parts = new ArrayList<>();
        int start = 0;
        for (int i = 1; i <= classes.size(); i++) {
            if (i == classes.size()
                    || classes.get(i).way().charAt(digit)
                            != classes.get(start).way().charAt(digit)) {
                parts.add(classes.subList(start, i));
                start = i;
            }
        }
        return parts;
    }

    private IpSet joined(String name, List<Placed> parts) {
        List<SortedSet<String>> sets = parts.stream().map(Placed::addresses).toList();
        return out.memory().joined(name, sets, () -> {
            List<String> members = new ArrayList<>();
            sets.forEach(members::addAll);
            return new IpSet(name, IpSet.Type.HASH_IP, out.family(), Sorted.set(members));
        });
    }

    private Written written(PodClass podClass, String name) {
        String hash = podClass.open() ? "open" : Hash.of(name);
        String set = SetNames.classSet(out.family(), direction, hash);
        SortedSet<String> members = out.addresses(podClass.members());
        Rule entry = podClass.open()
                ? out.rule("podseg not isolated", new Return(), new InSet(set, flag(), false))
                : out.rule(
                        "podseg class " + name,
                        new Goto(SetNames.classChain(direction, hash)),
                        new InSet(set, flag(), false));
        IpSet inside = new IpSet(set, IpSet.Type.HASH_IP, out.family(), members);
        Placed placed = new Placed(hash, podClass.open() ? "" : way(hash), name, inside.members(), entry, inside);
        boolean bare = podClass.open() || members.isEmpty();
        List<Rule> chain = bare ? List.of() : List.copyOf(classChain(podClass, name));
        return new Written(podClass, placed, chain, rules.used());
    }

    private List<Rule> classChain(PodClass podClass, String name) {
        List<Rule> chain = new ArrayList<>();
        podClass.policies().forEach(policy -> chain.addAll(rules.compile(policy, direction)));
        chain.addAll(Denials.end(podClass, out, name));
        return chain;
    }

    private String flag() {
        return flag(direction);
    }

    /** Where the pod that is judged stands in a packet. */
    static String flag(Direction direction) {
        return direction == Direction.EGRESS ? "src" : "dst";
    }

    private static String way(String hash) {
        StringBuilder way = new StringBuilder();
        for (int i = 0; i < hash.length(); i++) {
            int digit = Character.digit(hash.charAt(i), 16);
            way.append(digit / 4).append(digit % 4);
        }
        return way.toString();
    }

    static String hash(PodClass podClass) {
        return Hash.of(names(podClass));
    }

    private static String names(PodClass podClass) {
        return podClass.policies().stream().map(Policy::id).collect(Collectors.joining(","));
    }
}
