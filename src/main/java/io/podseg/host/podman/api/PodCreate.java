package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Body of {@code POST pods/create} (Podman's PodSpecGenerator). */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record PodCreate(
        @JsonProperty("name") String name,
        @JsonProperty("hostname") String hostname,
        @JsonProperty("labels") Map<String, String> labels,
        @JsonProperty("netns") Namespace netns,
        @JsonProperty("network_options") Map<String, List<String>> networkOptions,
        @JsonProperty("networks") Map<String, Endpoint> networks,
        @JsonProperty("portmappings") List<PortMapping> ports,
        @JsonProperty("exit_policy") String exitPolicy,
        @JsonUnwrapped PodSettingsJson settings) {

    /** A namespace: {@code bridge}, {@code host}, {@code auto} with options as value. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Namespace(
            @JsonProperty("nsmode") String mode,
            @JsonProperty("value") String value) {
        /** One without a value. */
        public Namespace(String mode) {
            this(mode, "");
        }
    }

    /** Options on one network. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Endpoint(
            @JsonProperty("static_ips") List<String> staticIps,
            @JsonProperty("aliases") List<String> aliases,
            @JsonProperty("static_mac") Optional<String> staticMac,
            @JsonProperty("interface_name") String interfaceName) {}

    /** A published port. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record PortMapping(
            @JsonProperty("host_ip") Optional<String> hostIp,
            @JsonProperty("host_port") int hostPort,
            @JsonProperty("container_port") int containerPort,
            @JsonProperty("protocol") String protocol) {}
}
