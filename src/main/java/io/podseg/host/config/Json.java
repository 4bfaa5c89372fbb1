package io.podseg.host.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.host.files.Problem;
import java.io.IOException;

/** JSON in one form, so that the same is always the same text. */
final class Json {
    static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS)
            .build();

    private Json() {}

    /** Without blanks, keys in order. */
    static String canonical(String text) throws IOException {
        return canonical(MAPPER.readTree(text));
    }

    /** Without blanks, keys in order. */
    static String canonical(JsonNode node) throws IOException {
        return MAPPER.writeValueAsString(MAPPER.treeToValue(node, Object.class));
    }

    /** What is wrong with a text that should be JSON, or YAML, without the text itself. */
    static String words(IOException e) {
        return e instanceof JsonProcessingException json ? json.getOriginalMessage() : Problem.of(e);
    }

    static String quote(String text) throws JsonProcessingException {
        return MAPPER.writeValueAsString(text);
    }
}
