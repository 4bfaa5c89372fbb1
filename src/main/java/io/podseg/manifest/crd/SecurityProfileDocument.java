package io.podseg.manifest.crd;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * A SecurityProfile as it stands in a file.
 *
 * @param apiVersion {@link Network#API_VERSION}
 * @param kind {@code SecurityProfile}
 * @param metadata name and labels
 * @param spec what it says
 * @param status nothing that a file could say
 */
public record SecurityProfileDocument(
        @Nullable String apiVersion,
        @Nullable String kind,
        @Nullable ObjectMeta metadata,
        @Nullable SecurityProfileFields spec,
        @Nullable JsonNode status) {}
