package io.podseg.policy;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import java.util.List;
import java.util.Objects;

/**
 * A managed network, as far as it decides which way packets go.
 *
 * @param name name of the network
 * @param bridge its interface on the host
 * @param subnets its blocks, in the order declared; networks do not overlap
 * @param internal no way in or out but for the node: its pods get no default route by it
 * @param isolated the host carries nothing between it and other isolated networks
 */
public record Network(String name, String bridge, List<Cidr> subnets, boolean internal, boolean isolated) {
    public Network {
        Objects.requireNonNull(name);
        Objects.requireNonNull(bridge);
        subnets = List.copyOf(subnets);
    }

    /** What routing needs to know of a network. */
    public static Network of(NetworkSpec spec) {
        return new Network(
                spec.name(),
                spec.interfaceName().orElse(""),
                spec.subnets().stream().map(NetworkSpec.Subnet::cidr).toList(),
                spec.internal(),
                spec.isolate());
    }

    /** Whether an address is one of this network. */
    public boolean contains(Ip address) {
        return subnets.stream().anyMatch(subnet -> subnet.contains(address));
    }
}
