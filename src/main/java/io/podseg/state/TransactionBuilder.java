package io.podseg.state;

import io.podseg.model.Family;
import io.podseg.state.Rule.Own;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;

/**
 * The smallest transaction that takes one firewall to another.
 *
 * <p>Sets come first because rules name them, and lose members only after the rules have changed. A chain that differs in one
 * rule is written anew as a whole ({@code :CHAIN} in iptables-restore empties it), others are not mentioned and keep their
 * counters.
 *
 * <p>Two cases take two transactions: a set that has another type than it should while rules use it, and one that gains or loses
 * a pod that is running while rules change as well. The kernel neither swaps sets of different types nor destroys or renames one in
 * use, and it changes sets and rules one after the other; so the first transaction moves the rules to a temporary set and
 * the second one, built from what was read back, moves them to the new set. Hence: build and apply until {@link
 * FirewallTransaction#NONE}.
 */
public final class TransactionBuilder {
    private TransactionBuilder() {}

    /**
     * Compares and builds.
     *
     * @param desired in any spelling
     * @param actual as read back by {@link TableParser} and {@link SetParser}
     * @param untouchedSets names of sets to which no member is added and from which none is deleted (the ready sets, whose
     *     members are marked one by one); they are created and destroyed like the others. What stands in the actual ones is in use
     *     by packets at this moment.
     */
    public static FirewallTransaction build(Firewall desired, Firewall actual, Predicate<String> untouchedSets) {
        return build(desired, actual, new SetChanges.Meaning(untouchedSets, false));
    }

    /**
     * The same in the network namespace of a pod, which has no ready sets: whatever stands in a set there is in use by packets at
     * this moment.
     */
    public static FirewallTransaction inPod(Firewall desired, Firewall actual) {
        return build(desired, actual, new SetChanges.Meaning(_ -> false, true));
    }

    private static FirewallTransaction build(Firewall desired, Firewall actual, SetChanges.Meaning meaning) {
        Map<Family, MangleTable> wanted = new EnumMap<>(Family.class);
        desired.tables().forEach((family, table) -> wanted.put(family, canonical(table, actual.table(family))));
        Map<Family, List<String>> tables = tables(wanted, actual, Map.of());
        SetChanges sets = SetChanges.between(desired, actual, meaning, tables.keySet());
        if (!sets.moved().isEmpty()) {
            tables = tables(wanted, actual, sets.moved());
        }
        boolean enable = !actual.bridge().covers(desired.bridge());
        return new FirewallTransaction(enable, sets.before(), tables, sets.after());
    }

    private static Map<Family, List<String>> tables(
            Map<Family, MangleTable> wanted, Firewall actual, Map<String, String> moved) {
        Map<Family, List<String>> tables = new EnumMap<>(Family.class);
        wanted.forEach((family, table) -> {
            List<String> lines = table(renamed(table, moved), actual.table(family), family);
            if (!lines.isEmpty()) {
                tables.put(family, lines);
            }
        });
        return tables;
    }

    /** Everything of the firewall as it would be loaded on a host that has nothing of it: for the boot. */
    public static FirewallTransaction whole(Firewall desired) {
        return build(desired, Firewall.NONE, _ -> false);
    }

    /** The same firewall with rules and members spelled as they are read back, so that equal ones are equal. */
    public static Firewall canonical(Firewall firewall) {
        return canonical(firewall, Firewall.NONE);
    }

    /** The same, faster for what equals a firewall that was read back. */
    public static Firewall canonical(Firewall firewall, Firewall found) {
        Map<Family, MangleTable> tables = new EnumMap<>(Family.class);
        firewall.tables().forEach((family, table) -> tables.put(family, canonical(table, found.table(family))));
        SortedMap<String, IpSet> sets = new TreeMap<>(firewall.sets());
        sets.replaceAll((name, set) -> set.equals(found.sets().get(name)) ? set : SetText.canonical(set));
        return new Firewall(tables, sets, firewall.bridge());
    }

