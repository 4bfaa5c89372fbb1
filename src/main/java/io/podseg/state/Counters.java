package io.podseg.state;

import io.podseg.model.Family;
import io.podseg.model.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the kernel has counted at podseg's rules and members of sets. It is apart from {@link Firewall}: whether rules are as they
 * should be must not depend on how often they were met.
 *
 * @param rules each rule of podseg's chains with its count, families and chains in order
 * @param sets counts by set and member, for sets that count
 * @param pods what was counted in the network namespaces of pods that have rules there, by Podman's name
 */
public record Counters(
        List<RuleCount> rules, SortedMap<String, SortedMap<String, Count>> sets, SortedMap<String, Counters> pods) {
    /** Nothing was counted. */
    public static final Counters NONE = new Counters(List.of(), new TreeMap<>());

    private static final Pattern COUNTED = Pattern.compile("\\[(\\d+):(\\d+)\\] -A (PODSEG\\S*) .*");

    public Counters {
        rules = List.copyOf(rules);
        sets = Sorted.map(sets);
        pods = Sorted.map(pods);
    }

    /** Counted in one namespace. */
    public Counters(List<RuleCount> rules, SortedMap<String, SortedMap<String, Count>> sets) {
        this(rules, sets, new TreeMap<>());
    }

    /** The same, and what was counted in the namespaces of pods. */
    public Counters withPods(SortedMap<String, Counters> others) {
        return new Counters(rules, sets, others);
    }

    /** One rule and how often it was met. */
    public record RuleCount(Family family, String chain, Rule rule, Count count) {}

    /** Count of one member of a set; zero where there is none. */
    public Count of(String set, String member) {
        SortedMap<String, Count> members = sets.get(set);
        return members == null ? Count.ZERO : members.getOrDefault(member, Count.ZERO);
    }

    /** Reads {@code iptables-save -c}; chains of others, and those in tables where podseg has none, are passed over. */
    public static List<RuleCount> rules(Family family, String iptablesSave) {
        List<RuleCount> rules = new ArrayList<>();
        String table = "";
        for (String line : iptablesSave.split("\n", -1)) {
            if (line.startsWith("*")) {
                table = line.substring(1).strip();
            }
            Matcher counted = COUNTED.matcher(line);
            if (counted.matches() && MangleTable.tableOf(counted.group(3)).equals(table)) {
                Count count = Count.of(counted.group(1), counted.group(2));
                RuleParser.line(line)
                        .ifPresent(found -> rules.add(new RuleCount(family, found.chain(), found.rule(), count)));
            }
        }
        return rules;
    }
}
