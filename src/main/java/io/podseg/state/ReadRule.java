package io.podseg.state;

import io.podseg.state.Rule.Match;
import io.podseg.state.Rule.Target;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A rule as far as it can be judged, whoever wrote it.
 *
 * @param terms all must hold
 * @param effect what then happens
 * @param text as {@code iptables-save} prints it, for those who ask which rule it is
 */
record ReadRule(List<Term> terms, Effect effect, String text) {
    ReadRule {
        terms = List.copyOf(terms);
    }

    /**
     * A condition.
     *
     * @param match what it asks; empty where that cannot be told from a packet's addresses, port and interfaces
     * @param negated whether it must not hold
     */
    record Term(Optional<Match> match, boolean negated) {
        static final Term UNKNOWN = new Term(Optional.empty(), false);

        static Term of(Match match) {
            return new Term(Optional.of(match), false);
        }
    }

    /** What happens to a packet. */
    sealed interface Effect {}

    /** One of the targets that podseg uses too. */
    record To(Target target) implements Effect {}

    /** The end of the way through this table: the packet passes. */
    record Accept() implements Effect {}

    /** It goes on behind the rule: logged, marked, counted. */
    record GoOn() implements Effect {}

    /** Nobody can tell from here. */
    record Unknown() implements Effect {}

    /** All chains, by table and name. */
    static Map<String, List<ReadRule>> of(KernelTable table) {
        Map<String, List<ReadRule>> chains = new HashMap<>();
        table.chains().forEach((name, rules) -> {
            String tablePrefix = name.substring(0, name.indexOf(':') + 1);
            String chain = name.substring(tablePrefix.length());
            chains.put(
                    name,
                    rules.stream()
                            .map(rule -> read(chain, rule))
                            .map(rule -> rule.within(tablePrefix, table.chains().keySet()))
                            .toList());
        });
        return chains;
    }

    private static ReadRule read(String chain, Rule rule) {
        return switch (rule) {
            case Rule.Own own ->
                new ReadRule(
                        own.matches().stream().map(Term::of).toList(),
                        own.target() instanceof Rule.Log ? new GoOn() : new To(own.target()),
                        "-A " + chain + " " + RuleText.words(own));
            case Rule.Foreign foreign -> LooseParser.read("-A " + chain + " " + foreign.text(), foreign.text());
        };
    }

    /** The same with jumps to chains of its table; one to a chain that is not there is to a target that is not known. */
    private ReadRule within(String tablePrefix, Set<String> chains) {
        if (!(effect instanceof To(Target target))) {
            return this;
        }
        Target full = switch (target) {
            case Rule.Jump jump -> new Rule.Jump(tablePrefix + jump.chain());
            case Rule.Goto go -> new Rule.Goto(tablePrefix + go.chain());
            case Rule.Return back -> back;
            case Rule.Drop drop -> drop;
            case Rule.Log log -> log;
        };
        boolean lost = full instanceof Rule.Jump(String jump) && !chains.contains(jump)
                || full instanceof Rule.Goto(String go) && !chains.contains(go);
        return new ReadRule(terms, lost ? new Unknown() : new To(full), text);
    }
}
