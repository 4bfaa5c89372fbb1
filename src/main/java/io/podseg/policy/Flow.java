package io.podseg.policy;

import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.Objects;

/**
 * A new connection between one pair of addresses.
 *
 * @param from who opens it
 * @param to who accepts it
 * @param source an address of {@code from}; for an outside endpoint any address
 * @param destination an address of {@code to}, of the same family
 * @param port port of the destination, 1 to 65535
 * @param protocol transport
 */
public record Flow(Endpoint from, Endpoint to, Ip source, Ip destination, int port, Protocol protocol) {
    public Flow {
        Objects.requireNonNull(from);
        Objects.requireNonNull(to);
        Objects.requireNonNull(protocol);
        if (source.family() != destination.family()) {
            throw new IllegalArgumentException(source + " cannot reach " + destination);
        }
        if (port < 1 || port > PortRange.MAX) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /** The end that stands opposite to the pod whose rules of this direction decide. */
    Endpoint peer(Direction direction) {
        return direction == Direction.INGRESS ? from : to;
    }

    /** The peer's address. */
    Ip peerAddress(Direction direction) {
        return direction == Direction.INGRESS ? source : destination;
    }

    /** The pod whose rules of this direction decide. */
    Endpoint subject(Direction direction) {
        return direction == Direction.INGRESS ? to : from;
    }
}
