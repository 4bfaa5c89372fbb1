package io.podseg.manifest.crd;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * A ImagePolicy as it stands in a file.
 *
 * @param apiVersion {@link Network#API_VERSION}
 * @param kind {@code ImagePolicy}
 * @param metadata name and labels
 * @param spec what it says
 * @param status nothing that a file could say
 */
public record ImagePolicyDocument(
        @Nullable String apiVersion,
        @Nullable String kind,
        @Nullable ObjectMeta metadata,
        @Nullable ImagePolicyFields spec,
        @Nullable JsonNode status) {}
