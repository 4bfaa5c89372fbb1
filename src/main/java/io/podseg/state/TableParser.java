package io.podseg.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;

/**
 * A whole {@code iptables-save} text to podseg's part of it. Tables and chains of others are passed over, whatever stands in
 * them, and so is a chain with a name like podseg's in a table where podseg has none.
 */
public final class TableParser {
    private static final String MARK = "PODSEG";
    private static final Set<String> BUILT_IN = Set.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");

    private final TreeMap<String, List<Rule>> chains = new TreeMap<>();
    private final TreeMap<String, MangleTable.Hook> hooks = new TreeMap<>();
    private final TreeMap<String, Integer> lengths = new TreeMap<>();

    private TableParser() {}

    /** Reads podseg's chains and its jumps in the built-in chains; the jumps are those without any condition. */
    public static MangleTable parse(String iptablesSave) {
        TableParser parser = new TableParser();
        String table = "";
        for (String line : iptablesSave.split("\n", -1)) {
            if (line.startsWith("*")) {
                table = line.substring(1).strip();
            } else {
                parser.read(table, line);
            }
        }
        return new MangleTable(parser.chains, parser.hooks);
    }

    private void read(String table, String line) {
        boolean declared = line.startsWith(":" + MARK);
        String chain = declared ? line.substring(1).split(" ", 2)[0] : chainOf(line);
        if (!MangleTable.tableOf(chain).equals(table)) {
            return;
        }
        if (declared) {
            chains.putIfAbsent(chain, new ArrayList<>());
        } else if (BUILT_IN.contains(chain)) {
            int position = lengths.merge(chain, 1, Integer::sum);
            RuleParser.line(line).ifPresent(found -> hook(chain, position, found.rule()));
        } else if (chain.startsWith(MARK)) {
            RuleParser.line(line)
                    .ifPresent(found -> chains.computeIfAbsent(chain, _ -> new ArrayList<>())
                            .add(found.rule()));
        }
    }

    private static String chainOf(String line) {
        int start = line.indexOf("-A ");
        if (start < 0 || start > 0 && !line.startsWith("[")) {
            return "";
        }
        return line.substring(start + 3).split(" ", 2)[0];
    }

    private void hook(String chain, int position, Rule rule) {
        if (rule instanceof Rule.Own(List<Rule.Match> matches, Rule.Jump(String target), String comment)
                && matches.isEmpty()
                && comment.isEmpty()) {
            hooks.merge(
                    chain,
                    new MangleTable.Hook(target, position, 1),
                    (first, next) -> first.target().equals(next.target())
                            ? new MangleTable.Hook(first.target(), first.position(), first.count() + 1)
                            : first);
        }
    }
}
