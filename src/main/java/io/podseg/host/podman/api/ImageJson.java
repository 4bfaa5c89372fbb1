package io.podseg.host.podman.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An image in {@code GET images/NAME/json}.
 *
 * @param digest digest of its manifest, {@code sha256:...}
 * @param user who its containers run as, {@code name[:group]}; empty for root
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ImageJson(
        @JsonProperty("Id") String id,
        @JsonProperty("Digest") String digest,
        @JsonProperty("User") String user) {
    public ImageJson {
        id = Absent.text(id);
        digest = Absent.text(digest);
        user = Absent.text(user);
    }
}
