package io.podseg.manifest.yaml;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads JSON; a YAML reader would refuse tabs between its tokens. */
final class JsonReader {
    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(Limits.NESTING)
                    .build())
            .build();

    private final String file;
    private final List<Diagnostic> diagnostics;
    private final Map<String, Position> positions = new HashMap<>();
    private Position last;

    JsonReader(String file, List<Diagnostic> diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
        this.last = new Position(file, 1, 1);
    }

    void read(String text, List<Document> documents) {
        try (JsonParser parser = FACTORY.createParser(text)) {
            while (parser.nextToken() != null) {
                positions.clear();
                Position start = position(parser.currentTokenLocation());
                JsonNode root = value(parser, "");
                if (!root.isNull()) {
                    documents.add(new Document(root, new Source(start, positions), Set.of()));
                }
            }
        } catch (JsonProcessingException e) {
            // Jackson names no place where one of its limits is exceeded.
            Position place = e.getLocation() == null ? last : position(e.getLocation());
            diagnostics.add(Diagnostic.error(place, "syntax error: " + JsonMessage.of(e)));
        } catch (IOException e) {
            throw new IllegalStateException("reading a string does no input or output", e);
        }
    }

    private JsonNode value(JsonParser parser, String pointer) throws IOException {
        last = position(parser.currentTokenLocation());
        positions.putIfAbsent(pointer, last);
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser, pointer);
            case START_ARRAY -> array(parser, pointer);
            case VALUE_STRING -> JsonNodeFactory.instance.textNode(parser.getText());
            case VALUE_NUMBER_INT -> Numbers.node(parser.getBigIntegerValue());
            case VALUE_NUMBER_FLOAT -> JsonNodeFactory.instance.numberNode(parser.getDecimalValue());
            case VALUE_TRUE -> JsonNodeFactory.instance.booleanNode(true);
            case VALUE_FALSE -> JsonNodeFactory.instance.booleanNode(false);
            default -> JsonNodeFactory.instance.nullNode();
        };
    }

    private JsonNode object(JsonParser parser, String pointer) throws IOException {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = parser.currentName();
            String child = Pointers.child(pointer, key);
            Position place = position(parser.currentTokenLocation());
            parser.nextToken();
            if (node.has(key)) {
                diagnostics.add(
                        Diagnostic.error(place, Duplicates.message(key, child, positions.getOrDefault(child, place))));
                parser.skipChildren();
                continue;
            }
            positions.put(child, place);
            node.set(key, value(parser, child));
        }
        return node;
    }

    private JsonNode array(JsonParser parser, String pointer) throws IOException {
        ArrayNode node = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            node.add(value(parser, Pointers.child(pointer, node.size())));
        }
        return node;
    }

    private Position position(JsonLocation location) {
        return new Position(file, Math.max(1, location.getLineNr()), Math.max(1, location.getColumnNr()));
    }
}
