package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.state.Rule.CtState;
import io.podseg.state.Rule.DestinationIn;
import io.podseg.state.Rule.DestinationPorts;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Foreign;
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
import java.util.List;
import java.util.Optional;

/**
 * One rule as {@code iptables-save} prints it, read back to the rule that podseg wrote. Read strictly: a word that podseg never
 * writes makes the whole rule {@link Foreign}, since a condition that is overlooked would be a rule that is misjudged.
 */
public final class RuleParser {
    private final Words words;
    private final List<Match> matches = new ArrayList<>();
    private Optional<Protocol> protocol = Optional.empty();
    private boolean icmp6;
    private boolean protocolUsed;
    private Optional<Target> target = Optional.empty();
    private String comment = "";

    private RuleParser(Words words) {
        this.words = words;
    }

    /**
     * A rule of a chain.
     *
     * @param chain the chain it stands in
     * @param rule podseg's, or of others
     */
    public record Line(String chain, Rule rule) {}

    /** Reads {@code [counters] -A CHAIN words}; empty for any other line. */
    public static Optional<Line> line(String line) {
        String text =
                line.startsWith("[") ? line.substring(line.indexOf(']') + 1).strip() : line.strip();
        if (!text.startsWith("-A ")) {
            return Optional.empty();
        }
        String rest = text.substring(3).strip();
        int end = rest.indexOf(' ');
        String chain = end < 0 ? rest : rest.substring(0, end);
        return Optional.of(
                new Line(chain, rule(end < 0 ? "" : rest.substring(end + 1).strip())));
    }

    /** Reads a rule's words, without its chain. */
    public static Rule rule(String text) {
        try {
            Optional<Own> own = Words.split(text).flatMap(words -> new RuleParser(words).own());
            return own.<Rule>map(RuleForm::canonical).orElseGet(() -> new Foreign(text));
        } catch (IllegalArgumentException e) {
            return new Foreign(text);
        }
    }

    private Optional<Own> own() {
        while (words.more()) {
            if (!option()) {
                return Optional.empty();
            }
        }
        if (icmp6 && !protocolUsed) {
            return Optional.empty();
        }
        if (!protocolUsed) {
            protocol.ifPresent(p -> matches.add(new Transport(p)));
        }
        return target.map(t -> new Own(matches, t, comment));
    }

    private boolean option() {
        return switch (words.next()) {
            case "-s" -> cidr().map(SourceIn::new).map(matches::add).orElse(false);
            case "-d" -> cidr().map(DestinationIn::new).map(matches::add).orElse(false);
            case "-i" -> matches.add(new InInterface(words.next()));
            case "-o" -> matches.add(new OutInterface(words.next()));
            case "-p" -> protocol(words.next());
            case "-m" -> extension(words.next());
            case "-j" -> words.skip("NFLOG") ? log() : target(verdict(words.next()));
            case "-g" -> target(new Goto(words.next()));
            default -> false;
        };
    }

    private Optional<Cidr> cidr() {
        String text = words.next();
        return text.indexOf('/') < 0 ? Ip.parse(text).map(Cidr::host) : Cidr.parse(text);
    }

    private boolean protocol(String name) {
        if (protocol.isPresent() || icmp6) {
            return false;
        }
        switch (name) {
            case "tcp", "6" -> protocol = Optional.of(Protocol.TCP);
            case "udp", "17" -> protocol = Optional.of(Protocol.UDP);
            case "sctp", "132" -> protocol = Optional.of(Protocol.SCTP);
            case "ipv6-icmp", "icmpv6", "58" -> icmp6 = true;
            default -> {
                return false;
            }
        }
        return true;
    }

    private boolean extension(String name) {
        return switch (name) {
            case "tcp", "udp", "sctp" -> transport(name);
            case "multiport" -> protocol.isPresent() && words.skip("--dports") && ports(words.next());
            case "conntrack" -> words.skip("--ctstate") && matches.add(new CtState(states(words.next())));
            case "set" -> set();
            case "hashlimit" -> logRate();
            case "icmp6" -> icmp6();
            case "comment" -> comment();
            default -> false;
        };
    }

    /** Options of {@code -m tcp}; both of ours may stand behind one {@code -m}. */
    private boolean transport(String name) {
        if (protocol.map(p -> !RuleText.name(p).equals(name)).orElse(true)) {
            return false;
        }
        boolean any = false;
        while (words.more()
                && !words.peek().equals("-m")
                && (words.peek().startsWith("--") || words.peek().equals("!"))) {
            any = true;
            if (!(words.skip("--dport") ? ports(words.next()) : notSyn(name))) {
                return false;
            }
        }
        protocolUsed |= any;
        return any;
    }

    private boolean notSyn(String name) {
        boolean read = words.skip("!")
                && (words.skip("--syn")
                        || words.skip("--tcp-flags") && words.skip(RuleText.SYN_MASK) && words.skip("SYN"));
        return read && name.equals("tcp") && matches.add(new TcpNotSyn());
    }

    private boolean ports(String list) {
        List<PortRange> ranges = new ArrayList<>();
        for (String part : list.split(",", -1)) {
            String[] ends = part.split(":", -1);
            if (ends.length > 2) {
                return false;
            }
            ranges.add(new PortRange(Integer.parseInt(ends[0]), Integer.parseInt(ends[ends.length - 1])));
        }
        protocolUsed = true;
        return protocol.map(p -> matches.add(new DestinationPorts(p, ranges))).orElse(false);
    }

    private static List<String> states(String list) {
        return List.of(list.split(",", -1));
    }

    private boolean set() {
        boolean negated = words.skip("!");
        return words.skip("--match-set") && matches.add(new InSet(words.next(), words.next(), negated));
    }

    private boolean logRate() {
        boolean rate = words.skip("--hashlimit-upto")
                && words.skip(RuleText.LOG_RATE + "/sec")
                && words.skip("--hashlimit-burst")
                && words.skip(Integer.toString(RuleText.LOG_RATE))
                && words.skip("--hashlimit-mode");
        boolean source = rate && words.skip("srcip");
        return rate
                && (source || words.skip("dstip"))
                && words.skip("--hashlimit-name")
                && matches.add(new LogRate(words.next(), source));
    }

    private boolean log() {
        if (!words.skip("--nflog-prefix")) {
            return false;
        }
        Log log = new Log(words.next());
        return words.skip("--nflog-group") && words.skip(Integer.toString(RuleText.LOG_GROUP)) && target(log);
    }

    /** {@code --icmpv6-type N -m hl --hl-eq 255}: podseg never writes one without the other. */
    private boolean icmp6() {
        if (!icmp6 || !words.skip("--icmpv6-type")) {
            return false;
        }
        int type = Integer.parseInt(words.next());
        protocolUsed = true;
        return words.skip("-m")
                && words.skip("hl")
                && words.skip("--hl-eq")
                && words.skip("255")
                && matches.add(new Icmp6FromNeighbour(type));
    }

    private boolean comment() {
        if (!words.skip("--comment") || !comment.isEmpty()) {
            return false;
        }
        comment = words.next();
        return true;
    }

    private static Target verdict(String name) {
        return switch (name) {
            case "RETURN" -> new Return();
            case "DROP" -> new Drop();
            default -> new Jump(name);
        };
    }

    private boolean target(Target found) {
        boolean first = target.isEmpty();
        target = Optional.of(found);
        return first;
    }
}
