package io.podseg.policy;

import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.Comparator;
import java.util.Objects;
import java.util.Optional;

/**
 * A port that a container declares.
 *
 * @param name name for policies to refer to
 * @param port 1 to 65535
 * @param protocol transport
 */
public record ContainerPort(Optional<String> name, int port, Protocol protocol) implements Comparable<ContainerPort> {
    private static final Comparator<ContainerPort> ORDER = Comparator.comparingInt(ContainerPort::port)
            .thenComparing(ContainerPort::protocol)
            .thenComparing(port -> port.name().orElse(""));

    public ContainerPort {
        Objects.requireNonNull(name);
        Objects.requireNonNull(protocol);
        if (port < 1 || port > PortRange.MAX) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    @Override
    public int compareTo(ContainerPort other) {
        return ORDER.compare(this, other);
    }

    /** {@code 80/TCP}. */
    @Override
    public String toString() {
        return port + "/" + protocol;
    }
}
