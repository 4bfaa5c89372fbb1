package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/** A secret in {@code GET secrets/json}; its content is never read. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record SecretRow(@JsonProperty("Spec") Spec spec) {
    /**
     * What was asked for.
     *
     * @param labels empty before Podman 4.7, which introduced them
     */
    @JsonIgnoreProperties(ignoreUnknown = true)
    public record Spec(
            @JsonProperty("Name") String name,
            @JsonProperty("Labels") Map<String, String> labels) {
        public Spec {
            name = Absent.text(name);
            labels = Absent.map(labels);
        }
    }
}
