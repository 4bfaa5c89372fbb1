package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.state.ReadRule.Accept;
import io.podseg.state.ReadRule.Effect;
import io.podseg.state.ReadRule.GoOn;
import io.podseg.state.ReadRule.Term;
import io.podseg.state.ReadRule.To;
import io.podseg.state.ReadRule.Unknown;
import io.podseg.state.Rule.CtState;
import io.podseg.state.Rule.DestinationIn;
import io.podseg.state.Rule.DestinationPorts;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Goto;
import io.podseg.state.Rule.Icmp6FromNeighbour;
import io.podseg.state.Rule.InInterface;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Jump;
import io.podseg.state.Rule.Log;
import io.podseg.state.Rule.LogRate;
import io.podseg.state.Rule.Match;
import io.podseg.state.Rule.OutInterface;
import io.podseg.state.Rule.Return;
import io.podseg.state.Rule.SourceIn;
import io.podseg.state.Rule.TcpNotSyn;
import io.podseg.state.Rule.Transport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/**
 * Says what rules do with the first packet of a connection, by walking their chains as the kernel does (iptables(8): RETURN goes
 * back to the last jump, a goto leaves none). Where a rule of others asks for something that a packet's addresses, port and
 * interfaces do not tell, both ways are walked: only where they end differently is the answer that nobody can tell.
 */
public final class Interpreter {
    private static final int MAX_DEPTH = 64;

    private final KernelRules rules;
    private final Predicate<String> outer;
    private final Map<Family, Map<String, List<ReadRule>>> read = new EnumMap<>(Family.class);
    private final Map<String, Set<String>> members = new HashMap<>();
    private final Map<String, List<Cidr>> nets = new HashMap<>();

    /** Ways that a packet may take out of a chain. */
    private enum Way {
        DROP,
        ACCEPT,
        /** Back to the chain that jumped here. */
        BACK
    }

    /** Whether a condition holds. */
    private enum Holds {
        YES,
        NO,
        PERHAPS;

        Holds not() {
            return switch (this) {
                case YES -> NO;
                case NO -> YES;
                case PERHAPS -> PERHAPS;
            };
        }

        static Holds of(boolean holds) {
            return holds ? YES : NO;
        }
    }

    /** The rules of a firewall that podseg wrote, alone in their kernel. */
    public Interpreter(Firewall firewall) {
        this(KernelRules.of(firewall), name -> false);
    }

    /**
     * The rules of a kernel.
     *
     * @param rules as read back
     * @param outer whether packets of the outside might come and go by an interface of this name (or by one that such a pattern
     *     means): it is none of podseg's bridges
     */
    public Interpreter(KernelRules rules, Predicate<String> outer) {
        this.rules = rules;
        this.outer = outer;
    }

    /**
     * Whether the packet passes to the host's own rules.
     *
     * @throws IllegalStateException where that cannot be told
     */
    public boolean passes(Packet packet) {
        Judgement judgement = judge(packet);
        if (judgement.answer() == Judgement.Answer.UNDECIDED) {
            throw new IllegalStateException("rules that cannot be judged: " + judgement.undecided());
        }
        return judgement.passes();
    }

    /** What becomes of the packet in its hook. */
    public Judgement judge(Packet packet) {
        List<String> undecided = new ArrayList<>();
        for (String table : KernelTable.TABLES) {
            Judgement judgement = judge(table + ":" + packet.hook(), packet);
            if (judgement.answer() == Judgement.Answer.DROPPED) {
                return judgement;
            }
            undecided.addAll(judgement.undecided());
        }
        return Judgement.of(undecided);
    }

    private Judgement judge(String hook, Packet packet) {
        KernelTable table = rules.table(packet.source().family());
        if (!table.chains().containsKey(hook)) {
            return Judgement.of(true);
        }
        List<String> doubts = new ArrayList<>();
        Map<String, List<ReadRule>> chains =
                read.computeIfAbsent(packet.source().family(), _ -> ReadRule.of(table));
        Set<Way> ways = walk(chains, hook, packet, doubts, 0);
        boolean falls = table.dropping().contains(hook);
        boolean drops = ways.contains(Way.DROP) || falls && ways.contains(Way.BACK);
        boolean passes = ways.contains(Way.ACCEPT) || !falls && ways.contains(Way.BACK);
        return drops && passes ? Judgement.of(doubts) : Judgement.of(passes);
    }

