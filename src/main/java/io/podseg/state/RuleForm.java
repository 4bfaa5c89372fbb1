package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
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
import io.podseg.state.Rule.Own;
import io.podseg.state.Rule.Return;
import io.podseg.state.Rule.SourceIn;
import io.podseg.state.Rule.Target;
import io.podseg.state.Rule.TcpNotSyn;
import io.podseg.state.Rule.Transport;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one form of a rule among all that mean the same. iptables-save prints addresses, interfaces and protocol first whatever
 * order they were written in, and leaves out what matches everything; so equal meaning must not depend on the order here.
 */
public final class RuleForm {
    /** Longest chain name (iptables: 28 characters). */
    public static final int MAX_CHAIN = 28;

    /** How many ports one {@code -m multiport} takes; a range counts twice. */
    public static final int MAX_PORT_SLOTS = 15;

    static final Set<String> STATES = Set.of("ESTABLISHED", "INVALID", "NEW", "RELATED", "UNTRACKED");
    static final Set<String> SET_FLAGS = Set.of("src", "dst", "src,src", "dst,dst", "src,dst", "src,dst,dst");

    private static final Comparator<Match> BY_RANK = Comparator.comparingInt(RuleForm::rank);
    private static final String ICMP6 = "ipv6-icmp";
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9_.][A-Za-z0-9_.@-]*\\+?");
    private static final Pattern LOG_TABLE = Pattern.compile("[a-z0-9-]{1,15}");
    private static final Pattern LOG_PREFIX = Pattern.compile("[A-Za-z0-9:/._,+-]+(?: [A-Za-z0-9:/._,+-]+)*");

    private RuleForm() {}

    /**
     * The canonical form: matches in the order of iptables-save, those that match everything left out, comment printable.
     *
     * @throws IllegalArgumentException when iptables cannot express the rule
     */
    public static Own canonical(Own rule) {
        List<Match> matches = new ArrayList<>(rule.matches().size());
        boolean special = false;
        for (Match match : rule.matches()) {
            if (!matchesAll(match)) {
                matches.add(check(match));
                special |= !(match instanceof Transport) && protocolOf(match).isPresent();
            }
        }
        if (special) {
            checkOneProtocol(matches);
            matches.removeIf(Transport.class::isInstance);
        }
        if (!(rule.target() instanceof Log) && matches.stream().anyMatch(LogRate.class::isInstance)) {
            throw new IllegalArgumentException("a rate decides what is logged, never what passes: " + rule);
        }
        matches.sort(BY_RANK);
        checkNoRepetition(matches);
        Target target = check(rule.target());
        String comment = RuleText.comment(rule.comment());
        boolean already = matches.equals(rule.matches()) && comment.equals(rule.comment());
        return already ? rule : new Own(matches, target, comment);
    }

    /** The name, when iptables takes it and it is marked as podseg's. */
    static String chain(String name) {
        if (name.length() > MAX_CHAIN || !name.startsWith("PODSEG") || !isWord(name, "_-")) {
            throw new IllegalArgumentException("not a chain of podseg: " + name);
        }
        return name;
    }

    /** The protocol that a match asks for, as iptables-save names it. */
    static Optional<String> protocolOf(Match match) {
        return switch (match) {
            case Transport(Protocol protocol) -> Optional.of(RuleText.name(protocol));
            case DestinationPorts ports -> Optional.of(RuleText.name(ports.protocol()));
            case TcpNotSyn _ -> Optional.of(RuleText.name(Protocol.TCP));
            case Icmp6FromNeighbour _ -> Optional.of(ICMP6);
            default -> Optional.empty();
        };
    }

    private static boolean matchesAll(Match match) {
        return switch (match) {
            case SourceIn(Cidr cidr) -> cidr.prefix() == 0;
            case DestinationIn(Cidr cidr) -> cidr.prefix() == 0;
            case InInterface(String name) -> name.equals("+");
            case OutInterface(String name) -> name.equals("+");
            default -> false;
        };
    }

    private static int rank(Match match) {
        return switch (match) {
            case SourceIn _ -> 0;
            case DestinationIn _ -> 1;
            case InInterface _ -> 2;
            case OutInterface _ -> 3;
            case Transport _ -> 4;
            case DestinationPorts _ -> 5;
            case TcpNotSyn _ -> 6;
            case Icmp6FromNeighbour _ -> 7;
            case CtState _ -> 8;
            case InSet _ -> 9;
            case LogRate _ -> 10;
        };
    }

    private static Match check(Match match) {
        return switch (match) {
            case InInterface(String name) -> ok(match, isInterface(name));
            case OutInterface(String name) -> ok(match, isInterface(name));
            case InSet(String set, String flags, boolean _) -> ok(match, isSet(set) && SET_FLAGS.contains(flags));
            case CtState(List<String> states) -> {
                ok(match, !states.isEmpty() && STATES.containsAll(states));
                yield new CtState(states.stream().distinct().toList());
            }
            case DestinationPorts(Protocol _, List<PortRange> ports) -> ok(match, fitsMultiport(ports));
            case Icmp6FromNeighbour(int type) -> ok(match, type >= 0 && type <= 255);
            case LogRate(String table, boolean _) ->
                ok(match, LOG_TABLE.matcher(table).matches());
            case SourceIn _, DestinationIn _, Transport _, TcpNotSyn _ -> match;
        };
    }

    private static Target check(Target target) {
        switch (target) {
            case Jump(String name) -> chain(name);
            case Goto(String name) -> chain(name);
            case Log(String prefix) -> {
                if (prefix.length() > RuleText.MAX_LOG_PREFIX
                        || !LOG_PREFIX.matcher(prefix).matches()) {
                    throw new IllegalArgumentException("not a prefix of a log: " + prefix);
                }
            }
            case Return _, Drop _ -> {}
        }
        return target;
    }

    private static Match ok(Match match, boolean holds) {
        if (!holds) {
            throw new IllegalArgumentException("iptables has no such match: " + match);
        }
        return match;
    }

    private static boolean isInterface(String name) {
        return name.length() <= 15 && INTERFACE.matcher(name).matches();
    }

    static boolean isSet(String name) {
        return name.length() <= IpSet.MAX_NAME && name.startsWith("podseg") && isWord(name, "_.-");
    }

    /** Whether all characters are ASCII letters, digits or among the others. */
    private static boolean isWord(String text, String others) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z';
            if (!letter && (c < '0' || c > '9') && others.indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean fitsMultiport(List<PortRange> ports) {
        int slots = ports.stream().mapToInt(p -> p.first() == p.last() ? 1 : 2).sum();
        return !ports.isEmpty() && (ports.size() == 1 || slots <= MAX_PORT_SLOTS);
    }

    private static void checkOneProtocol(List<Match> matches) {
        if (matches.stream().flatMap(m -> protocolOf(m).stream()).distinct().count() > 1) {
            throw new IllegalArgumentException("two protocols in one rule: " + matches);
        }
    }

    private static void checkNoRepetition(List<Match> matches) {
        if (matches.size() < 2) {
            return;
        }
        Set<Class<?>> seen = new HashSet<>();
        for (Match match : matches) {
            if (!(match instanceof InSet) && !seen.add(match.getClass())) {
                throw new IllegalArgumentException("iptables takes one match of a kind: " + matches);
            }
        }
    }
}
