package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
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
import io.podseg.state.Rule.TcpNotSyn;
import io.podseg.state.Rule.Transport;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * Says what a firewall does with the first packet of a connection, by walking its chains as the kernel does (iptables(8):
 * RETURN goes back to the last jump, a goto leaves none). Rules that podseg did not write cannot be judged: a chain with one
 * is an {@link IllegalStateException}, not a guess.
 */
public final class Interpreter {
    private static final int MAX_DEPTH = 64;

    private final Firewall firewall;
    private final Map<String, List<Cidr>> nets = new HashMap<>();

    public Interpreter(Firewall firewall) {
        this.firewall = firewall;
    }

    /** Whether podseg lets the packet pass to the host's own rules. */
    public boolean passes(Packet packet) {
        MangleTable table = firewall.table(packet.source().family());
        MangleTable.Hook hook = table.hooks().get(packet.hook());
        return hook == null || hook.position() == 0 || !drops(table, hook.target(), packet, 0);
    }

    /** Walks a chain; true when the packet is dropped in it or below it. */
    private boolean drops(MangleTable table, String chain, Packet packet, int depth) {
        if (depth > MAX_DEPTH) {
            throw new IllegalStateException("chains go in a circle at " + chain);
        }
        List<Rule> rules = table.chains().get(chain);
        if (rules == null) {
            throw new IllegalStateException("no chain " + chain);
        }
        for (Rule rule : rules) {
            if (!(rule instanceof Own own)) {
                throw new IllegalStateException("a rule in " + chain + " is not podseg's: " + rule);
            }
            if (!own.matches().stream().allMatch(match -> matches(match, packet))) {
                continue;
            }
            switch (own.target()) {
                case Return ignored -> {
                    return false;
                }
                case Drop ignored -> {
                    return true;
                }
                case Log ignored -> {}
                case Jump jump -> {
                    if (drops(table, jump.chain(), packet, depth + 1)) {
                        return true;
                    }
                }
                case Goto go -> {
                    return drops(table, go.chain(), packet, depth + 1);
                }
            }
        }
        return false;
    }

    private boolean matches(Match match, Packet packet) {
        return switch (match) {
            case InInterface in -> interfaceMatches(in.name(), packet.in());
            case OutInterface out -> interfaceMatches(out.name(), packet.out());
            case SourceIn source -> source.cidr().contains(packet.source());
            case DestinationIn destination -> destination.cidr().contains(packet.destination());
            case InSet set -> inSet(set, packet) != set.negated();
            case Transport transport -> packet.protocol().equals(Optional.of(transport.protocol()));
            case DestinationPorts ports ->
                packet.protocol().equals(Optional.of(ports.protocol()))
                        && ports.ports().stream().anyMatch(range -> range.contains(packet.port()));
            case TcpNotSyn ignored -> false;
            case CtState state -> state.states().contains("NEW");
            case Icmp6FromNeighbour ignored -> false;
            case LogRate ignored -> true;
        };
    }

    private static boolean interfaceMatches(String pattern, String name) {
        return pattern.endsWith("+")
                ? name.startsWith(pattern.substring(0, pattern.length() - 1))
                : name.equals(pattern);
    }

    private boolean inSet(InSet match, Packet packet) {
        IpSet set = firewall.sets().get(match.set());
        if (set == null) {
            throw new IllegalStateException("no set " + match.set());
        }
        if (set.family() != packet.source().family()) {
            return false;
        }
        boolean source = match.flags().startsWith("src");
        Ip ip = source ? packet.source() : packet.destination();
        return switch (set.type()) {
            case HASH_IP, HASH_IP_COUNTED -> set.members().contains(ip.toString());
            case HASH_NET ->
                nets.computeIfAbsent(set.name(), name -> blocks(set)).stream().anyMatch(block -> block.contains(ip));
            case HASH_IP_PORT -> set.members().contains(ip + "," + port(packet));
            case HASH_NET_IFACE -> set.members().contains(ip + "," + (source ? packet.in() : packet.out()));
            case HASH_IP_PORT_IP ->
                set.members().contains(packet.source() + "," + port(packet) + "," + packet.destination());
        };
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