    private Set<Way> walk(
            Map<String, List<ReadRule>> chains, String chain, Packet packet, List<String> doubts, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalStateException("chains go in a circle at " + chain);
        }
        Set<Way> ways = EnumSet.noneOf(Way.class);
        for (ReadRule rule : chains.getOrDefault(chain, List.of())) {
            Holds holds = holds(rule.terms(), packet);
            if (holds == Holds.NO) {
                continue;
            }
            if (holds == Holds.PERHAPS && !(rule.effect() instanceof GoOn) || rule.effect() instanceof Unknown) {
                doubts.add(rule.text());
            }
            boolean goesOn = follow(rule.effect(), chains, packet, doubts, depth, ways);
            if (!goesOn && holds == Holds.YES) {
                return ways;
            }
        }
        ways.add(Way.BACK);
        return ways;
    }

    /** Adds the ways that lead out of the chain by this effect; true when the packet may go on behind the rule. */
    private boolean follow(
            Effect effect,
            Map<String, List<ReadRule>> chains,
            Packet packet,
            List<String> doubts,
            int depth,
            Set<Way> ways) {
        return switch (effect) {
            case Accept ignored -> {
                ways.add(Way.ACCEPT);
                yield false;
            }
            case GoOn ignored -> true;
            case Unknown ignored -> {
                ways.addAll(Set.of(Way.ACCEPT, Way.DROP));
                yield true;
            }
            case To to ->
                switch (to.target()) {
                    case Return ignored -> {
                        ways.add(Way.BACK);
                        yield false;
                    }
                    case Drop ignored -> {
                        ways.add(Way.DROP);
                        yield false;
                    }
                    case Log ignored -> true;
                    case Goto go -> {
                        ways.addAll(walk(chains, go.chain(), packet, doubts, depth + 1));
                        yield false;
                    }
                    case Jump jump -> {
                        Set<Way> below = walk(chains, jump.chain(), packet, doubts, depth + 1);
                        boolean back = below.remove(Way.BACK);
                        ways.addAll(below);
                        yield back;
                    }
                };
        };
    }

    private Holds holds(List<Term> terms, Packet packet) {
        Holds all = Holds.YES;
        for (Term term : terms) {
            Holds one =
                    term.match().isEmpty() ? Holds.PERHAPS : holds(term.match().get(), packet);
            one = term.negated() ? one.not() : one;
            if (one == Holds.NO) {
                return one;
            }
            all = one == Holds.PERHAPS ? one : all;
        }
        return all;
    }

    private Holds holds(Match match, Packet packet) {
        return switch (match) {
            case InInterface in -> interfaceMatches(in.name(), packet.in());
            case OutInterface out -> interfaceMatches(out.name(), packet.out());
            case SourceIn source -> Holds.of(source.cidr().contains(packet.source()));
            case DestinationIn destination -> Holds.of(destination.cidr().contains(packet.destination()));
            case InSet set -> set.negated() ? inSet(set, packet).not() : inSet(set, packet);
            case Transport transport -> Holds.of(packet.protocol().equals(Optional.of(transport.protocol())));
            case DestinationPorts ports ->
                Holds.of(packet.protocol().equals(Optional.of(ports.protocol()))
                        && ports.ports().stream().anyMatch(range -> range.contains(packet.port())));
            case TcpNotSyn ignored -> Holds.NO;
            case CtState state -> Holds.of(state.states().contains("NEW"));
            case Icmp6FromNeighbour ignored -> Holds.NO;
            case LogRate ignored -> Holds.PERHAPS;
        };
    }

    private Holds interfaceMatches(String pattern, String name) {
        boolean wild = pattern.endsWith("+");
        String start = wild ? pattern.substring(0, pattern.length() - 1) : pattern;
        if (name.isEmpty() && !start.isEmpty()) {
            return outer.test(start) ? Holds.PERHAPS : Holds.NO;
        }
        return Holds.of(wild ? name.startsWith(start) : name.equals(start));
    }

    private Holds inSet(InSet match, Packet packet) {
        IpSet set = rules.sets().get(match.set());
        if (set == null) {
            return Holds.PERHAPS;
        }
        if (set.family() != packet.source().family()) {
            return Holds.NO;
        }
        boolean source = match.flags().startsWith("src");
        Ip ip = source ? packet.source() : packet.destination();
        return switch (set.type()) {
            case HASH_IP, HASH_IP_COUNTED -> member(set, ip.toString());
            case HASH_NET ->
                Holds.of(nets.computeIfAbsent(set.name(), name -> blocks(set)).stream()
                        .anyMatch(block -> block.contains(ip)));
            case HASH_IP_PORT -> member(set, ip + "," + port(packet));
            case HASH_NET_IFACE -> member(set, ip + "," + (source ? packet.in() : packet.out()));
            case HASH_IP_PORT_IP -> member(set, packet.source() + "," + port(packet) + "," + packet.destination());
        };
    }

    private Holds member(IpSet set, String text) {
        return Holds.of(members.computeIfAbsent(set.name(), _ -> new HashSet<>(set.members()))
                .contains(text));
    }

    private static String port(Packet packet) {
        return packet.protocol()
                        .map(protocol -> protocol.name().toLowerCase(Locale.ROOT))
                        .orElse("none") + ":" + packet.port();
    }

    private static List<Cidr> blocks(IpSet set) {
        return set.members().stream()
                .map(member -> member.contains("/") ? Cidr.of(member) : Cidr.host(Ip.of(member)))
                .toList();
    }
}
