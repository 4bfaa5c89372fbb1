package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.state.Count;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.Rule;
import io.podseg.state.RuleParser;
import io.podseg.state.RuleText;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullMarked;

/** The tables of one family as iptables-restore changes it: all lines or none. */
@NullMarked
final class FakeTable {
    private static final List<String> BUILT_IN = List.of("FORWARD", "INPUT", "OUTPUT", "POSTROUTING", "PREROUTING");
    private static final Pattern DECLARATION = Pattern.compile(":(\\S+) - \\[0:0\\]");

    private final Family family;
    private final Map<String, IpSet> sets;
    private final TreeMap<String, List<Rule>> chains;

    /** By the rule's place in memory: a rule that is written anew counts from zero, as in the kernel. */
    private final IdentityHashMap<Rule, Count> counts;

    FakeTable(Family family, Map<String, IpSet> sets) {
        this.family = family;
        this.sets = sets;
        this.chains = new TreeMap<>();
        this.counts = new IdentityHashMap<>();
        BUILT_IN.forEach(name -> chains.put(name, new ArrayList<>()));
    }

    private FakeTable(FakeTable other) {
        this.family = other.family;
        this.sets = other.sets;
        this.chains = new TreeMap<>();
        this.counts = other.counts;
        other.chains.forEach((name, rules) -> chains.put(name, new ArrayList<>(rules)));
    }

    /** The table after the lines; this one is unchanged. */
    FakeTable restored(List<String> lines) throws HostException {
        FakeTable copy = new FakeTable(this);
        String table = "";
        for (String line : lines) {
            if (line.startsWith("*")) {
                table = line.substring(1);
            } else if (line.equals("COMMIT")) {
                table = "";
            } else {
                copy.run(table, line);
            }
        }
        if (!table.isEmpty()) {
            throw new HostException("COMMIT expected");
        }
        copy.check();
        return copy;
    }

    /** Counts packets at the rules of a chain whose comment begins so. */
    void count(String chain, String comment, Count count) {
        chains.getOrDefault(chain, List.of()).stream()
                .filter(rule -> rule instanceof Rule.Own own && own.comment().startsWith(comment))
                .forEach(rule -> counts.merge(rule, count, Count::plus));
    }

    boolean uses(String set) {
        return chains.values().stream().flatMap(List::stream).anyMatch(rule -> names(rule, set));
    }

    String save() {
        return save(false);
    }

    /** The tables in the words of {@code iptables-save}, or of {@code iptables-save -c}. */
    String save(boolean counted) {
        StringBuilder text = new StringBuilder();
        for (String table : MangleTable.TABLES) {
            text.append('*').append(table).append('\n');
            TreeMap<String, List<Rule>> own = new TreeMap<>(chains);
            own.keySet().removeIf(name -> !MangleTable.tableOf(name).equals(table));
            own.keySet()
                    .forEach(name -> text.append(':')
                            .append(name)
                            .append(BUILT_IN.contains(name) ? " ACCEPT" : " -")
                            .append(" [0:0]\n"));
            own.forEach((name, rules) -> rules.forEach(rule -> text.append(counted ? prefix(rule) : "")
                    .append(line(name, rule))
                    .append('\n')));
            text.append("COMMIT\n");
        }
        return text.toString();
    }

    private String prefix(Rule rule) {
        Count count = counts.getOrDefault(rule, Count.ZERO);
        return "[" + count.packets() + ":" + count.bytes() + "] ";
    }

    private String line(String chain, Rule rule) {
        return switch (rule) {
            case Rule.Own own -> RuleText.line("PODSEG", own, family).replaceFirst("PODSEG", chain);
            case Rule.Foreign foreign -> "-A " + chain + " " + foreign.text();
        };
    }

    private void run(String table, String line) throws HostException {
        var declaration = DECLARATION.matcher(line);
        String name = declaration.matches() ? declaration.group(1) : line.split(" ", 3)[1];
        if (!MangleTable.tableOf(name).equals(table)) {
            throw new HostException("No chain by that name in " + table + ": " + line);
        }
        if (declaration.matches()) {
            chains.put(declaration.group(1), new ArrayList<>());
            return;
        }
        String[] words = line.split(" ", 3);
        List<Rule> chain = chain(words[1], line);
        switch (words[0]) {
            case "-A" -> chain.add(RuleParser.rule(words[2]));
            case "-D" -> {
                if (!chain.remove(RuleParser.rule(words[2]))) {
                    throw new HostException("Bad rule (does a matching rule exist in that chain?): " + line);
                }
            }
            case "-I" -> {
                String[] rest = words[2].split(" ", 2);
                chain.add(Integer.parseInt(rest[0]) - 1, RuleParser.rule(rest[1]));
            }
            case "-F" -> chain.clear();
            case "-X" -> delete(words[1], chain);
            default -> throw new HostException("Bad argument: " + line);
        }
    }

    private List<Rule> chain(String name, String line) throws HostException {
        List<Rule> chain = chains.get(name);
        if (chain == null) {
            throw new HostException("No chain by that name: " + line);
        }
        return chain;
    }

    private void delete(String name, List<Rule> rules) throws HostException {
        boolean referred = chains.values().stream()
                .flatMap(List::stream)
                .anyMatch(rule -> jumpOf(rule).equals(name));
        if (!rules.isEmpty() || referred) {
            throw new HostException("CHAIN_DEL failed (Device or resource busy): chain " + name);
        }
        chains.remove(name);
    }

    /** Every chain and set that a rule names must be there at the end. */
    private void check() throws HostException {
        for (Rule rule : chains.values().stream().flatMap(List::stream).toList()) {
            String target = jumpOf(rule);
            if (target.startsWith("PODSEG") && !chains.containsKey(target)) {
                throw new HostException("Chain '" + target + "' does not exist");
            }
            if (rule instanceof Rule.Own own) {
                for (Rule.Match match : own.matches()) {
                    if (match instanceof Rule.InSet in) {
                        check(in.set());
                    }
                }
            }
        }
    }

    private void check(String name) throws HostException {
        IpSet set = sets.get(name);
        if (set == null) {
            throw new HostException("Set " + name + " doesn't exist.");
        }
        if (set.family() != family) {
            throw new HostException("The protocol family of set " + name + " is not applicable.");
        }
    }

    private static String jumpOf(Rule rule) {
        return switch (rule) {
            case Rule.Own(List<Rule.Match> _, Rule.Jump(String chain), String _) -> chain;
            case Rule.Own(List<Rule.Match> _, Rule.Goto(String chain), String _) -> chain;
            case Rule.Own _ -> "";
            case Rule.Foreign(String text) -> text.replaceFirst("^.*-[jg] (\\S+).*$", "$1");
        };
    }

    private static boolean names(Rule rule, String set) {
        return switch (rule) {
            case Rule.Own own ->
                own.matches().stream()
                        .anyMatch(m -> m instanceof Rule.InSet in && in.set().equals(set));
            case Rule.Foreign foreign -> foreign.text().contains(" " + set + " ");
        };
    }
}
