package io.podseg.desired;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.policy.Endpoint;
import io.podseg.state.Attachment;
import io.podseg.state.NetworkMode;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;

/**
 * What the network namespace of a pod looks like from within.
 *
 * @param endpoint what policies see of the pod
 * @param userMode whether a process of the user carries its packets; then it sends from addresses that nobody knows
 * @param node addresses by which the node itself speaks to it
 * @param resolvers of a pod that is connected by a process of the user: where it finds DNS
 * @param shut blocks that it must not reach though there is a way: networks of pods, to which it would look like the node
 */
record Inside(Endpoint endpoint, boolean userMode, List<Ip> node, List<Ip> resolvers, List<Cidr> shut) {
    Inside {
        node = List.copyOf(node);
        resolvers = List.copyOf(resolvers);
        shut = List.copyOf(shut);
    }

    /** A pod on networks. */
    static Inside bridged(Endpoint endpoint, List<Attachment> attachments, SortedMap<String, NetworkSpec> networks) {
        List<Ip> gateways = attachments.stream()
                .map(attachment -> Optional.ofNullable(networks.get(attachment.network())))
                .flatMap(Optional::stream)
                .flatMap(network -> network.subnets().stream())
                .flatMap(subnet -> subnet.gateway().stream())
                .distinct()
                .toList();
        return new Inside(endpoint, false, gateways, List.of(), List.of());
    }

    /**
     * A pod that slirp4netns or pasta connects.
     *
     * @param rootless whether its packets leave the host as those of an ordinary user, for whom the host has no bridges
     */
    static Inside userMode(Endpoint endpoint, NetworkMode mode, Collection<NetworkSpec> networks, boolean rootless) {
        List<Cidr> shut = rootless
                ? List.of()
                : networks.stream()
                        .flatMap(network -> network.subnets().stream())
                        .map(NetworkSpec.Subnet::cidr)
                        .sorted()
                        .distinct()
                        .toList();
        return new Inside(endpoint, true, mode.hosts(), mode.resolvers(), shut);
    }

    /** Its own addresses of a family; none where they are not known. */
    List<Ip> own(Family family) {
        return userMode ? List.of() : of(endpoint.addresses(), family);
    }

    /** Those of a family. */
    static List<Ip> of(List<Ip> addresses, Family family) {
        List<Ip> found = new ArrayList<>(addresses);
        found.removeIf(ip -> ip.family() != family);
        return found;
    }
}
