package io.podseg.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.model.Source;
import java.util.Set;

/**
 * One document of a file.
 *
 * @param root its content
 * @param source places of its keys and items
 * @param refused pointers of values that were reported and left out
 */
public record Document(JsonNode root, Source source, Set<String> refused) {
    public Document {
        refused = Set.copyOf(refused);
    }
}
