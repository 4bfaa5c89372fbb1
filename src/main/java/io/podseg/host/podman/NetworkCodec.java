package io.podseg.host.podman;

import io.podseg.host.podman.api.NetworkJson;
import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.NetworkSpec.LeaseRange;
import io.podseg.model.NetworkSpec.Route;
import io.podseg.model.NetworkSpec.Subnet;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.state.NetworkState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Networks between podseg's form and libpod's. */
final class NetworkCodec {
    private static final String MTU = "mtu";
    private static final String VLAN = "vlan";
    private static final String ISOLATE = "isolate";

    private NetworkCodec() {}

    /** The request that makes a network. */
    static NetworkJson encode(NetworkSpec spec) {
        TreeMap<String, String> labels = new TreeMap<>(spec.labels());
        labels.putAll(Owner.labels(new ObjectKey("Network", "", spec.name())));
        return new NetworkJson(
                spec.name(),
                spec.driver(),
                spec.interfaceName().orElse(""),
                spec.subnets().stream().map(NetworkCodec::encode).toList(),
                spec.routes().stream().map(NetworkCodec::encode).toList(),
                spec.ipv6(),
                spec.internal(),
                spec.dns(),
                spec.dnsServers().stream().map(Ip::toString).toList(),
                labels,
                options(spec));
    }

    private static Map<String, String> options(NetworkSpec spec) {
        TreeMap<String, String> options = new TreeMap<>(spec.options());
        spec.mtu().ifPresent(mtu -> options.put(MTU, mtu.toString()));
        spec.vlan().ifPresent(vlan -> options.put(VLAN, vlan.toString()));
        if (spec.driver().equals("bridge")) {
            // Stated even when false: netavark 2 isolates by default, and policies are to decide.
            options.put(ISOLATE, Boolean.toString(spec.isolate()));
        }
        return options;
    }

    private static NetworkJson.Subnet encode(Subnet subnet) {
        return new NetworkJson.Subnet(
                subnet.cidr().toString(),
                subnet.gateway().map(Ip::toString),
                subnet.leaseRange()
                        .map(range -> new NetworkJson.LeaseRange(
                                Optional.of(range.first().toString()),
                                Optional.of(range.last().toString()))));
    }

    private static NetworkJson.Route encode(Route route) {
        return new NetworkJson.Route(
                route.destination().toString(), route.gateway().toString(), route.metric());
    }

    /** A network as listed; labels and options that podseg adds itself are taken off again. */
    static NetworkState decode(NetworkJson json) {
        TreeMap<String, String> options = new TreeMap<>(json.options());
        SortedMap<String, String> labels = Owner.othersAndPrune(json.labels());
        NetworkSpec spec = new NetworkSpec(
                json.name(),
                json.driver(),
                json.subnets().stream()
                        .flatMap(subnet -> decode(subnet).stream())
                        .toList(),
                json.internal(),
                json.ipv6(),
                json.dns(),
                json.dnsServers().stream()
                        .flatMap(server -> Ip.parse(server).stream())
                        .toList(),
                takeNumber(options, MTU),
                takeNumber(options, VLAN),
                takeIsolate(options),
                json.routes().stream().flatMap(route -> decode(route).stream()).toList(),
                Optional.of(json.networkInterface()).filter(name -> !name.isEmpty()),
                options,
                labels);
        return new NetworkState(spec, Labels.owned(json.labels()));
    }

    private static Optional<Subnet> decode(NetworkJson.Subnet json) {
        return Cidr.parse(json.subnet())
                .map(cidr -> new Subnet(
                        cidr,
                        json.gateway().flatMap(Ip::parse),
                        json.leaseRange().flatMap(NetworkCodec::decode)));
    }

    private static Optional<LeaseRange> decode(NetworkJson.LeaseRange json) {
        return json.start()
                .flatMap(Ip::parse)
                .flatMap(first -> json.end().flatMap(Ip::parse).map(last -> new LeaseRange(first, last)));
    }

    private static Optional<Route> decode(NetworkJson.Route json) {
        return Cidr.parse(json.destination())
                .flatMap(
                        destination -> Ip.parse(json.gateway()).map(via -> new Route(destination, via, json.metric())));
    }

    private static Optional<Integer> takeNumber(TreeMap<String, String> options, String key) {
        Optional<String> text = Optional.ofNullable(options.get(key));
        if (text.filter(value -> value.matches("\\d{1,9}")).isEmpty()) {
            return Optional.empty();
        }
        options.remove(key);
        return text.map(Integer::valueOf);
    }

    /** Any other value than true and false ({@code strict}) stays among the options. */
    private static boolean takeIsolate(TreeMap<String, String> options) {
        return switch (options.getOrDefault(ISOLATE, "")) {
            case "true", "1" -> options.remove(ISOLATE) != null;
            case "false", "0" -> options.remove(ISOLATE) == null;
            default -> false;
        };
    }

    /**
     * What was asked for and is not in Podman's answer: older versions leave out, without an error, what they do not know
     * (4.3 drops routes and DNS servers).
     */
    static List<String> lost(NetworkSpec asked, NetworkSpec made) {
        List<String> lost = new ArrayList<>();
        if (!asked.routes().equals(made.routes())) {
            lost.add("routes");
        }
        if (!asked.dnsServers().equals(made.dnsServers())) {
            lost.add("dnsServers");
        }
        if (!asked.subnets().equals(made.subnets())) {
            lost.add("subnets");
        }
        return lost;
    }
}
