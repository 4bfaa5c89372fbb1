package io.podseg.manifest.crd;

import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Turns a Network's fields into a {@link NetworkSpec} and reports what a schema cannot say. */
public final class NetworkReader {
    private static final int IPV6_MTU = 1280;
    private static final Set<String> OPTIONS = Set.of("metric", "no_default_route", "vrf");
    private static final Map<String, String> OWN_FIELD = Map.of(
            "mtu", "mtu",
            "com.docker.network.driver.mtu", "mtu",
            "vlan", "vlan",
            "isolate", "isolate",
            "com.docker.network.bridge.name", "interfaceName");
    private static final Set<String> TAKEN_INTERFACES = Set.of("lo", "all", "default");

    private final Problems problems;

    /** A reader of one document. */
    public NetworkReader(Problems problems) {
        this.problems = problems;
    }

    /** The network; parts that are wrong are left out and reported. */
    public NetworkSpec read(String name, NetworkFields fields, Map<String, String> metadataLabels) {
        List<NetworkSpec.Subnet> subnets = subnets(nonNull(fields.subnets()));
        driver(fields.driver());
        List<Ip> servers = dnsServers(fields);
        boolean six = subnets.stream().anyMatch(s -> s.cidr().family() == Family.V6);
        if (Boolean.FALSE.equals(fields.ipv6()) && six) {
            problems.error("/spec/ipv6", "ipv6 is false, but an IPv6 subnet is declared");
        }
        boolean ipv6 = six || Boolean.TRUE.equals(fields.ipv6());
        if (ipv6 && fields.mtu() != null && fields.mtu() < IPV6_MTU && !problems.at("/spec/mtu")) {
            problems.error("/spec/mtu", "mtu is " + fields.mtu() + ", but IPv6 needs " + IPV6_MTU + " or more");
        }
        interfaceName(fields.interfaceName());
        return new NetworkSpec(
                name,
                fields.driver() == null ? "bridge" : fields.driver().name(),
                subnets,
                Boolean.TRUE.equals(fields.internal()),
                ipv6,
                !Boolean.FALSE.equals(fields.dns()),
                servers,
                Optional.ofNullable(fields.mtu()),
                Optional.ofNullable(fields.vlan()),
                Boolean.TRUE.equals(fields.isolate()),
                new RouteReader(problems, subnets).read(nonNull(fields.routes())),
                Optional.ofNullable(fields.interfaceName()),
                options(fields.options()),
                labels(metadataLabels, fields.labels()));
    }

    private void driver(NetworkFields.@Nullable Driver driver) {
        if (driver != null && driver != NetworkFields.Driver.bridge) {
            problems.error(
                    "/spec/driver",
                    "driver " + driver
                            + " is not supported by this version of podseg: its traffic does not pass the host's "
                            + "firewall, so that no policy would be enforced; use bridge");
        }
    }

    private List<NetworkSpec.Subnet> subnets(List<NetworkFields.Subnet> declared) {
        List<NetworkSpec.Subnet> subnets = new ArrayList<>();
        for (int i = 0; i < declared.size(); i++) {
            String pointer = Pointers.child("/spec/subnets", i);
            Optional<NetworkSpec.Subnet> subnet = new SubnetReader(problems, pointer).read(declared.get(i));
            subnet.ifPresent(s -> {
                subnets.stream()
                        .filter(other -> other.cidr().overlaps(s.cidr()))
                        .findFirst()
                        .ifPresent(other -> problems.error(
                                pointer + "/subnet",
                                "subnet " + s.cidr() + " overlaps subnet " + other.cidr() + " of the same network"));
                subnets.add(s);
            });
        }
        return subnets;
    }

    private List<Ip> dnsServers(NetworkFields fields) {
        List<Ip> servers = new ArrayList<>();
        List<String> declared = nonNull(fields.dnsServers());
        for (int i = 0; i < declared.size(); i++) {
            String pointer = Pointers.child("/spec/dnsServers", i);
            Optional<Ip> ip = Ip.parse(declared.get(i));
            if (ip.isEmpty() && !problems.at(pointer)) {
                problems.error(
                        pointer,
                        "DNS server " + Quoted.of(declared.get(i)) + " is not an IP address such as 192.0.2.53");
            }
            ip.ifPresent(servers::add);
        }
        if (!declared.isEmpty() && Boolean.FALSE.equals(fields.dns())) {
            problems.error("/spec/dnsServers", "dnsServers has no effect where dns is false");
        }
        return servers;
    }

    private void interfaceName(@Nullable String name) {
        if (name != null && (TAKEN_INTERFACES.contains(name) || name.startsWith("podman"))) {
            problems.error(
                    "/spec/interfaceName",
                    "interface name " + Quoted.of(name) + " belongs to the kernel or to Podman; choose another");
        }
    }

    private SortedMap<String, String> options(@Nullable Map<String, String> declared) {
        SortedMap<String, String> options = new TreeMap<>();
        new TreeMap<>(declared == null ? Map.of() : declared).forEach((key, value) -> {
            String pointer = Pointers.child("/spec/options", key);
            String own = OWN_FIELD.get(key);
            if (own != null) {
                problems.error(pointer, "option " + Quoted.of(key) + " has a field of its own: spec." + own);
            } else if (!OPTIONS.contains(key)) {
                problems.error(
                        pointer,
                        "option " + Quoted.of(key)
                                + " is not supported; podseg passes on metric, no_default_route and vrf");
            } else if (!validOption(key, value)) {
                problems.error(pointer, "option " + key + " cannot be " + Quoted.of(value));
            } else {
                options.put(key, value);
            }
        });
        return options;
    }

    private static boolean validOption(String key, String value) {
        return switch (key) {
            case "metric" -> value.matches("[1-9][0-9]{0,8}");
            case "no_default_route" -> value.matches("true|false|1|0");
            default -> value.matches("[a-zA-Z][a-zA-Z0-9_-]{0,14}");
        };
    }

    private SortedMap<String, String> labels(Map<String, String> metadata, @Nullable Map<String, String> own) {
        SortedMap<String, String> labels = new TreeMap<>(metadata);
        new TreeMap<>(own == null ? Map.of() : own).forEach((key, value) -> {
            String before = labels.put(key, value);
            if (before != null && !Objects.equals(before, value)) {
                problems.error(
                        Pointers.child("/spec/labels", key),
                        "label " + Quoted.of(key) + " is " + Quoted.of(before) + " in metadata.labels");
            }
        });
        return labels;
    }

    private static <T> List<T> nonNull(@Nullable List<T> list) {
        return list == null ? List.of() : list;
    }
}
