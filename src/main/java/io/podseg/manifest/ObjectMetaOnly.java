package io.podseg.manifest;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import org.jspecify.annotations.Nullable;

/**
 * What all kinds have in common.
 *
 * @param metadata name, namespace, labels, annotations
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record ObjectMetaOnly(@Nullable ObjectMeta metadata) {}
