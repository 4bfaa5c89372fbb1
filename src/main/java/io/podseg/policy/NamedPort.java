package io.podseg.policy;

import io.podseg.model.Protocol;
import java.util.Objects;

/**
 * The container ports of the destination that have this name and this protocol; for each pod they may have
 * other numbers.
 *
 * @param protocol transport
 * @param name name of a container port
 */
public record NamedPort(Protocol protocol, String name) implements PortMatch {
    public NamedPort {
        Objects.requireNonNull(protocol);
        Objects.requireNonNull(name);
    }

    @Override
    public boolean matches(Endpoint destination, int port, Protocol transport) {
        return transport == protocol && destination.portsNamed(name, protocol).contains(port);
    }

    /** {@code http/TCP}. */
    @Override
    public String toString() {
        return name + "/" + protocol;
    }
}
