package io.podseg.policy;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Where endpoints stand, as far as it makes a difference to anybody's connections. A network's name counts only if the network
 * is internal or isolated, or if a pod stands on it and on another one with addresses that some policy can tell apart: then it
 * depends on the network from which address that pod speaks.
 */
final class Stands {
    /** The part of all addresses in which an address is, and its network where that counts, else nothing. */
    record Stand(Cidr part, String network) {
        private static final Comparator<Stand> ORDER =
                Comparator.comparing(Stand::part).thenComparing(Stand::network);
    }

    private final AddressParts parts;
    private final Routing routing;
    private final Set<String> telling = new HashSet<>();

    Stands(World world, Routing routing, AddressParts parts) {
        this.parts = parts;
        this.routing = routing;
        world.networks().stream()
                .filter(network -> network.internal() || network.isolated())
                .forEach(network -> telling.add(network.name()));
        for (Endpoint endpoint : world.endpoints()) {
            for (Family family : Family.values()) {
                defaults(endpoint, family);
            }
        }
    }

    private void defaults(Endpoint endpoint, Family family) {
        List<Ip> addresses = endpoint.addresses().stream()
                .filter(address -> address.family() == family)
                .filter(address ->
                        network(endpoint, address).filter(Network::internal).isEmpty())
                .toList();
        if (addresses.stream().map(parts::of).distinct().count() > 1) {
            addresses.stream()
                    .flatMap(address -> network(endpoint, address).stream())
                    .forEach(network -> telling.add(network.name()));
        }
    }

    /** Sorted; equal lists behave alike. */
    List<Stand> of(Endpoint endpoint) {
        return endpoint.addresses().stream()
                .flatMap(address -> parts.of(address).stream().map(part -> new Stand(part, name(endpoint, address))))
                .sorted(Stand.ORDER)
                .toList();
    }

    private String name(Endpoint endpoint, Ip address) {
        return network(endpoint, address)
                .map(Network::name)
                .filter(telling::contains)
                .orElse("");
    }

    private Optional<Network> network(Endpoint endpoint, Ip address) {
        return routing.network(endpoint, address);
    }
}
