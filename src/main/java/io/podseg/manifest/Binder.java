package io.podseg.manifest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import java.util.Optional;

/** Binds a document whose shape was checked. The mapper is made when the first document needs it. */
final class Binder {
    private static final class Lazy {
        static final JsonMapper MAPPER = JsonMapper.builder()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    private Binder() {}

    static <T> Optional<T> bind(JsonNode document, Class<T> type, Problems problems) {
        try {
            return Optional.of(Lazy.MAPPER.treeToValue(document, type));
        } catch (JsonProcessingException e) {
            // Only words of an enumeration get here: the schema has reported them at their place.
            if (!problems.any()) {
                problems.error("", "this cannot be read: " + Quoted.plain(e.getOriginalMessage()));
            }
            return Optional.empty();
        }
    }
}
