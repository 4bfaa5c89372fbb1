package io.podseg.policy;

import io.podseg.model.Cidr;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Gathers connections between behaviours and joins those with the same ports and the same ends into few lines. */
final class ConnectionGroups {
    private record Key(PortSet ports, Behaviour.Role from, Behaviour.Role to) {}

    private final List<Behaviour> behaviours;
    private final AddressParts parts;
    private final EndpointNames names;
    private final Map<Key, Map<Integer, BitSet>> bySource = new LinkedHashMap<>();

    ConnectionGroups(List<Behaviour> behaviours, AddressParts parts, EndpointNames names) {
        this.behaviours = behaviours;
        this.parts = parts;
        this.names = names;
    }

    /** Adds the ports between two behaviours, given by their numbers. */
    void add(int from, int to, PortSet ports) {
        if (!ports.isEmpty()) {
            Key key = new Key(
                    ports, behaviours.get(from).role(), behaviours.get(to).role());
            bySource.computeIfAbsent(key, k -> new LinkedHashMap<>())
                    .computeIfAbsent(from, k -> new BitSet())
                    .set(to);
        }
    }

    List<Connection> connections() {
        List<Connection> connections = new ArrayList<>();
        bySource.forEach((key, rows) -> {
            Map<BitSet, BitSet> sources = joined(rows);
            Map<BitSet, BitSet> destinations = joined(transposed(rows));
            if (sources.size() <= destinations.size()) {
                sources.forEach((to, from) -> connect(key, from, to, connections));
            } else {
                destinations.forEach((from, to) -> connect(key, from, to, connections));
            }
        });
        return connections;
    }

    /** Joins the rows that are equal: row to the numbers that have it. */
    private static Map<BitSet, BitSet> joined(Map<Integer, BitSet> rows) {
        Map<BitSet, BitSet> joined = new LinkedHashMap<>();
        rows.forEach((number, row) ->
                joined.computeIfAbsent(row, key -> new BitSet()).set(number));
        return joined;
    }

    private static Map<Integer, BitSet> transposed(Map<Integer, BitSet> rows) {
        Map<Integer, BitSet> columns = new LinkedHashMap<>();
        rows.forEach((number, row) -> row.stream()
                .forEach(column ->
                        columns.computeIfAbsent(column, key -> new BitSet()).set(number)));
        return columns;
    }

    private void connect(Key key, BitSet from, BitSet to, List<Connection> connections) {
        List<String> sources = ids(from);
        List<String> destinations = ids(to);
        Set<String> both = new HashSet<>(sources);
        both.retainAll(new HashSet<>(destinations));
        long pairs = ends(key.from(), sources) * ends(key.to(), destinations) - both.size();
        if (pairs == 0) {
            return;
        }
        if (sources.size() == 1) {
            destinations.removeAll(sources);
        } else if (destinations.size() == 1) {
            sources.removeAll(destinations);
        }
        connections.add(new Connection(
                describe(key.from(), sources),
                describe(key.to(), destinations),
                key.ports().toString(),
                pairs));
    }

    private List<String> ids(BitSet numbers) {
        List<String> ids = new ArrayList<>();
        numbers.stream().forEach(number -> ids.addAll(behaviours.get(number).ids()));
        return ids;
    }

    private static long ends(Behaviour.Role role, List<String> ids) {
        return role == Behaviour.Role.OUTSIDE ? 1 : ids.size();
    }

    private String describe(Behaviour.Role role, List<String> ids) {
        return role == Behaviour.Role.OUTSIDE
                ? parts.describe(ids.stream().map(Cidr::of).toList())
                : names.describe(role, ids);
    }
}
