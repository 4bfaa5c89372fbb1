package io.podseg.manifest.crd;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * A Network as it stands in a file.
 *
 * @param apiVersion {@link Network#API_VERSION}
 * @param kind {@code Network}
 * @param metadata name and labels
 * @param spec the network
 * @param status nothing that a file could say
 */
public record NetworkDocument(
        @Nullable String apiVersion,
        @Nullable String kind,
        @Nullable ObjectMeta metadata,
        @Nullable NetworkFields spec,
        @Nullable JsonNode status) {}