    /** What was read back is canonical, and so is a chain that equals it: of a large firewall that is nearly everything. */
    private static MangleTable canonical(MangleTable table, MangleTable actual) {
        SortedMap<String, List<Rule>> chains = new TreeMap<>(table.chains());
        chains.replaceAll((name, rules) -> rules.equals(actual.chains().get(name)) ? rules : canonical(rules));
        return new MangleTable(chains, table.hooks());
    }

    private static List<Rule> canonical(List<Rule> rules) {
        return rules.stream()
                .<Rule>map(rule -> rule instanceof Own own ? RuleForm.canonical(own) : rule)
                .toList();
    }

    private static MangleTable renamed(MangleTable table, Map<String, String> moved) {
        if (moved.isEmpty()) {
            return table;
        }
        SortedMap<String, List<Rule>> chains = new TreeMap<>(table.chains());
        chains.replaceAll((_, rules) -> rules.stream()
                .map(rule -> rule instanceof Own own ? renamed(own, moved) : rule)
                .toList());
        return new MangleTable(chains, table.hooks());
    }

    private static Rule renamed(Own rule, Map<String, String> moved) {
        List<Rule.Match> matches = rule.matches().stream()
                .map(match -> match instanceof Rule.InSet(String set, String flags, boolean negated)
                        ? new Rule.InSet(moved.getOrDefault(set, set), flags, negated)
                        : match)
                .toList();
        return new Own(matches, rule.target(), rule.comment());
    }

    private static List<String> table(MangleTable desired, MangleTable actual, Family family) {
        SortedMap<String, List<Rule>> changed = new TreeMap<>(desired.chains());
        changed.entrySet()
                .removeIf(chain -> chain.getValue().equals(actual.chains().get(chain.getKey())));
        List<String> gone = missing(actual.chains().keySet(), desired.chains().keySet());
        List<String> all = new ArrayList<>();
        for (String table : MangleTable.TABLES) {
            List<String> lines = new ArrayList<>();
            in(table, changed).keySet().forEach(name -> lines.add(":" + RuleForm.chain(name) + " - [0:0]"));
            in(table, changed).forEach((name, rules) -> rules.forEach(rule -> lines.add(line(name, rule, family))));
            hooks(in(table, desired.hooks()), in(table, actual.hooks()), lines);
            List<String> leaving = gone.stream()
                    .filter(name -> MangleTable.tableOf(name).equals(table))
                    .toList();
            leaving.forEach(name -> lines.add("-F " + name));
            leaving.forEach(name -> lines.add("-X " + name));
            if (!lines.isEmpty()) {
                all.add("*" + table);
                all.addAll(lines);
                all.add("COMMIT");
            }
        }
        return all;
    }

    /** Those chains that stand in a table. */
    private static <T> SortedMap<String, T> in(String table, SortedMap<String, T> chains) {
        SortedMap<String, T> own = new TreeMap<>(chains);
        own.keySet().removeIf(chain -> !MangleTable.tableOf(chain).equals(table));
        return own;
    }

    private static String line(String chain, Rule rule, Family family) {
        return switch (rule) {
            case Own own -> RuleText.line(chain, own, family);
            case Rule.Foreign foreign ->
                throw new IllegalArgumentException("desired rule of others: " + foreign.text());
        };
    }

    private static void hooks(
            Map<String, MangleTable.Hook> desired, SortedMap<String, MangleTable.Hook> actual, List<String> lines) {
        actual.forEach((chain, hook) -> {
            if (!hook.equals(desired.get(chain))) {
                for (int i = 0; i < hook.count(); i++) {
                    lines.add("-D " + chain + " -j " + hook.target());
                }
            }
        });
        desired.forEach((chain, hook) -> {
            if (!hook.equals(MangleTable.Hook.first(hook.target()))) {
                throw new IllegalArgumentException("a desired jump stands once and first: " + chain + " " + hook);
            }
            if (!hook.equals(actual.get(chain))) {
                lines.add("-I " + chain + " 1 -j " + hook.target());
            }
        });
    }

    /** What stands in the first and not in the second, in order. */
    static List<String> missing(Collection<String> from, Collection<String> in) {
        return from.stream().filter(name -> !in.contains(name)).toList();
    }
}
