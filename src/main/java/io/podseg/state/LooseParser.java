package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.state.ReadRule.Accept;
import io.podseg.state.ReadRule.Effect;
import io.podseg.state.ReadRule.GoOn;
import io.podseg.state.ReadRule.Term;
import io.podseg.state.ReadRule.To;
import io.podseg.state.ReadRule.Unknown;
import io.podseg.state.Rule.DestinationPorts;
import io.podseg.state.Rule.Match;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads rules that podseg did not write, as far as it goes: whatever it does not understand becomes a condition, or an effect,
 * that nobody can judge, and never a condition that is overlooked.
 */
final class LooseParser {
    /** Targets behind which a packet goes on (iptables-extensions(8)). */
    private static final Set<String> GOING_ON = Set.of(
            "LOG",
            "NFLOG",
            "ULOG",
            "AUDIT",
            "TRACE",
            "MARK",
            "CONNMARK",
            "SECMARK",
            "CONNSECMARK",
            "TCPMSS",
            "DSCP",
            "TOS",
            "TTL",
            "HL",
            "ECN",
            "CLASSIFY",
            "CHECKSUM",
            "RATEEST",
            "IDLETIMER",
            "LED",
            "CT",
            "SET",
            "TCPOPTSTRIP");

    /** Matches that ask for nothing by themselves, only by the options that are read here. */
    private static final Set<String> MODULES =
            Set.of("tcp", "udp", "sctp", "multiport", "conntrack", "state", "set", "comment");

    /** What {@code --tcp-flags} looks like where it means the first packet of a connection. */
    private static final String SYN_MASK = "FIN,SYN,RST,ACK";

    private final Words words;
    private final List<Term> terms = new ArrayList<>();
    private Optional<Protocol> protocol = Optional.empty();
    private Effect effect = new GoOn();
    private boolean negated;

    private LooseParser(Words words) {
        this.words = words;
    }

    /**
     * Reads a rule.
     *
     * @param shown how it is named to users
     * @param text its words without the chain
     */
    static ReadRule read(String shown, String text) {
        Optional<Words> split = Words.split(text);
        if (split.isEmpty()) {
            return new ReadRule(List.of(Term.UNKNOWN), new Unknown(), shown);
        }
        LooseParser parser = new LooseParser(split.get());
        parser.all();
        return new ReadRule(parser.terms, parser.effect, shown);
    }

    private void all() {
        while (words.more()) {
            negated = words.skip("!");
            try {
                option(words.next());
            } catch (IllegalArgumentException e) {
                unknown();
            }
        }
    }

    private void option(String name) {
        switch (name) {
            case "-s" -> add(cidr().map(Rule.SourceIn::new));
            case "-d" -> add(cidr().map(Rule.DestinationIn::new));
            case "-i" -> add(Optional.of(new Rule.InInterface(words.next())));
            case "-o" -> add(Optional.of(new Rule.OutInterface(words.next())));
            case "-p" -> protocol(words.next());
            case "-m" -> module(words.next());
            case "--comment" -> words.next();
            case "--dport", "--dports", "--destination-port", "--destination-ports" -> ports(words.next());
            case "--ctstate", "--state" -> states(List.of(words.next().split(",", -1)));
            case "--match-set" -> set(words.next(), words.next());
            case "--syn" -> syn();
            case "--tcp-flags" -> flags(words.next(), words.next());
            case "-g" -> effect = new To(new Rule.Goto(words.next()));
            case "-j" -> target(words.next());
            default -> unknown();
        }
    }

    /** A module that is not known may ask for something without any option. */
    private void module(String name) {
        if (!MODULES.contains(name)) {
            terms.add(Term.UNKNOWN);
        }
    }

    private void states(List<String> states) {
        add(RuleForm.STATES.containsAll(states) ? Optional.of(new Rule.CtState(states)) : Optional.empty());
    }

    private void add(Optional<? extends Match> match) {
        terms.add(new Term(match.map(Match.class::cast), negated));
    }

    /** A condition that is not understood, with its values. */
    private void unknown() {
        terms.add(Term.UNKNOWN);
        while (words.more() && !words.peek().startsWith("-") && !words.peek().equals("!")) {
            words.next();
        }
    }

    private Optional<Cidr> cidr() {
        String text = words.next();
        return text.indexOf('/') < 0 ? Ip.parse(text).map(Cidr::host) : Cidr.parse(text);
    }

    private void protocol(String name) {
        switch (name) {
            case "all", "0" -> {}
            case "tcp", "6" -> transport(Protocol.TCP);
            case "udp", "17" -> transport(Protocol.UDP);
            case "sctp", "132" -> transport(Protocol.SCTP);
            // ICMP and other protocols without ports.
            default -> terms.add(new Term(Optional.of(new Rule.Icmp6FromNeighbour(0)), negated));
        }
    }

    private void transport(Protocol found) {
        protocol = Optional.of(found);
        add(Optional.of(new Rule.Transport(found)));
    }

    private void ports(String list) {
        List<PortRange> ranges = Arrays.stream(list.split(",", -1))
                .map(part -> part.split(":", -1))
                .map(ends -> new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])))
                .toList();
        add(protocol.map(transport -> new DestinationPorts(transport, ranges)));
    }

    private void set(String name, String flags) {
        add(
                RuleForm.isSet(name) && RuleForm.SET_FLAGS.contains(flags)
                        ? Optional.of(new Rule.InSet(name, flags, false))
                        : Optional.empty());
    }

    private void syn() {
        if (negated) {
            terms.add(Term.of(new Rule.TcpNotSyn()));
        }
    }

    private void flags(String mask, String set) {
        if (mask.equals(SYN_MASK) && set.equals("SYN")) {
            syn();
        } else {
            terms.add(Term.UNKNOWN);
        }
    }

    /** The target's own options stand behind it, up to the end. */
    private void target(String name) {
        effect = switch (name) {
            case "ACCEPT" -> new Accept();
            case "DROP" -> new To(new Rule.Drop());
            case "RETURN" -> new To(new Rule.Return());
            case "QUEUE", "NFQUEUE", "REJECT", "TPROXY", "TEE", "SYNPROXY" -> new Unknown();
            default -> GOING_ON.contains(name) ? new GoOn() : new To(new Rule.Jump(name));
        };
        while (words.more()) {
            words.next();
        }
    }
}
