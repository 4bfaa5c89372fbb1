package io.podseg.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.model.Source;

/**
 * One document of a file.
 *
 * @param root its content
 * @param source places of its keys and items
 */
public record Document(JsonNode root, Source source) {}
