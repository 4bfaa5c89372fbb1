package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.List;
import java.util.Optional;

/**
 * One iptables rule in the form that podseg writes; anything read back that has another form is {@link Foreign}.
 */
public sealed interface Rule {
    /**
     * A rule of podseg.
     *
     * @param matches all must match; order as rendered
     * @param target what then happens
     * @param comment names the policy and carries the rule's hash; empty for none
     */
    record Own(List<Match> matches, Target target, String comment) implements Rule {
        public Own {
            matches = List.copyOf(matches);
        }
    }

    /**
     * A rule that podseg would not write, found in one of its chains.
     *
     * @param text as {@code iptables-save} prints it, without the chain
     */
    record Foreign(String text) implements Rule {}

    /** A condition. */
    sealed interface Match {}

    /** Arrives by an interface; a trailing {@code +} is a wildcard. */
    record InInterface(String name) implements Match {}

    /** Leaves by an interface; a trailing {@code +} is a wildcard. */
    record OutInterface(String name) implements Match {}

    /** Source in a block. */
    record SourceIn(Cidr cidr) implements Match {}

    /** Destination in a block. */
    record DestinationIn(Cidr cidr) implements Match {}

    /**
     * Packet in a set.
     *
     * @param flags {@code src}, {@code dst}, {@code src,src}, {@code dst,dst} or {@code src,dst,dst}
     * @param negated not in the set
     */
    record InSet(String set, String flags, boolean negated) implements Match {}

    /** Transport protocol, any port. */
    record Transport(Protocol protocol) implements Match {}

    /**
     * Transport protocol and destination ports.
     *
     * @param ports one to fifteen slots as {@code -m multiport} counts them (a range takes two); sorted
     */
    record DestinationPorts(Protocol protocol, List<PortRange> ports) implements Match {
        public DestinationPorts {
            ports = ports.stream().sorted().toList();
        }
    }

    /** A TCP packet that is not the first of a connection ({@code ! --syn}). */
    record TcpNotSyn() implements Match {}

    /** Connection tracking states, sorted: {@code ESTABLISHED}, {@code INVALID}, {@code NEW}, {@code RELATED}, {@code UNTRACKED}. */
    record CtState(List<String> states) implements Match {
        public CtState {
            states = states.stream().sorted().toList();
        }
    }

    /** ICMPv6 type by number, sent by a neighbour (hop limit 255). */
    record Icmp6FromNeighbour(int type) implements Match {}

    /**
     * Few packets a second ({@link RuleText#LOG_RATE}) for each address; only in rules that log, since whether it holds
     * cannot be told beforehand.
     *
     * @param table the kernel's table of addresses, one for each direction
     * @param source by source address, else by destination address
     */
    record LogRate(String table, boolean source) implements Match {}

    /** What happens to a packet. */
    sealed interface Target {}

    /** Back to the chain that jumped here: podseg has no objection. */
    record Return() implements Target {}

    /** Dropped. */
    record Drop() implements Target {}

    /**
     * Copied to whoever listens at the NFLOG group {@link RuleText#LOG_GROUP}, and on to the next rule.
     *
     * @param prefix goes with the copy: letters, digits and {@code :/._,+-}, words parted by one space, at most 63 characters
     */
    record Log(String prefix) implements Target {}

    /** Into a chain, and back behind the rule. */
    record Jump(String chain) implements Target {}

    /** Into a chain, and from there back to where this chain was jumped to. */
    record Goto(String chain) implements Target {}

    /** Own rule without a comment. */
    static Own of(Target target, Match... matches) {
        return new Own(List.of(matches), target, "");
    }

    /** The comment's hash, the word behind its last space, where there is one. */
    static Optional<String> commentHash(Rule rule) {
        return rule instanceof Own own && !own.comment().isEmpty()
                ? Optional.of(own.comment().substring(own.comment().lastIndexOf(' ') + 1))
                : Optional.empty();
    }
}
