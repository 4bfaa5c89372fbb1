package io.podseg.state;

import io.podseg.model.NetworkSpec;
import io.podseg.model.Sorted;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A network as flat paths and values, for comparing and for showing what differs; defaults are left out. */
public final class NetworkFields {
    private NetworkFields() {}

    /**
     * What can be compared with a network read back from Podman.
     *
     * @param network with subnets, gateways, lease ranges and interface name all given
     */
    public static SortedMap<String, String> of(NetworkSpec network) {
        TreeMap<String, String> fields = new TreeMap<>();
        fields.put("driver", network.driver());
        network.subnets().forEach(subnet -> {
            String path = "subnets[" + subnet.cidr() + "]";
            fields.put(path + ".gateway", subnet.gateway().map(Object::toString).orElse("none"));
            subnet.leaseRange()
                    .ifPresent(range -> fields.put(path + ".leaseRange", range.first() + "-" + range.last()));
        });
        putTrue(fields, "internal", network.internal());
        if (!network.dns()) {
            fields.put("dns", "false");
        }
        putTrue(fields, "isolate", network.isolate());
        network.mtu().ifPresent(mtu -> fields.put("mtu", mtu.toString()));
        network.vlan().ifPresent(vlan -> fields.put("vlan", vlan.toString()));
        network.interfaceName().ifPresent(name -> fields.put("interfaceName", name));
        if (!network.dnsServers().isEmpty()) {
            fields.put(
                    "dnsServers",
                    network.dnsServers().stream().map(Object::toString).collect(Collectors.joining(" ")));
        }
        network.routes()
                .forEach(route -> fields.put(
                        "routes[" + route.destination() + "]",
                        "via " + route.gateway()
                                + route.metric()
                                        .map(metric -> " metric " + metric)
                                        .orElse("")));
        network.options().forEach((name, value) -> fields.put("options[" + name + "]", value));
        return Sorted.map(fields);
    }

    private static void putTrue(TreeMap<String, String> fields, String path, boolean value) {
        if (value) {
            fields.put(path, "true");
        }
    }
}
