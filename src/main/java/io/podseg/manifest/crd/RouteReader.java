package io.podseg.manifest.crd;

import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the static routes of a Network. */
final class RouteReader {
    private final Problems problems;
    private final List<NetworkSpec.Subnet> subnets;

    RouteReader(Problems problems, List<NetworkSpec.Subnet> subnets) {
        this.problems = problems;
        this.subnets = subnets;
    }

    List<NetworkSpec.Route> read(List<NetworkFields.Route> declared) {
        List<NetworkSpec.Route> routes = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            NetworkFields.Route route = declared.get(i);
            if (route.destination() != null && route.gateway() != null) {
                read(route, route.destination(), route.gateway(), Pointers.child("/spec/routes", i))
                        .ifPresent(routes::add);
            }
        }
        return routes;
    }

    private Optional<NetworkSpec.Route> read(
            NetworkFields.Route route, String destinationText, String gatewayText, String pointer) {
        Optional<Cidr> destination = Cidr.parse(destinationText);
        Optional<Ip> gateway = Ip.parse(gatewayText);
        if (destination.isEmpty() && !problems.at(pointer + "/destination")) {
            problems.error(
                    pointer + "/destination",
                    "destination " + Quoted.of(destinationText) + " is not a block such as 192.0.2.0/24");
        }
        if (gateway.isEmpty() && !problems.at(pointer + "/gateway")) {
            problems.error(pointer + "/gateway", "gateway " + Quoted.of(gatewayText) + " is not an IP address");
        }
        if (destination.isEmpty() || gateway.isEmpty()) {
            return Optional.empty();
        }
        if (destination.get().family() != gateway.get().family()) {
            problems.error(pointer, "route to " + destination.get() + " by " + gateway.get() + " mixes IPv4 and IPv6");
        } else if (subnets.stream().noneMatch(s -> s.cidr().contains(gateway.get()))) {
            problems.error(
                    pointer + "/gateway", "gateway " + gateway.get() + " is in no declared subnet of the network");
        }

        return Optional.of(
                new NetworkSpec.Route(destination.get(), gateway.get(), Optional.ofNullable(route.metric())));
    }
}
