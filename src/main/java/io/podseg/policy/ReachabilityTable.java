package io.podseg.policy;

import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Who reaches whom, port by port, for every ordered pair of endpoints that has a pod in it (a pod and itself too).
 *
 * @param rows sorted by from, to, port, protocol
 */
public record ReachabilityTable(List<Row> rows) {
    public ReachabilityTable {
        rows = List.copyOf(rows);
    }

    /** A port that is asked for. */
    public record Port(int number, Protocol protocol) implements Comparable<Port> {
        private static final Comparator<Port> ORDER =
                Comparator.comparingInt(Port::number).thenComparing(Port::protocol);

        public Port {
            Objects.requireNonNull(protocol);
            if (number < 1 || number > PortRange.MAX) {
                throw new IllegalArgumentException("port " + number);
            }
        }

        @Override
        public int compareTo(Port other) {
            return ORDER.compare(this, other);
        }
    }

    /** One line: whether {@code from} may open a connection to that port of {@code to}. */
    public record Row(String from, String to, int port, Protocol protocol, boolean allowed) {}

    /** The table for each of the ports, whether or not somebody listens there. */
    public static ReachabilityTable of(World world, Collection<Port> ports) {
        List<Port> sorted = List.copyOf(new TreeSet<>(ports));
        return rows(world, world.endpoints().stream().map(endpoint -> sorted).toList());
    }

    /** The table for the container ports that each destination declares; for outside ones those that any pod declares. */
    public static ReachabilityTable ofDeclaredPorts(World world) {
        TreeSet<Port> all = new TreeSet<>();
        world.endpoints().stream()
                .filter(Endpoint::isPod)
                .map(ReachabilityTable::declared)
                .forEach(all::addAll);
        List<Port> any = List.copyOf(all);
        return rows(
                world,
                world.endpoints().stream()
                        .map(endpoint -> endpoint.kind() == Endpoint.Kind.EXTERNAL ? any : declared(endpoint))
                        .toList());
    }

    private static List<Port> declared(Endpoint endpoint) {
        return endpoint.ports().stream()
                .map(port -> new Port(port.port(), port.protocol()))
                .distinct()
                .sorted()
                .toList();
    }

    private static ReachabilityTable rows(World world, List<List<Port>> portsOfDestination) {
        Access access = new Access(world);
        List<Endpoint> endpoints = world.endpoints();
        List<Row> rows = new ArrayList<>();
        for (Endpoint from : endpoints) {
            for (int i = 0; i < endpoints.size(); i++) {
                Endpoint to = endpoints.get(i);
                if (!portsOfDestination.get(i).isEmpty() && (from.isPod() || to.isPod())) {
                    PortSet open = from.id().equals(to.id()) ? PortSet.ALL : access.ports(from, to);
                    for (Port port : portsOfDestination.get(i)) {
                        boolean allowed = open.contains(port.number(), port.protocol());
                        rows.add(new Row(from.id(), to.id(), port.number(), port.protocol(), allowed));
                    }
                }
            }
        }
        return new ReachabilityTable(rows);
    }
}
