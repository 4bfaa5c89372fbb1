package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable.Row;
import io.podseg.policy.Routing;
import io.podseg.policy.World;
import io.podseg.reach.Place;
import io.podseg.reach.Told;
import io.podseg.reach.Whereabouts;
import io.podseg.reconcile.Prober.Attempt;
import io.podseg.state.TrackedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntConsumer;
import java.util.stream.Collectors;

/**
 * Tries the connections of a reachability table for real. Where nothing comes back, the kernel's table of connections is asked: an
 * entry is there only if the first packet passed all hooks, so that a server that keeps silent is not taken for a firewall.
 */
public final class Probing {
    /** A busy machine may be late: what should pass and seems not to is tried once more, with this many times the limit. */
    private static final int PATIENCE = 3;

    private final Prober prober;
    private final NetfilterPort netfilter;
    private final Whereabouts where;
    private final Set<Family> bridged;
    private final Map<String, Endpoint> endpoints = new HashMap<>();

    /** An attempt of a row; a row has one for each address of its destination. */
    private record Try(int row, Endpoint from, Endpoint to, Attempt attempt) {}

    /** A connection's first packet, by which its entry in the kernel's table is found; without a source: the node sends. */
    private record Tuple(Protocol protocol, Optional<Ip> source, int sourcePort, Ip destination, int port) {}

    /**
     * Probing of a world.
     *
     * @param where where its pods are
     * @param bridged families whose packets the kernel tracks inside a network too
     */
    public Probing(Prober prober, NetfilterPort netfilter, World world, Whereabouts where, Set<Family> bridged) {
        this.prober = prober;
        this.netfilter = netfilter;
        this.where = where;
        this.bridged = Set.copyOf(bridged);
        world.endpoints().forEach(endpoint -> endpoints.put(endpoint.id(), endpoint));
    }

