package io.podseg.desired;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.NetworkSpec.LeaseRange;
import io.podseg.model.NetworkSpec.Subnet;
import io.podseg.state.Hash;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Completes declared networks: subnet, gateway, lease range and bridge name are chosen where they are not declared, and kept
 * where the host has the network already.
 */
final class NetworkPlanner {
    private static final Cidr POOL = Cidr.of("10.189.0.0/16");
    private static final Cidr DEFAULT_SUBNET = Cidr.of("10.188.0.0/16");
    private static final String POOL6 = "fd70:6f64:7365:";

    private final Known known;
    private final List<Cidr> occupied = new ArrayList<>();

    NetworkPlanner(Known known, Stream<NetworkSpec> declared) {
        this.known = known;
        known.others().values().forEach(this::occupy);
        declared.forEach(this::occupy);
    }

    private void occupy(NetworkSpec spec) {
        spec.subnets().forEach(subnet -> occupied.add(subnet.cidr()));
    }

    /**
     * Completes all networks.
     *
     * @param specs declared ones, and the default one where it is used
     * @param wanted addresses that pods ask for by name, by network
     */
    SortedMap<String, NetworkSpec> complete(List<NetworkSpec> specs, SortedMap<String, Set<Ip>> wanted) {
        TreeMap<String, NetworkSpec> complete = new TreeMap<>();
        for (NetworkSpec spec : specs) {
            List<Subnet> subnets = spec.subnets().isEmpty() ? choose(spec) : spec.subnets();
            List<Subnet> full = subnets.stream()
                    .map(subnet -> completeSubnet(spec.name(), subnet, wanted.getOrDefault(spec.name(), Set.of())))
                    .toList();
            complete.put(
                    spec.name(),
                    spec.withSubnets(full)
                            .withInterfaceName(spec.interfaceName().orElseGet(() -> Names.bridge(spec.name()))));
        }
        return complete;
    }

    private Subnet completeSubnet(String network, Subnet subnet, Set<Ip> wanted) {
        Ip gateway = subnet.gateway().orElseGet(() -> subnet.cidr().base().plus(1));
        LeaseRange lease = subnet.leaseRange()
                .or(() -> existingLease(network, subnet.cidr())
                        .filter(range -> wanted.stream().noneMatch(range::contains)))
                .orElseGet(() -> AddressPool.chooseLease(subnet.cidr(), Optional.of(gateway), wanted));
        return new Subnet(subnet.cidr(), Optional.of(gateway), Optional.of(lease));
    }

    private Optional<LeaseRange> existingLease(String network, Cidr cidr) {
        return Optional.ofNullable(known.networks().get(network)).stream()
                .flatMap(spec -> spec.subnets().stream())
                .filter(subnet -> subnet.cidr().equals(cidr))
                .flatMap(subnet -> subnet.leaseRange().stream())
                .findFirst();
    }

    private List<Subnet> choose(NetworkSpec spec) {
        NetworkSpec existing = known.networks().get(spec.name());
        if (existing != null && !existing.subnets().isEmpty() && hasV6(existing) == spec.ipv6()) {
            return existing.subnets().stream()
                    .map(subnet -> new Subnet(subnet.cidr(), subnet.gateway(), Optional.empty()))
                    .toList();
        }
        List<Subnet> chosen = new ArrayList<>();
        chosen.add(bare(chooseV4(spec.name())));
        if (spec.ipv6()) {
            chosen.add(bare(chooseV6(spec.name())));
        }
        return chosen;
    }

    private static boolean hasV6(NetworkSpec spec) {
        return spec.subnets().stream().anyMatch(subnet -> subnet.cidr().family() == Family.V6);
    }

    private static Subnet bare(Cidr cidr) {
        return new Subnet(cidr, Optional.empty(), Optional.empty());
    }

    private Cidr chooseV4(String network) {
        if (network.equals(Names.DEFAULT_NETWORK) && free(DEFAULT_SUBNET)) {
            occupied.add(DEFAULT_SUBNET);
            return DEFAULT_SUBNET;
        }
        int start = new BigInteger(Hash.of(network), 16)
                .mod(BigInteger.valueOf(256))
                .intValue();
        for (int i = 0; i < 256; i++) {
            Cidr candidate = new Cidr(POOL.base().plus(((start + i) % 256) * 256L), 24);
            if (free(candidate)) {
                occupied.add(candidate);
                return candidate;
            }
        }
        throw new PoolExhausted("no free /24 is left in " + POOL + " for network " + network + "; declare its subnet");
    }

    private Cidr chooseV6(String network) {
        Cidr candidate = Cidr.of(POOL6 + Hash.of(network).substring(0, 4) + "::/64");
        occupied.add(candidate);
        return candidate;
    }

    private boolean free(Cidr candidate) {
        return occupied.stream().noneMatch(candidate::overlaps);
    }

    /** No subnet is left to choose. */
    static final class PoolExhausted extends RuntimeException {
        private static final long serialVersionUID = 1;

        PoolExhausted(String message) {
            super(message);
        }
    }
}
