package io.podseg.policy;

import io.podseg.model.Protocol;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

/**
 * Who reaches whom, port by port.
 *
 * @param rows sorted by from, to, port, protocol
 */
public record ReachabilityTable(List<Row> rows) {
    public ReachabilityTable {
        rows = List.copyOf(rows);
    }

    /** One port of a destination. */
    public record Port(int number, Protocol protocol) {
        public Port {
            Objects.requireNonNull(protocol);
        }
    }

    /** One line: whether {@code from} may open a connection to that port of {@code to}. */
    public record Row(String from, String to, int port, Protocol protocol, boolean allowed) {}

    /** The table of every ordered pair of endpoints that has a pod in it, for each of the ports. */
    public static ReachabilityTable of(World world, Collection<Port> ports) {
        throw new UnsupportedOperationException(world + " " + ports);
    }

    /** The same for the declared container ports of each destination; for outside ones those of any pod. */
    public static ReachabilityTable ofDeclaredPorts(World world) {
        throw new UnsupportedOperationException(world.toString());
    }
}
