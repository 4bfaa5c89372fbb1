package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
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
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Rules in the words of iptables-restore, spelled as {@code iptables-save} prints them, so that a rule that was written and
 * read back is equal to the rule in its canonical form ({@link RuleForm}). Whatever is not possible in iptables is an
 * {@link IllegalArgumentException}: it must have been refused as a user's error long before.
 */
public final class RuleText {
    /** Flags of {@code ! --syn} in the words of iptables-save. */
    static final String SYN_MASK = "FIN,SYN,RST,ACK";

    /** What the kernel keeps of a comment (xt_comment: 256 bytes with the final zero). */
    public static final int MAX_COMMENT = 255;

    /** The NFLOG group that dropped and audited packets are copied to; others use small numbers and 100. */
    public static final int LOG_GROUP = 1089;

    /** What the kernel keeps of a prefix (NFLOG: 64 bytes with the final zero). */
    public static final int MAX_LOG_PREFIX = 63;

    /** How many packets of one address are logged in a second, and at once after a silence. */
    public static final int LOG_RATE = 5;

    private RuleText() {}

    /**
     * The rule in canonical form, its comment set to {@code <policyText> <hash>}: 16 hex digits over the rule without its
     * comment. A long text loses its end, never the hash.
     */
    public static Own hashed(String policyText, Own rule) {
        Own bare = RuleForm.canonical(new Own(rule.matches(), rule.target(), ""));
        String hash = Hash.of(words(bare));
        String text = printable(policyText).strip();
        String kept = text.substring(0, Math.min(text.length(), MAX_COMMENT - 1 - hash.length()));
        return new Own(bare.matches(), bare.target(), kept.isEmpty() ? hash : kept + " " + hash);
    }

    /** Whether the comment's hash is that of the rule that carries it. */
    public static boolean hashHolds(Own rule) {
        String hash = Hash.of(words(RuleForm.canonical(new Own(rule.matches(), rule.target(), ""))));
        return Rule.commentHash(rule).equals(Optional.of(hash));
    }

    /** One line for iptables-restore: {@code -A CHAIN …}, the rule in canonical form. */
    public static String line(String chain, Own rule, Family family) {
        Own canonical = RuleForm.canonical(rule);
        for (Match match : canonical.matches()) {
            checkFamily(match, family);
        }
        return "-A " + RuleForm.chain(chain) + " " + words(canonical);
    }

    /** A comment as it can be stored: printable ASCII, anything else a question mark; at most {@link #MAX_COMMENT} characters. */
    static String comment(String text) {
        String printable = printable(text);
        return printable.substring(0, Math.min(printable.length(), MAX_COMMENT));
    }

    private static String printable(String text) {
        boolean already = true;
        for (int i = 0; i < text.length() && already; i++) {
            already = text.charAt(i) >= ' ' && text.charAt(i) <= '~';
        }
        if (already) {
            return text;
        }
        return text.codePoints()
                .map(c -> c >= ' ' && c <= '~' ? c : '?')
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }

    private static void checkFamily(Match match, Family family) {
        Family needed = switch (match) {
            case SourceIn(Cidr cidr) -> cidr.family();
            case DestinationIn(Cidr cidr) -> cidr.family();
            case Icmp6FromNeighbour _ -> Family.V6;
            default -> family;
        };
        if (needed != family) {
            throw new IllegalArgumentException(match + " in the table of " + family);
        }
    }

    static String words(Own canonical) {
        List<String> words = new ArrayList<>();
        canonical.matches().stream().flatMap(match -> header(match).stream()).forEach(words::add);
        protocol(canonical.matches()).ifPresent(name -> words.add("-p " + name));
        for (Match match : canonical.matches()) {
            extension(match, canonical.matches()).ifPresent(words::add);
        }
        if (!canonical.comment().isEmpty()) {
            words.add("-m comment --comment " + quoted(canonical.comment()));
        }
        words.add(target(canonical.target()));
        return String.join(" ", words);
    }

    private static Optional<String> header(Match match) {
        return switch (match) {
            case SourceIn(Cidr cidr) -> Optional.of("-s " + cidr);
            case DestinationIn(Cidr cidr) -> Optional.of("-d " + cidr);
            case InInterface(String name) -> Optional.of("-i " + name);
            case OutInterface(String name) -> Optional.of("-o " + name);
            default -> Optional.empty();
        };
    }

    private static Optional<String> protocol(List<Match> matches) {
        return matches.stream().flatMap(m -> RuleForm.protocolOf(m).stream()).findFirst();
    }

    private static Optional<String> extension(Match match, List<Match> all) {
        return switch (match) {
            case SourceIn _, DestinationIn _, InInterface _, OutInterface _, Transport _ -> Optional.empty();
            case DestinationPorts ports -> Optional.of(ports(ports));
            case TcpNotSyn _ -> Optional.of((portsByTcp(all) ? "" : "-m tcp ") + "! --tcp-flags " + SYN_MASK + " SYN");
            case Icmp6FromNeighbour(int type) -> Optional.of("-m icmp6 --icmpv6-type " + type + " -m hl --hl-eq 255");
            case CtState(List<String> states) -> Optional.of("-m conntrack --ctstate " + String.join(",", states));
            case InSet(String set, String flags, boolean negated) ->
                Optional.of("-m set " + (negated ? "! " : "") + "--match-set " + set + " " + flags);
            case LogRate(String table, boolean source) ->
                Optional.of("-m hashlimit --hashlimit-upto " + LOG_RATE + "/sec --hashlimit-burst " + LOG_RATE
                        + " --hashlimit-mode " + (source ? "srcip" : "dstip") + " --hashlimit-name " + table);
        };
    }

    private static boolean portsByTcp(List<Match> all) {
        return all.stream()
                .anyMatch(m -> m instanceof DestinationPorts p && p.ports().size() == 1);
    }

    private static String ports(DestinationPorts match) {
        if (match.ports().size() == 1) {
            return "-m " + name(match.protocol()) + " --dport " + match.ports().getFirst();
        }
        return "-m multiport --dports "
                + match.ports().stream().map(PortRange::toString).collect(Collectors.joining(","));
    }

    static String name(Protocol protocol) {
        return protocol.name().toLowerCase(Locale.ROOT);
    }

    private static String target(Target target) {
        return switch (target) {
            case Return _ -> "-j RETURN";
            case Drop _ -> "-j DROP";
            case Log(String prefix) -> "-j NFLOG --nflog-prefix " + quoted(prefix) + " --nflog-group " + LOG_GROUP;
            case Jump(String chain) -> "-j " + chain;
            case Goto(String chain) -> "-g " + chain;
        };
    }

    /** In double quotes, with backslashes before what iptables-restore would read as the end or as an escape. */
    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
