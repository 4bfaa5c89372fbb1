package io.podseg.desired;

import io.podseg.desired.FirewallCompiler.FamilyWriter;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.policy.Classes;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.PodClass;
import io.podseg.policy.Policy;
import io.podseg.policy.World;
import io.podseg.state.Hash;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Goto;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Return;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Finds the class of a pod at a cost that does not grow with the number of pods: a tree over the hash of the class, at most
 * sixteen tests a level, each a set look-up. A class is the set of policies that isolate its pods, so a replica more is a
 * member more in the sets on its path and no rule; a changed rule rewrites one chain and moves no member.
 */
final class ClassTree {
    /** Up to so many classes are tested one after the other; more are split by the next hex digit of their hash. */
    static final int FANOUT = 16;

    private final Direction direction;
    private final FamilyWriter out;
    private final RuleCompiler rules;

    ClassTree(Direction direction, FamilyWriter out, RuleCompiler rules) {
        this.direction = direction;
        this.out = out;
        this.rules = rules;
    }

    void write(World world) {
        TreeMap<String, PodClass> isolated = new TreeMap<>();
        List<Rule> first = new ArrayList<>();
        Denials denials = new Denials(direction, out);
        for (PodClass podClass : Classes.of(world, direction)) {
            TreeSet<String> members = addresses(podClass.members(), out.family());
            if (members.isEmpty()) {
                continue;
            }
            String hash = podClass.open() ? "open" : hash(podClass);
            denials.add(podClass, members);
            out.set(SetNames.classSet(out.family(), direction, hash), IpSet.Type.HASH_IP, members);
            if (podClass.open()) {
                first.add(FirewallCompiler.rule("podseg not isolated", new Return(), member(hash)));
            } else {
                isolated.put(hash, podClass);
                out.chain(SetNames.classChain(direction, hash), classChain(podClass));
            }
        }
        denials.writeSets();
        node("", isolated, first);
    }

    private void node(String prefix, SortedMap<String, PodClass> classes, List<Rule> first) {
        List<Rule> chain = new ArrayList<>(first);
        if (classes.size() <= FANOUT) {
            classes.forEach((hash, podClass) -> chain.add(FirewallCompiler.rule(
                    "podseg class " + names(podClass), new Goto(SetNames.classChain(direction, hash)), member(hash))));
        } else {
            SortedMap<String, TreeMap<String, PodClass>> parts = new TreeMap<>();
            classes.forEach((hash, podClass) -> parts.computeIfAbsent(
                            hash.substring(0, prefix.length() + 1), key -> new TreeMap<>())
                    .put(hash, podClass));
            parts.forEach((digits, part) -> {
                String set = SetNames.treeSet(out.family(), direction, digits);
                TreeSet<String> members = new TreeSet<>();
                part.values().forEach(podClass -> members.addAll(addresses(podClass.members(), out.family())));
                out.set(set, IpSet.Type.HASH_IP, members);
                chain.add(FirewallCompiler.rule(
                        "podseg classes " + digits,
                        new Goto(SetNames.treeChain(direction, digits)),
                        new InSet(set, flag(), false)));
                node(digits, part, List.of());
            });
        }
        chain.add(FirewallCompiler.rule("podseg no class", new Drop()));
        out.chain(SetNames.treeChain(direction, prefix), chain);
    }

    private List<Rule> classChain(PodClass podClass) {
        List<Rule> chain = new ArrayList<>();
        for (Policy policy : podClass.policies()) {
            policy.rules(direction)
                    .orElse(List.of())
                    .forEach(rule -> chain.addAll(rules.compile(policy, direction, rule)));
        }
        chain.addAll(Denials.end(podClass, out.family(), names(podClass)));
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

    static String hash(PodClass podClass) {
        return Hash.of(names(podClass));
    }

    private static String names(PodClass podClass) {
        return podClass.policies().stream().map(Policy::id).collect(Collectors.joining(","));
    }

    static TreeSet<String> addresses(List<Endpoint> endpoints, Family family) {
        TreeSet<String> addresses = new TreeSet<>();
        for (Endpoint endpoint : endpoints) {
            for (Ip ip : endpoint.addresses()) {
                if (ip.family() == family) {
                    addresses.add(ip.toString());
                }
            }
        }
        return addresses;
    }
}
