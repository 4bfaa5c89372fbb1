package io.podseg.state;

import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.Objects;
import java.util.Optional;

/**
 * A connection that the kernel tracks and therefore lets pass without asking the policies again (conntrack(8)).
 *
 * @param protocol protocol as conntrack names it: {@code tcp}, {@code udp}, {@code sctp}, {@code icmp}, {@code icmpv6} ...
 * @param source who opened it
 * @param destination who really answers: the source of the reply direction, destination translation undone
 * @param port port of the destination, 0 where the protocol has none
 * @param original what the opener asked for; by this the entry is found again
 * @param fromNode whether the node itself opened it
 * @param answered whether an answer was seen: only then do its packets pass without being judged one by one
 */
public record TrackedConnection(
        String protocol, Ip source, Ip destination, int port, Original original, boolean fromNode, boolean answered) {
    public TrackedConnection {
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(source);
        Objects.requireNonNull(destination);
        Objects.requireNonNull(original);
    }

    /**
     * The original direction's tuple.
     *
     * @param destination address asked for, before translation
     * @param sourcePort 0 where the protocol has no ports
     * @param destinationPort 0 where the protocol has no ports
     */
    public record Original(Ip destination, int sourcePort, int destinationPort) {}

    /** The same by whatever namespace tracks it: by who asked and for what. */
    public TrackedConnection asAsked() {
        return new TrackedConnection(
                protocol, source, original.destination(), original.destinationPort(), original, false, answered);
    }

    /** The transport that policies speak of; empty for ICMP and others, which only rules for any port let pass. */
    public Optional<Protocol> transport() {
        return switch (protocol) {
            case "tcp" -> Optional.of(Protocol.TCP);
            case "udp" -> Optional.of(Protocol.UDP);
            case "sctp" -> Optional.of(Protocol.SCTP);
            default -> Optional.empty();
        };
    }
}
