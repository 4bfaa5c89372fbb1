package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;

/**
 * A container in {@code GET containers/json?all=true}.
 *
 * @param imageId id of the image that it was made from
 * @param pod id of its pod, empty for none
 * @param pid number of its first process, 0 where it does not run
 * @param networks networks that it has itself joined; empty for one that shares another's network
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ContainerRow(
        @JsonProperty("Id") String id,
        @JsonProperty("Names") List<String> names,
        @JsonProperty("ImageID") String imageId,
        @JsonProperty("State") String state,
        @JsonProperty("ExitCode") int exitCode,
        @JsonProperty("IsInfra") boolean infra,
        @JsonProperty("Pod") String pod,
        @JsonProperty("Pid") long pid,
        @JsonProperty("Networks") List<String> networks,
        @JsonProperty("Labels") Map<String, String> labels) {
    public ContainerRow {
        id = Absent.text(id);
        names = Absent.list(names);
        imageId = Absent.text(imageId);
        state = Absent.text(state);
        pod = Absent.text(pod);
        networks = Absent.list(networks);
        labels = Absent.map(labels);
    }

    /** Podman's name of it. */
    public String name() {
        return names.isEmpty() ? id : names.getFirst();
    }
}
