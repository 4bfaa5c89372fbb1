package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/** A named volume. */
@JsonIgnoreProperties(ignoreUnknown = true)
public record VolumeJson(
        @JsonProperty("Name") String name,
        @JsonProperty("Labels") Map<String, String> labels) {
    public VolumeJson {
        name = Absent.text(name);
        labels = Absent.map(labels);
    }
}
