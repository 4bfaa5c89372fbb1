package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/** {@code GET info}. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record InfoJson(
        @JsonProperty("host") Host host,
        @JsonProperty("store") Store store) {
    /**
     * The machine.
     *
     * @param name its host name
     * @param cpus number of processors
     * @param memory bytes
     * @param security whose Podman it is
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Host(
            @JsonProperty("hostname") String name,
            @JsonProperty("cpus") long cpus,
            @JsonProperty("memTotal") long memory,
            @JsonProperty("security") Security security) {
        public Host {
            name = Absent.text(name);
            security = security == null ? new Security(false) : security;
        }
    }

    /**
     * Where containers are.
     *
     * @param data folder of what lasts
     * @param runtime folder of what does not outlive a boot
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Store(
            @JsonProperty("graphRoot") String data,
            @JsonProperty("runRoot") String runtime) {
        public Store {
            data = Absent.text(data);
            runtime = Absent.text(runtime);
        }
    }

    /**
     * How containers are kept apart.
     *
     * @param rootless whether Podman runs for an ordinary user
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Security(@JsonProperty("rootless") boolean rootless) {}
}