    /**
     * Tries each row.
     *
     * @param limit how long an answer is waited for
     * @param progress told after each wave how many attempts of a hundred are over
     * @return one answer for each row, in order
     */
    public List<Told> probe(List<Row> rows, Duration limit, IntConsumer progress) throws HostException {
        List<Told> told = new ArrayList<>(rows.size());
        List<Try> tries = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            told.add(begin(i, rows.get(i), tries));
        }
        run(tries, limit, told, progress);
        List<Try> again = tries.stream()
                .filter(one ->
                        rows.get(one.row()).allowed() && told.get(one.row()).equals(Told.NO))
                .toList();
        run(again, limit.multipliedBy(PATIENCE), told, percent -> {});
        return told;
    }

    /** The answer of a row before anything was tried, and its attempts where something can be. */
    private Told begin(int number, Row row, List<Try> tries) {
        Endpoint from = endpoints.get(row.from());
        Endpoint to = endpoints.get(row.to());
        if (from == null || to == null || !where.isThere(from) || !where.isThere(to)) {
            return Told.NO;
        }
        if (from.kind() == Endpoint.Kind.EXTERNAL) {
            return Told.unknown(List.of("connections from outside cannot be made from this host"));
        }
        if (row.protocol() == Protocol.SCTP) {
            return Told.unknown(List.of("connections of SCTP cannot be made"));
        }
        if (to.hostNetwork() && from.onNode() && !Routing.apart(from, to)) {
            return Told.unknown(List.of("a pod on the host's network has no address of its own"));
        }
        if (to.unseen()) {
            return from.id().equals(to.id()) || from.unseen() && !to.isPod()
                    ? Told.unknown(List.of(
                            "a pod without a network has its own addresses, and its resolver, where nobody sees them"))
                    : Told.NO;
        }
        if (from.unseen() && to.kind() != Endpoint.Kind.EXTERNAL) {
            return Told.NO;
        }
        Set<Family> families = where.places(from).stream()
                .map(place -> place.address().family())
                .collect(Collectors.toSet());
        for (Ip address : addresses(to)) {
            if (!from.selectable() || from.unseen() || families.contains(address.family())) {
                tries.add(new Try(
                        number,
                        from,
                        to,
                        new Attempt(where.process(from), where.process(to), address, row.port(), row.protocol())));
            }
        }
        return Told.NO;
    }

    private List<Ip> addresses(Endpoint to) {
        return to.selectable() ? where.places(to).stream().map(Place::address).toList() : to.addresses();
    }

    private void run(List<Try> tries, Duration limit, List<Told> told, IntConsumer progress) throws HostException {
        for (int start = 0; start < tries.size(); start += prober.capacity()) {
            List<Try> wave = tries.subList(start, Math.min(tries.size(), start + prober.capacity()));
            List<Prober.Answer> answers =
                    prober.probe(wave.stream().map(Try::attempt).toList(), limit);
            Set<Tuple> tracked = answers.stream().anyMatch(Prober.Silent.class::isInstance) ? tracked() : Set.of();
            for (int i = 0; i < wave.size(); i++) {
                Try one = wave.get(i);
                Told before = told.get(one.row());
                if (!before.equals(Told.YES)) {
                    told.set(one.row(), better(before, told(one, answers.get(i), tracked)));
                }
            }
            progress.accept((int) (100L * (start + wave.size()) / tries.size()));
        }
    }

    /** Of two answers of one row the one that says more: it passes where one pair of addresses does. */
    private static Told better(Told one, Told other) {
        return other.equals(Told.NO) ? one : other;
    }

    private Told told(Try one, Prober.Answer answer, Set<Tuple> tracked) {
        return switch (answer) {
            case Prober.Passed ignored -> Told.YES;
            case Prober.Lost ignored -> Told.NO;
            case Prober.Silent silent -> silent(one, silent.port(), tracked);
        };
    }

    private Told silent(Try one, int sourcePort, Set<Tuple> tracked) {
        Attempt attempt = one.attempt();
        List<Place> senders = where.places(one.from());
        List<Optional<Ip>> sources = one.from().onNode()
                ? List.of(Optional.empty())
                : senders.stream().map(Place::address).map(Optional::of).toList();
        boolean found = sources.stream()
                .anyMatch(source -> tracked.contains(
                        new Tuple(attempt.protocol(), source, sourcePort, attempt.destination(), attempt.port())));
        if (found) {
            return Told.YES;
        }
        if (one.from().unseen()) {
            return Told.unknown(
                    List.of("a server kept silent, and what a process of the user carries leaves no trace here"));
        }
        if (one.from().id().equals(one.to().id())) {
            return Told.unknown(
                    List.of("a server of the pod kept silent, and what a pod sends to itself leaves no trace"));
        }
        boolean untracked =
                !bridged.contains(attempt.destination().family()) && share(senders, attempt.destination(), one);
        return untracked
                ? Told.unknown(
                        List.of("a server kept silent, and without net.bridge.bridge-nf-call-iptables what goes on"
                                + " inside a network leaves no trace"))
                : Told.NO;
    }

    private boolean share(List<Place> senders, Ip destination, Try one) {
        return where.places(one.to()).stream()
                .filter(place -> place.address().equals(destination))
                .anyMatch(place ->
                        senders.stream().anyMatch(sender -> sender.bridge().equals(place.bridge())));
    }

    private Set<Tuple> tracked() throws HostException {
        Set<Tuple> tuples = new HashSet<>();
        for (TrackedConnection connection : netfilter.connections()) {
            Optional<Protocol> protocol = connection.transport();
            TrackedConnection.Original original = connection.original();
            Optional<Ip> source = Optional.of(connection.source()).filter(_ -> !connection.fromNode());
            protocol.ifPresent(transport -> tuples.add(new Tuple(
                    transport, source, original.sourcePort(), original.destination(), original.destinationPort())));
        }
        return tuples;
    }
}
