package io.podseg.manifest.crd;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The spec of a Network; absent lists and mappings are empty. The descriptions are what users read in {@code crds/}. */
@ValidationRule(
        value = "!has(self.dns) || self.dns || !has(self.dnsServers) || size(self.dnsServers) == 0",
        message = "dnsServers has no effect where dns is false")
public record NetworkFields(
        @JsonPropertyDescription(
                "Podman's network driver. This version of podseg enforces policies on bridge networks only.")
        @Default("bridge")
        @Nullable
        Driver driver,

        @JsonPropertyDescription("Subnets of the network. Where there is none, podseg chooses one.") @Nullable
        List<Subnet> subnets,

        @JsonPropertyDescription("Whether the network has no way out of the host.") @Default("false") @Nullable
        Boolean internal,

        @JsonPropertyDescription("Whether an IPv6 subnet is chosen too where none is declared.") @Nullable
        Boolean ipv6,

        @JsonPropertyDescription("Whether containers find each other by name (aardvark-dns).")
        @Default("true")
        @Nullable
        Boolean dns,

        @JsonPropertyDescription(
                "IP addresses of the resolvers that the network's own resolver asks; the host's where empty.")
        @Nullable
        List<@Pattern(Patterns.IP) String> dnsServers,

        @JsonPropertyDescription("Largest packet in bytes. Networks with IPv6 need 1280 at least.")
        @Min(68)
        @Max(65535)
        @Nullable
        Integer mtu,

        @JsonPropertyDescription("VLAN tag of the bridge's ports.") @Min(1) @Max(4094) @Nullable
        Integer vlan,

        @JsonPropertyDescription(
                "Whether netavark isolates the network from other networks. False whatever netavark's own default is: policies decide.")
        @Default("false")
        @Nullable
        Boolean isolate,

        @JsonPropertyDescription("Static routes in the containers of the network.") @Nullable
        List<Route> routes,

        @JsonPropertyDescription(
                "Name of the bridge on the host, 15 characters at most. Where it is absent podseg derives one from the network's name.")
        @Pattern(Patterns.INTERFACE)
        @Nullable
        String interfaceName,

        @JsonPropertyDescription("Further options of the driver: metric, no_default_route, vrf.") @Nullable
        Map<String, String> options,

        @JsonPropertyDescription("Labels of the Podman network, beside those in metadata.labels.") @Nullable
        Map<String, String> labels) {

    /** Podman's network drivers. */
    public enum Driver {
        bridge,
        macvlan,
        ipvlan
    }

    /** One subnet. */
    public record Subnet(
            @JsonPropertyDescription("The block, such as 10.89.0.0/24; the bits behind the prefix are zero.")
            @Required
            @Pattern(Patterns.CIDR)
            @Nullable
            String subnet,

            @JsonPropertyDescription("Address of the bridge in the subnet; the first of the subnet where absent.")
            @Pattern(Patterns.IP)
            @Nullable
            String gateway,

            @JsonPropertyDescription(
                    "Addresses that Podman gives to containers other than podseg's; the upper half of the subnet where absent. "
                            + "Pods get theirs outside of it.")
            @Nullable
            LeaseRange leaseRange) {}

    /** Addresses for dynamic leases. */
    public record LeaseRange(
            @JsonPropertyDescription("First address of the range.") @Required @Pattern(Patterns.IP) @Nullable
            String start,

            @JsonPropertyDescription("Last address of the range.") @Required @Pattern(Patterns.IP) @Nullable
            String end) {}

    /** A static route. */
    public record Route(
            @JsonPropertyDescription("Block that is reached by the route.") @Required @Pattern(Patterns.CIDR) @Nullable
            String destination,

            @JsonPropertyDescription("Address of the router, inside of one of the network's subnets.")
            @Required
            @Pattern(Patterns.IP)
            @Nullable
            String gateway,

            @JsonPropertyDescription("Metric; the lowest is preferred.") @Min(1) @Max(2147483647) @Nullable
            Integer metric) {}

    /** Patterns that keep anything but addresses and names out; Java checks the rest. */
    static final class Patterns {
        static final String IP = "^[0-9a-fA-F.:]+$";
        static final String CIDR = "^[0-9a-fA-F.:]+/[0-9]{1,3}$";
        static final String INTERFACE = "^[a-zA-Z][a-zA-Z0-9_-]{0,14}$";

        private Patterns() {}

        /** What a pattern stands for, in words. */
        static String words(String pattern) {
            return switch (pattern) {
                case IP -> "an IP address such as 192.0.2.1";
                case CIDR -> "a block such as 10.89.0.0/24";
                case ProfileDefaults.Rate.DEVICE -> "a device of the host such as /dev/sda";
                case ProfileDefaults.Resources.CPUS -> "processors such as 0-2,4";
                case ProfileDefaults.Tmpfs.MODE -> "permissions in octal such as 1777";
                case INTERFACE -> "a letter and up to 14 letters, digits, \"_\" and \"-\"";
                default -> "something like " + pattern;
            };
        }
    }
}
