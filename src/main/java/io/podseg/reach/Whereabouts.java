package io.podseg.reach;

import io.podseg.desired.Names;
import io.podseg.model.Ip;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Hop;
import io.podseg.policy.Network;
import io.podseg.policy.Routing;
import io.podseg.policy.World;
import io.podseg.state.Attachment;
import io.podseg.state.ForeignContainer;
import io.podseg.state.HostState;
import io.podseg.state.NetworkState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Where the pods and containers of a world really are now: their addresses, bridges and processes, as Podman tells them. */
public final class Whereabouts {
    private final SortedMap<String, NetworkState> networks;
    private final Set<String> bridges = new HashSet<>();
    private final Map<String, List<Place>> places = new HashMap<>();
    private final Map<String, Long> processes = new HashMap<>();
    private final Map<String, List<Ip>> resolvers = new HashMap<>();
    private final Routing routing;

    private Whereabouts(SortedMap<String, NetworkState> networks) {
        this.networks = networks;
        networks.values().forEach(network -> network.spec().interfaceName().ifPresent(bridges::add));
        List<Network> segments = networks.values().stream()
                .map(NetworkState::spec)
                .map(Network::of)
                .toList();
        routing = new Routing(new World(new TreeMap<>(), segments, List.of(), List.of()));
    }

    /**
     * Whereabouts of everything that runs.
     *
     * @param processes a process in the network namespace of each, by Podman's name; whoever has none does not run
     */
    public static Whereabouts of(HostState actual, SortedMap<String, Long> processes) {
        Whereabouts all = new Whereabouts(actual.networks());
        actual.pods().values().forEach(pod -> {
            all.put(pod.key().id(), pod.attachments(), Optional.ofNullable(processes.get(pod.podmanName())));
            all.resolvers.put(pod.key().id(), pod.network().resolvers());
        });
        actual.foreign()
                .values()
                .forEach(other ->
                        all.put(id(other), other.attachments(), Optional.ofNullable(processes.get(other.name()))));
        return all;
    }

    /** How the world calls a container that podseg did not make. */
    private static String id(ForeignContainer container) {
        return Endpoint.foreignId(container.namespace(), container.name());
    }

    private void put(String id, List<Attachment> attachments, Optional<Long> process) {
        if (process.isEmpty()) {
            return;
        }
        List<Place> found = new ArrayList<>();
        for (Attachment attachment : attachments) {
            bridge(attachment.network())
                    .ifPresent(bridge -> attachment.addresses().forEach(ip -> found.add(new Place(ip, bridge))));
        }
        places.putIfAbsent(id, found);
        processes.putIfAbsent(id, process.get());
    }

    private Optional<String> bridge(String network) {
        return Optional.ofNullable(networks.get(network))
                .flatMap(state -> state.spec().interfaceName());
    }

    /** Places of a pod or container; none where it does not run. */
    public List<Place> places(Endpoint endpoint) {
        return places.getOrDefault(endpoint.id(), List.of());
    }

    /** The pairs of places by which one can ask for something of the other, as kernels route between the real addresses. */
    List<Hop> hops(Endpoint from, Endpoint to) {
        return routing.hops(here(from), here(to));
    }

    private Endpoint here(Endpoint endpoint) {
        return endpoint.selectable() && !endpoint.unseen()
                ? endpoint.withAddresses(
                        places(endpoint).stream().map(Place::address).toList())
                : endpoint;
    }

    /** A process in the endpoint's network namespace; empty where it does not run or has no namespace of its own. */
    public Optional<Long> process(Endpoint endpoint) {
        return Optional.ofNullable(processes.get(endpoint.id()));
    }

    /** Whether others can be reached from it: what is not a pod of its own always is there. */
    public boolean isThere(Endpoint endpoint) {
        return !endpoint.selectable()
                || !places(endpoint).isEmpty()
                || endpoint.unseen() && processes.containsKey(endpoint.id());
    }

    /** Pods and containers of the world that have no address now. */
    public List<String> absent(World world) {
        return world.endpoints().stream()
                .filter(endpoint -> !isThere(endpoint))
                .map(Endpoint::id)
                .toList();
    }

    /** Whether packets of the outside may come by an interface of this name, or by one whose name begins with it. */
    public boolean mayBeOutside(String name) {
        return !name.startsWith(Names.BRIDGE_PREFIX) && !bridges.contains(name);
    }

    /** Where a pod that a process of the user connects finds DNS inside its own network namespace; none for others. */
    List<Ip> resolvers(Endpoint pod) {
        return resolvers.getOrDefault(pod.id(), List.of());
    }

    /** The address by which the node speaks on a bridge. */
    Optional<Ip> gateway(Place place) {
        return networks.values().stream()
                .filter(network -> network.spec().interfaceName().equals(Optional.of(place.bridge())))
                .flatMap(network -> network.spec().subnets().stream())
                .flatMap(subnet -> subnet.gateway().stream())
                .filter(ip -> ip.family() == place.address().family())
                .findFirst();
    }
}
