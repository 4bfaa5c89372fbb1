package io.podseg.policy;

import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.Objects;
import java.util.Optional;

/**
 * Ports by number.
 *
 * @param protocol transport
 * @param ports one port or a range; every port of that protocol where empty
 */
public record NumberedPort(Protocol protocol, Optional<PortRange> ports) implements PortMatch {
    public NumberedPort {
        Objects.requireNonNull(protocol);
    }

    @Override
    public boolean matches(Endpoint destination, int port, Protocol transport) {
        return transport == protocol && (ports.isEmpty() || ports.get().contains(port));
    }

    /** {@code 80/TCP}, {@code 80:90/TCP} or {@code TCP}. */
    @Override
    public String toString() {
        return ports.map(range -> range + "/" + protocol).orElse(protocol.name());
    }
}
