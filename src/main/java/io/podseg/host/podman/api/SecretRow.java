package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.Objects;

/** A secret in {@code GET secrets/json}; its content is never read. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretRow(@JsonProperty("Spec") Spec spec) {
    /**
     * What was asked for.
     *
     * @param labels empty in the list of Podman 4.3, which has them when it shows one secret
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @JsonProperty("Name") String name,
            @JsonProperty("Driver") Driver driver,
            @JsonProperty("Labels") Map<String, String> labels) {
        public Spec {
            name = Absent.text(name);
            driver = Objects.requireNonNullElseGet(driver, () -> new Driver(Map.of()));
            labels = Absent.map(labels);
        }
    }

    /** What keeps the secret. */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Driver(@JsonProperty("Options") Map<String, String> options) {
        public Driver {
            options = Absent.map(options);
        }
    }
}
