package io.podseg.model;

import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A Podman network as declared (podseg.io/v1alpha1 Network).
 *
 * @param name Podman's name for it
 * @param driver {@code bridge}, {@code macvlan} or {@code ipvlan}
 * @param subnets in the order declared; may be empty, then podseg chooses
 * @param internal no way out of the host
 * @param ipv6 an IPv6 subnet is chosen too where none is declared
 * @param dns whether aardvark-dns answers on it
 * @param dnsServers upstream resolvers
 * @param mtu in bytes
 * @param vlan VLAN tag, 1 to 4094
 * @param isolate whether netavark isolates it from other networks
 * @param routes static routes
 * @param interfaceName name of the bridge on the host, at most 15 characters
 * @param options further driver options
 * @param labels metadata.labels
 */
public record NetworkSpec(
        String name,
        String driver,
        List<Subnet> subnets,
        boolean internal,
        boolean ipv6,
        boolean dns,
        List<Ip> dnsServers,
        Optional<Integer> mtu,
        Optional<Integer> vlan,
        boolean isolate,
        List<Route> routes,
        Optional<String> interfaceName,
        SortedMap<String, String> options,
        SortedMap<String, String> labels) {
    public NetworkSpec {
        subnets = List.copyOf(subnets);
        dnsServers = List.copyOf(dnsServers);
        routes = List.copyOf(routes);
        options = Sorted.map(options);
        labels = Sorted.map(labels);
    }

    /** A bridge with Podman's defaults and the given subnets. */
    public static NetworkSpec bridge(String name, List<Subnet> subnets) {
        return new NetworkSpec(
                name,
                "bridge",
                subnets,
                false,
                false,
                true,
                List.of(),
                Optional.empty(),
                Optional.empty(),
                false,
                List.of(),
                Optional.empty(),
                new TreeMap<>(),
                new TreeMap<>());
    }

    /** The same network with other subnets. */
    public NetworkSpec withSubnets(List<Subnet> others) {
        return with(others, interfaceName, labels);
    }

    /** The same network with other labels. */
    public NetworkSpec withLabels(SortedMap<String, String> others) {
        return with(subnets, interfaceName, others);
    }

    /** The same network with its bridge named. */
    public NetworkSpec withInterfaceName(String bridge) {
        return with(subnets, Optional.of(bridge), labels);
    }

    private NetworkSpec with(List<Subnet> blocks, Optional<String> bridge, SortedMap<String, String> labelled) {
        return new NetworkSpec(
                name,
                driver,
                blocks,
                internal,
                ipv6,
                dns,
                dnsServers,
                mtu,
                vlan,
                isolate,
                routes,
                bridge,
                options,
                labelled);
    }

    /**
     * One subnet.
     *
     * @param cidr the block
     * @param gateway address of the bridge; the first of the block where empty
     * @param leaseRange what Podman may lease dynamically; the upper half where empty
     */
    public record Subnet(Cidr cidr, Optional<Ip> gateway, Optional<LeaseRange> leaseRange) {}

    /**
     * Addresses for dynamic leases, both ends included.
     *
     * @param first first address
     * @param last last address
     */
    public record LeaseRange(Ip first, Ip last) {
        public boolean contains(Ip ip) {
            return first.compareTo(ip) <= 0 && ip.compareTo(last) <= 0;
        }
    }

    /**
     * A static route in the containers of the network.
     *
     * @param destination where to
     * @param gateway by which router
     * @param metric lower is preferred
     */
    public record Route(Cidr destination, Ip gateway, Optional<Integer> metric) {}
}
