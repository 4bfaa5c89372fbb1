package io.podseg.policy;

import io.podseg.model.Ip;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * Which addresses a connection between two endpoints uses, as kernels route. To an address of a network that it stands on, a
 * pod goes directly, with its address there; to any other by a default route, with its address on that network. Internal
 * networks give no default route. A pod on several networks that do has as many, and which of them is taken is Podman's
 * choice at each start, so each counts.
 *
 * <p>Between networks it is the host that carries packets: never into or out of an internal one, and not from one isolated
 * network to another. An address that is in no known network is beyond the host, or of a world in which networks play no part.
 */
public final class Routing {
    private record Place(Ip address, Optional<Network> network) {}

    private final World world;
    private final Map<String, List<Place>> places = new HashMap<>();

    public Routing(World world) {
        this.world = world;
    }

    /** The pairs of addresses by which {@code from} can ask for something of {@code to}; none where there is no way. */
    public List<Hop> hops(Endpoint from, Endpoint to) {
        List<Hop> hops = new ArrayList<>();
        if (apart(from, to)) {
            return hops;
        }
        for (Place destination : places(to)) {
            for (Place source : sources(from, destination.address())) {
                if (barrier(source, destination, to).isEmpty()) {
                    hops.add(new Hop(source.address(), destination.address()));
                }
            }
        }
        return hops;
    }

    /** Why there is no way between two endpoints without {@link #hops}. */
    Reason obstacle(Endpoint from, Endpoint to) {
        if (apart(from, to)) {
            return noWay(from, to);
        }
        Optional<String> barrier = Optional.empty();
        boolean family = false;
        for (Place destination : places(to)) {
            family |= places(from).stream()
                    .anyMatch(place ->
                            place.address().family() == destination.address().family());
            for (Place source : sources(from, destination.address())) {
                barrier = barrier.or(() -> barrier(source, destination, to));
            }
        }
        if (!family) {
            return Explanations.noAddress(from, to);
        }
        return Explanations.noRoute(barrier.orElseGet(() -> from.id() + " stands on internal networks only ("
                + places(from).stream()
                        .flatMap(place -> place.network().stream())
                        .map(Network::name)
                        .distinct()
                        .collect(Collectors.joining(", "))
                + ") and has no route to " + to.id()));
    }

    /**
     * Whether two endpoints of this host have no way to each other. A pod that a process of the user connects has one to the outside
     * and to its own resolver, and is reached where it is published. Rootless, a pod on the host's network is as far from the bridges.
     */
    public static boolean apart(Endpoint from, Endpoint to) {
        if (from.kind() == Endpoint.Kind.EXTERNAL || to.kind() == Endpoint.Kind.EXTERNAL) {
            return false;
        }
        return from.unseen() && to.unseen()
                ? to.isPod() && !(from.hostNetwork() && to.hostNetwork())
                : from.unseen() || to.unseen();
    }

    private static Reason noWay(Endpoint from, Endpoint to) {
        boolean first = from.unseen() && !from.hostNetwork() || !to.unseen();
        Endpoint alone = first ? from : to;
        return Explanations.noRoute(
                alone.hostNetwork()
                        ? alone.id()
                                + " is on the host's network, which has no way to the networks of rootless Podman but by"
                                + " published ports"
                        : alone.id()
                                + " is on no network: slirp4netns or pasta connects it with the outside, and with no pod of this"
                                + " host");
    }

    /** Why the host does not carry a packet between two addresses; empty where it does. */
    Optional<Reason> barrier(Flow flow) {
        if (apart(flow.from(), flow.to())) {
            return Optional.of(noWay(flow.from(), flow.to()));
        }
        return barrier(place(flow.from(), flow.source()), place(flow.to(), flow.destination()), flow.to())
                .map(Explanations::noRoute);
    }

    private static Optional<String> barrier(Place source, Place destination, Endpoint to) {
        Optional<Network> left = source.network();
        Optional<Network> right = destination.network();
        if (to.onNode() || left.equals(right)) {
            return Optional.empty();
        }
        Optional<Network> internal = left.filter(Network::internal).or(() -> right.filter(Network::internal));
        if (internal.isPresent()) {
            return Optional.of("network " + internal.get().name()
                    + " is internal: nothing but the node reaches it from elsewhere, and nothing goes out of it");
        }
        return left.filter(Network::isolated).isPresent()
                        && right.filter(Network::isolated).isPresent()
                ? Optional.of("networks " + left.get().name() + " and "
                        + right.get().name() + " are isolated from each other")
                : Optional.empty();
    }

    /** The addresses that the kernel may take for what goes to an address. */
    private List<Place> sources(Endpoint from, Ip destination) {
        List<Place> candidates = new ArrayList<>();
        for (Place place : places(from)) {
            if (place.address().family() == destination.family()) {
                if (place.network()
                        .filter(network -> network.contains(destination))
                        .isPresent()) {
                    return List.of(place);
                }
                if (place.network().filter(Network::internal).isEmpty()) {
                    candidates.add(place);
                }
            }
        }
        return candidates;
    }

    /** The network that an address of an endpoint stands on; none for what is beyond the host. */
    Optional<Network> network(Endpoint endpoint, Ip address) {
        return endpoint.kind() == Endpoint.Kind.EXTERNAL
                ? Optional.empty()
                : world.networks().stream()
                        .filter(network -> network.contains(address))
                        .findFirst();
    }

    private Place place(Endpoint endpoint, Ip address) {
        return new Place(address, network(endpoint, address));
    }

    private List<Place> places(Endpoint endpoint) {
        if (endpoint.hostNetwork() && endpoint.unseen()) {
            return List.of();
        }
        if (endpoint.kind() == Endpoint.Kind.EXTERNAL) {
            return endpoint.addresses().stream()
                    .map(address -> new Place(address, Optional.empty()))
                    .toList();
        }
        return places.computeIfAbsent(
                endpoint.id(),
                id -> endpoint.addresses().stream()
                        .map(address -> place(endpoint, address))
                        .toList());
    }
}
