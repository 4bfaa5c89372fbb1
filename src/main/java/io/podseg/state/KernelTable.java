package io.podseg.state;

import io.podseg.model.Sorted;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All rules of one family in the tables that podseg stands in, whoever wrote them.
 *
 * @param chains all chains by table and name ({@code mangle:FORWARD}), the built-in ones too, rules in order
 * @param dropping built-in chains whose policy is DROP, named likewise
 */
public record KernelTable(SortedMap<String, List<Rule>> chains, Set<String> dropping) {
    /** The tables, in the order in which a packet passes them. */
    public static final List<String> TABLES = List.of(MangleTable.RAW, MangleTable.MANGLE);

    /** No chain: everything passes. */
    public static final KernelTable NONE = new KernelTable(new TreeMap<>(), Set.of());

    public KernelTable {
        TreeMap<String, List<Rule>> copy = new TreeMap<>();
        chains.forEach((name, rules) -> copy.put(name, List.copyOf(rules)));
        chains = Sorted.map(copy);
        dropping = Sorted.set(new TreeSet<>(dropping));
    }

    /** Podseg's chains, and its jumps alone in the built-in ones. */
    static KernelTable of(MangleTable table) {
        TreeMap<String, List<Rule>> chains = new TreeMap<>();
        table.chains().forEach((name, rules) -> chains.put(MangleTable.tableOf(name) + ":" + name, rules));
        table.hooks().forEach((chain, hook) -> {
            if (hook.position() > 0) {
                chains.put(MangleTable.tableOf(chain) + ":" + chain, List.of(Rule.of(new Rule.Jump(hook.target()))));
            }
        });
        return new KernelTable(chains, Set.of());
    }

    /** Reads these tables out of what {@code iptables-save} prints. */
    public static KernelTable parse(String iptablesSave) {
        TreeMap<String, List<Rule>> chains = new TreeMap<>();
        Set<String> dropping = new TreeSet<>();
        String table = "";
        for (String line : iptablesSave.split("\n", -1)) {
            if (line.startsWith("*")) {
                table = line.substring(1).strip();
            } else if (TABLES.contains(table) && line.startsWith(":")) {
                String[] words = line.substring(1).split(" ", 3);
                String chain = table + ":" + words[0];
                chains.putIfAbsent(chain, new ArrayList<>());
                if (words.length > 1 && words[1].equals("DROP")) {
                    dropping.add(chain);
                }
            } else if (TABLES.contains(table)) {
                String prefix = table + ":";
                RuleParser.line(line)
                        .ifPresent(found -> chains.computeIfAbsent(prefix + found.chain(), _ -> new ArrayList<>())
                                .add(found.rule()));
            }
        }
        return new KernelTable(chains, dropping);
    }
}
