package io.podseg.desired;

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
     */
    private record Placed(String hash, String way, String name, PodClass podClass, SortedSet<String> addresses) {}

    /**
     * The name of a class.
     *
     * @param hash of its policies' ids
     * @param way as in {@link Placed}
     */
    record Name(String hash, String way) {
        static Name of(String policies) {
            String hash = Hash.of(policies);
            return new Name(hash, ClassTree.way(hash));
        }
    }

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
            SortedSet<String> members = out.addresses(podClass.members());
            if (members.isEmpty()) {
                continue;
            }
            String name = names(podClass);
            Name known = out.memory().className(name);
            String hash = podClass.open() ? "open" : known.hash();
            denials.add(podClass, members);
            out.set(SetNames.classSet(out.family(), direction, hash), IpSet.Type.HASH_IP, members);
            if (podClass.open()) {
                first.add(out.rule("podseg not isolated", new Return(), member(hash)));
            } else {
                isolated.add(new Placed(hash, known.way(), name, podClass, members));
                out.chain(SetNames.classChain(direction, hash), classChain(podClass, name));
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
                chain.add(out.rule(
                        "podseg class " + placed.name(),
                        new Goto(SetNames.classChain(direction, placed.hash())),
                        member(placed.hash())));
            }
        } else {
            for (List<Placed> part : byDigit(classes, prefix.length())) {
                String digits = part.getFirst().way().substring(0, prefix.length() + 1);
                String set = SetNames.treeSet(out.family(), direction, digits);
                List<String> members = new ArrayList<>();
                part.forEach(placed -> members.addAll(placed.addresses()));
                out.set(set, IpSet.Type.HASH_IP, Sorted.set(members));
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

    private List<Rule> classChain(PodClass podClass, String name) {
        List<Rule> chain = new ArrayList<>();
        for (Policy policy : podClass.policies()) {
            chain.addAll(rules.compile(policy, direction));
        }
        chain.addAll(Denials.end(podClass, out, name));
        return chain;
    }

    private InSet member(String hash) {
        return new InSet(SetNames.classSet(out.family(), direction, hash), flag(), false);
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
