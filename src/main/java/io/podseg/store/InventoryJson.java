package io.podseg.store;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.model.ObjectKey;
import io.podseg.plan.Inventory;
import io.podseg.state.BridgeSysctls;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** The inventory as a file, {@code podseg.io/inventory/v1}; read strictly, since what is deleted is decided by it. */
final class InventoryJson {
    static final String SCHEMA = "podseg.io/inventory/v1";

    private static final ObjectMapper MAPPER = JsonMapper.builder()
            .enable(SerializationFeature.INDENT_OUTPUT)
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
            .defaultSetterInfo(JsonSetter.Value.forValueNulls(Nulls.FAIL, Nulls.FAIL))
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private InventoryJson() {}

    static String write(Inventory inventory) {
        List<Item> items = inventory.objects().entrySet().stream()
                .map(entry -> Item.of(entry.getKey(), entry.getValue()))
                .toList();
        Document document = new Document(
                SCHEMA,
                inventory.revision(),
                bridge(inventory.bridgeBefore()),
                items,
                inventory.firewall(),
                WorldJson.write(inventory.world()));
        try {
            return MAPPER.writeValueAsString(document) + "\n";
        } catch (JacksonException e) {
            throw new UncheckedIOException(e);
        }
    }

    /**
     * Reads the file.
     *
     * @throws IllegalArgumentException when it is no inventory; the message says in few words what is wrong
     */
    static Inventory read(String text) {
        Document document;
        try {
            document = MAPPER.readValue(text, Document.class);
        } catch (JacksonException e) {
            throw new IllegalArgumentException(where(e), e);
        }
        if (document == null || !SCHEMA.equals(document.schema())) {
            throw new IllegalArgumentException("its schema is not " + SCHEMA);
        }
        TreeMap<ObjectKey, SortedMap<String, String>> objects = new TreeMap<>();
        document.objects().forEach(item -> objects.put(item.key(), new TreeMap<>(item.fields())));
        return new Inventory(
                document.revision(),
                objects,
                new TreeMap<>(document.firewall()),
                WorldJson.read(document.world()),
                bridge(document.bridgeNetfilterBefore()));
    }

    private static JsonNode bridge(BridgeSysctls sysctls) {
        return MAPPER.valueToTree(sysctls.on());
    }

    /** A list of names; an older podseg wrote whether the two were on that it knew. */
    private static BridgeSysctls bridge(JsonNode node) {
        List<String> on = new ArrayList<>();
        if (node.isBoolean()) {
            on.addAll(node.asBoolean() ? BridgeSysctls.NAMES.subList(0, 2) : List.of());
        } else {
            node.forEach(name -> on.add(name.asText()));
        }
        return BridgeSysctls.of(on);
    }

    /** Jackson's own words speak of classes. */
    private static String where(JacksonException problem) {
        JsonLocation at = problem.getLocation();
        return at == null || at.getLineNr() < 1
                ? "it is no inventory"
                : "it is no inventory from line " + at.getLineNr() + ", column " + at.getColumnNr() + " on";
    }

    @JsonPropertyOrder({"schema", "revision", "bridgeNetfilterBefore", "objects", "firewall", "world"})
    record Document(
            String schema,
            String revision,
            JsonNode bridgeNetfilterBefore,
            List<Item> objects,
            Map<String, String> firewall,
            JsonNode world) {}

    @JsonPropertyOrder({"kind", "namespace", "name", "fields"})
    record Item(String kind, String namespace, String name, Map<String, String> fields) {
        static Item of(ObjectKey key, SortedMap<String, String> fields) {
            return new Item(key.kind(), key.namespace(), key.name(), fields);
        }

        ObjectKey key() {
            return new ObjectKey(kind, namespace, name);
        }
    }
}
