package io.podseg.manifest.cni;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.manifest.crd.NetworkFields;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The plugin {@code bridge} with its address management {@code host-local}, as a Network would declare it. */
final class BridgePlugin {
    private static final Set<String> DEFAULT_ROUTES = Set.of("0.0.0.0/0", "::/0");

    private final Problems problems;
    private final List<NetworkFields.Subnet> subnets = new ArrayList<>();
    private final List<NetworkFields.Route> routes = new ArrayList<>();
    private boolean defaultRoute;

    private static final int LONGEST_INTERFACE = 15;
    private static final int SMALLEST_MTU = 68;
    private static final int LARGEST_MTU = 65535;
    private static final int LARGEST_VLAN = 4094;
    private static final Pattern INTERFACE = Pattern.compile("[a-zA-Z0-9_-][a-zA-Z0-9_.-]*");

    /** A bridge of which nothing is said. */
    static final NetworkFields NOTHING = fields(List.of(), false, List.of(), null, null, false, List.of(), null);

    BridgePlugin(Problems problems) {
        this.problems = problems;
    }

    NetworkFields read(Settings plugin) {
        String type = plugin.text("type");
        if (!"bridge".equals(type)) {
            problems.error(
                    "", "plugin " + Quoted.of(type == null ? "" : type) + " is not supported, expected \"bridge\"");
        }
        // The bridge always has the gateway's address here, and a pod that meets itself through a published port is let
        // through.
        plugin.accept("isGateway", "hairpinMode", "cniVersion", "capabilities", "forceAddress", "enabledad");
        plugin.off("promiscMode", "podseg leaves bridges as Podman makes them");
        plugin.off("macspoofchk", "podseg guards addresses of IP, not of Ethernet");
        plugin.off("portIsolation", "pods of one network see each other; declare a NetworkPolicy");
        plugin.off("disableContainerInterface", "a pod without its interface is in no network");
        defaultRoute = plugin.flag("isDefaultGateway");
        boolean masquerade = plugin.flag("ipMasq");
        @Nullable Settings ipam = plugin.object("ipam", "\"ipam\"");
        if (ipam != null) {
            ipam(ipam);
        }
        @Nullable Settings dns = plugin.object("dns", "\"dns\"");
        List<String> servers = dns == null ? List.of() : servers(dns);
        if (defaultRoute && !masquerade) {
            problems.error(
                    "",
                    "a default route without ipMasq cannot be had: Podman masquerades what leaves a network; set ipMasq,"
                            + " or leave the default route out for a network without a way out of the host");
        }
        NetworkFields fields = fields(
                subnets,
                !defaultRoute,
                servers,
                between(plugin.number("mtu"), "mtu", SMALLEST_MTU, LARGEST_MTU),
                between(plugin.number("vlan"), "vlan", 1, LARGEST_VLAN),
                false,
                routes,
                bridge(plugin.text("bridge")));
        plugin.finish();
        return fields;
    }

    private void ipam(Settings ipam) {
        String type = ipam.text("type");
        if (!"host-local".equals(type)) {
            problems.error(
                    "",
                    "\"ipam\" of type " + Quoted.of(type == null ? "" : type)
                            + " is not supported, expected \"host-local\"");
        }
        ipam.ignore("dataDir", "podseg keeps no leases");
        if (ipam.has("subnet")) {
            range(ipam);
        }
        for (JsonNode set : ipam.list("ranges")) {
            if (!set.isArray() || set.size() != 1) {
                problems.error(
                        "", "\"ranges\" of \"ipam\" must be lists of one range each: a network has one range a subnet");
                continue;
            }
            Settings range = new Settings(set.get(0), "a range", problems);
            range(range);
            range.finish();
        }
        for (JsonNode node : ipam.list("routes")) {
            Settings route = new Settings(node, "a route", problems);
            route(route);
            route.finish();
        }
        ipam.finish();
    }

    private void range(Settings range) {
        String subnet = range.text("subnet");
        String start = range.text("rangeStart");
        String end = range.text("rangeEnd");
        // Either end may be left to CNI, which takes the rest of the subnet then.
        if ((start == null) != (end == null)) {
            problems.error("", "\"rangeStart\" and \"rangeEnd\" must stand together");
        }
        subnets.add(new NetworkFields.Subnet(
                subnet,
                range.text("gateway"),
                start == null || end == null ? null : new NetworkFields.LeaseRange(start, end)));
        if (subnet == null) {
            problems.error("", "a range without \"subnet\", expected a block such as 10.89.0.0/24");
        }
    }

    /** To CNI zero is the same as nothing. */
    private @Nullable Integer between(@Nullable Integer number, String what, int least, int most) {
        if (number == null || number == 0) {
            return null;
        }
        if (number < least || number > most) {
            problems.error("", "\"" + what + "\" is " + number + ", expected " + least + " to " + most);
            return null;
        }
        return number;
    }

    private @Nullable String bridge(@Nullable String name) {
        if (name != null && name.length() > LONGEST_INTERFACE) {
            problems.warning(
                    "",
                    "\"bridge\" " + Quoted.of(name) + " is ignored: Linux takes " + LONGEST_INTERFACE
                            + " characters at most for the name of an interface; podseg chooses one");
            return null;
        }
        if (name != null && !INTERFACE.matcher(name).matches()) {
            problems.error(
                    "",
                    "\"bridge\" " + Quoted.of(name) + " is no name of an interface, expected letters, digits, - _ .");
            return null;
        }
        return name;
    }

    private void route(Settings route) {
        String destination = route.text("dst");
        String gateway = route.text("gw");
        if (destination != null && DEFAULT_ROUTES.contains(destination) && gateway == null) {
            defaultRoute = true;
            return;
        }
        Optional<Ip> way = gateway == null ? Optional.empty() : Ip.parse(gateway);
        if (destination == null || Cidr.parse(destination).isEmpty() || way.isEmpty()) {
            problems.error("", "a route must have a block \"dst\" and an address \"gw\", or be the default route");
            return;
        }
        routes.add(new NetworkFields.Route(destination, gateway, null));
    }

    private List<String> servers(Settings dns) {
        List<String> servers = new ArrayList<>();
        dns.list("nameservers").forEach(server -> {
            if (Ip.parse(server.asText("")).isEmpty()) {
                problems.error("", "nameserver " + Quoted.describe(server) + " is not an IP address");
            } else {
                servers.add(server.asText());
            }
        });
        dns.finish();
        return servers;
    }

    static NetworkFields isolated(NetworkFields of) {
        return fields(
                of.subnets() == null ? List.of() : of.subnets(),
                Boolean.TRUE.equals(of.internal()),
                of.dnsServers() == null ? List.of() : of.dnsServers(),
                of.mtu(),
                of.vlan(),
                true,
                of.routes() == null ? List.of() : of.routes(),
                of.interfaceName());
    }

    private static NetworkFields fields(
            List<NetworkFields.Subnet> subnets,
            boolean internal,
            List<String> servers,
            @Nullable Integer mtu,
            @Nullable Integer vlan,
            boolean isolate,
            List<NetworkFields.Route> routes,
            @Nullable String bridge) {
        return new NetworkFields(
                null, subnets, internal, null, null, servers, mtu, vlan, isolate, routes, bridge, null, null);
    }
}
