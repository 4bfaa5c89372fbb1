package io.podseg.policy;

import io.podseg.model.Family;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * A port that a container declares.
 *
 * @param name name for policies to refer to
 * @param port 1 to 65535
 * @param protocol transport
 * @param hidden families of the clients from outside that come to it as if they were the pod itself, because a program of
 *     rootless Podman hands on what comes to the published port; sorted
 */
public record ContainerPort(Optional<String> name, int port, Protocol protocol, List<Family> hidden)
        implements Comparable<ContainerPort> {
    private static final Comparator<ContainerPort> ORDER = Comparator.comparingInt(ContainerPort::port)
            .thenComparing(ContainerPort::protocol)
            .thenComparing(port -> port.name().orElse(""))
            .thenComparing(port -> port.hidden().toString());

    @SuppressWarnings("RedundantNullCheck") // Worlds that were written before ports had it.
    public ContainerPort {
        hidden =
                hidden == null ? List.of() : hidden.stream().sorted().distinct().toList();
        Objects.requireNonNull(name);
        Objects.requireNonNull(protocol);
        if (port < 1 || port > PortRange.MAX) {
            throw new IllegalArgumentException("port " + port);
        }
    }

    /** A port whose clients are seen. */
    public ContainerPort(Optional<String> name, int port, Protocol protocol) {
        this(name, port, protocol, List.of());
    }

    /** The same for clients that are not seen. */
    public ContainerPort hiding(List<Family> families) {
        return new ContainerPort(name, port, protocol, families);
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
