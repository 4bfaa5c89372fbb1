package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A network as libpod writes and reads it; {@code GET networks/json} lists these, {@code POST networks/create} takes one. */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record NetworkJson(
        @JsonProperty("name") String name,
        @JsonProperty("driver") String driver,
        @JsonProperty("network_interface") String networkInterface,
        @JsonProperty("subnets") List<Subnet> subnets,
        @JsonProperty("routes") List<Route> routes,
        @JsonProperty("ipv6_enabled") boolean ipv6,
        @JsonProperty("internal") boolean internal,
        @JsonProperty("dns_enabled") boolean dns,
        @JsonProperty("network_dns_servers") List<String> dnsServers,
        @JsonProperty("labels") Map<String, String> labels,
        @JsonProperty("options") Map<String, String> options) {
    public NetworkJson {
        name = Absent.text(name);
        driver = Absent.text(driver);
        networkInterface = Absent.text(networkInterface);
        subnets = Absent.list(subnets);
        routes = Absent.list(routes);
        dnsServers = Absent.list(dnsServers);
        labels = Absent.map(labels);
        options = Absent.map(options);
    }

    /** A subnet with its dynamic range. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Subnet(
            @JsonProperty("subnet") String subnet,
            @JsonProperty("gateway") Optional<String> gateway,
            @JsonProperty("lease_range") Optional<LeaseRange> leaseRange) {}

    /** First and last address for dynamic leases. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record LeaseRange(
            @JsonProperty("start_ip") Optional<String> start,
            @JsonProperty("end_ip") Optional<String> end) {}

    /** A static route in the containers of the network; Podman 4.3 has none. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Route(
            @JsonProperty("destination") String destination,
            @JsonProperty("gateway") String gateway,
            @JsonProperty("metric") Optional<Integer> metric) {}
}
