package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A container in the Docker-compatible listing, the only one that has addresses; a stopped container has none there. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record DockerRow(
        @JsonProperty("Id") String id,
        @JsonProperty("NetworkSettings") @Nullable NetworkSettings settings) {
    /** Addresses of the container now, by network. */
    public Map<String, Endpoint> endpoints() {
        return settings == null ? Map.of() : settings.networks();
    }

    /** Holder of the networks. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record NetworkSettings(@JsonProperty("Networks") Map<String, Endpoint> networks) {
        public NetworkSettings {
            networks = Absent.map(networks);
        }
    }

    /** A container's place on a network. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Endpoint(
            @JsonProperty("IPAddress") Optional<String> ipv4,
            @JsonProperty("GlobalIPv6Address") Optional<String> ipv6) {
        /** The addresses that are set. */
        public List<String> addresses() {
            return Stream.of(ipv4, ipv6)
                    .flatMap(Optional::stream)
                    .filter(address -> !address.isEmpty())
                    .toList();
        }
    }
}
