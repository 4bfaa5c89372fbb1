package io.podseg.manifest.cni;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * A NetworkAttachmentDefinition as it stands in a file.
 *
 * @param apiVersion {@link #API_VERSION}
 * @param kind {@code NetworkAttachmentDefinition}
 * @param metadata name and labels
 * @param spec holds the configuration
 * @param status nothing that a file could say
 */
public record NadDocument(
        @Nullable String apiVersion,
        @Nullable String kind,
        @Nullable ObjectMeta metadata,
        @Nullable Spec spec,
        @Nullable JsonNode status) {
    public static final String API_VERSION = "k8s.cni.cncf.io/v1";

    /**
     * Its spec.
     *
     * @param config a CNI configuration as JSON
     */
    public record Spec(@Nullable String config) {}
}
