package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonAlias;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;

/**
 * A pod in {@code GET pods/json} or {@code GET pods/NAME/json}, which call the infra container differently.
 *
 * @param infraId id of the infra container, empty where there is none
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record PodRow(
        @JsonProperty("Id") String id,
        @JsonProperty("Name") String name,

        @JsonProperty("InfraId") @JsonAlias("InfraContainerID")
        String infraId,

        @JsonProperty("Labels") Map<String, String> labels) {
    public PodRow {
        id = Absent.text(id);
        name = Absent.text(name);
        infraId = Absent.text(infraId);
        labels = Absent.map(labels);
    }
}
