package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/** {@code GET info}. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record InfoJson(@JsonProperty("host") Host host) {
    /**
     * The machine.
     *
     * @param name its host name
     * @param cpus number of processors
     * @param memory bytes
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Host(
            @JsonProperty("hostname") String name,
            @JsonProperty("cpus") long cpus,
            @JsonProperty("memTotal") long memory) {
        public Host {
            name = Absent.text(name);
        }
    }
}
