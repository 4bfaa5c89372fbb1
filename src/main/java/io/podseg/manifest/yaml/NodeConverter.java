package io.podseg.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;
import org.yaml.snakeyaml.nodes.SequenceNode;
import org.yaml.snakeyaml.nodes.Tag;

/** Turns one YAML document into JSON and remembers where each key and item stood; values that are wrong are left out. */
final class NodeConverter {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final Set<Tag> COLLECTIONS = Set.of(Tag.MAP, Tag.SEQ);

    private final String file;
    private final List<Diagnostic> diagnostics;
    private final Map<String, Position> positions = new HashMap<>();
    private final Set<Node> open = new HashSet<>();
    private final Set<String> refused = new HashSet<>();
    private int nodes;

    NodeConverter(String file, List<Diagnostic> diagnostics) {
        this.file = file;
        this.diagnostics = diagnostics;
    }

    /** The document is larger than podseg reads. */
    static final class TooLarge extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient Position position;

        TooLarge(Position position) {
            super(null, null, false, false);
            this.position = position;
        }

        Position position() {
            return position;
        }

        String reason() {
            return "the document has more than " + Limits.NODES + " values once its aliases are replaced";
        }
    }

    JsonNode convert(Node root) {
        return convert(root, "");
    }

    Source source(Node root) {
        return new Source(place(root), positions);
    }

    /** Pointers of values that were reported and left out. */
    Set<String> refused() {
        return refused;
    }

    private JsonNode convert(Node node, String pointer) {
        positions.putIfAbsent(pointer, place(node));
        JsonNode value = content(node, pointer);
        if (value.isMissingNode()) {
            refused.add(pointer);
        }
        return value;
    }

    private JsonNode content(Node node, String pointer) {
        if (++nodes > Limits.NODES) {
            throw new TooLarge(place(node));
        }
        if (node instanceof ScalarNode scalar) {
            return scalar(scalar);
        }
        if (!COLLECTIONS.contains(node.getTag())) {
            return refuse(node, "tag " + Quoted.of(node.getTag().getValue()) + " is not supported");
        }
        if (!open.add(node)) {
            return refuse(node, "an alias stands inside of what it stands for");
        }
        try {
            return node instanceof MappingNode mapping
                    ? mapping(mapping, pointer)
                    : sequence((SequenceNode) node, pointer);
        } finally {
            open.remove(node);
        }
    }

    private JsonNode sequence(SequenceNode sequence, String pointer) {
        ArrayNode array = JSON.arrayNode();
        for (Node item : sequence.getValue()) {
            String child = Pointers.child(pointer, array.size());
            positions.put(child, place(item));
            JsonNode value = convert(item, child);
            array.add(value.isMissingNode() ? JSON.nullNode() : value);
        }
        return array;
    }

    private JsonNode mapping(MappingNode mapping, String pointer) {
        ObjectNode object = JSON.objectNode();
        Set<String> written = new HashSet<>();
        List<Node> merged = new ArrayList<>();
        for (NodeTuple tuple : mapping.getValue()) {
            if (isMerge(tuple.getKeyNode())) {
                merged.add(tuple.getValueNode());
                continue;
            }
            String key = key(tuple.getKeyNode());
            if (key == null) {
                continue;
            }
            String child = Pointers.child(pointer, key);
            Position place = place(tuple.getKeyNode());
            if (!written.add(key)) {
                Position first = positions.getOrDefault(child, place);
                diagnostics.add(Diagnostic.error(place, Duplicates.message(key, child, first)));
                continue;
            }
            positions.put(child, place);
            JsonNode value = convert(tuple.getValueNode(), child);
            if (!value.isMissingNode()) {
                object.set(key, value);
            }
        }
        merged.forEach(node -> merge(node, object, written, pointer));
        return object;
    }

    // Keys that are written win over merged ones, earlier merges over later ones (yaml.org/type/merge.html).
    private void merge(Node node, ObjectNode object, Set<String> written, String pointer) {
        if (node instanceof SequenceNode sequence && open.add(node)) {
            sequence.getValue().forEach(item -> merge(item, object, written, pointer));
            open.remove(node);
            return;
        }
        if (!(node instanceof MappingNode mapping) || open.contains(node)) {
            refuse(node, "\"<<\" takes a mapping or a list of mappings from elsewhere");
            return;
        }
        NodeConverter apart = new NodeConverter(file, diagnostics);
        apart.nodes = nodes;
        apart.open.addAll(open);
        JsonNode content = apart.convert(mapping, pointer);
        nodes = apart.nodes;
        refused.addAll(apart.refused);
        Set<String> added = new HashSet<>();
        for (Map.Entry<String, JsonNode> entry : content.properties()) {
            if (written.add(entry.getKey())) {
                object.set(entry.getKey(), entry.getValue());
                added.add(Pointers.child(pointer, entry.getKey()));
            }
        }
        apart.positions.forEach((at, place) -> {
            int end = at.indexOf('/', pointer.length() + 1);
            if (added.contains(end < 0 ? at : at.substring(0, end))) {
                positions.put(at, place);
            }
        });
    }

    private static boolean isMerge(Node key) {
        return key instanceof ScalarNode scalar
                && scalar.getTag().equals(UndecidedResolver.PLAIN)
                && scalar.getValue().equals("<<");
    }

    private @Nullable String key(Node key) {
        if (!(key instanceof ScalarNode scalar)) {
            refuse(key, "a mapping or list cannot be a key");
            return null;
        }
        if (scalar(scalar) instanceof JsonNode value && !value.isTextual()) {
            if (!value.isMissingNode()) {
                refuse(
                        key,
                        "key " + Quoted.plain(scalar.getValue()) + " is " + Quoted.kind(value)
                                + ", not a string: quote it");
            }
            return null;
        }
        return scalar.getValue();
    }

    private JsonNode scalar(ScalarNode node) {
        if (node.getTag().equals(UndecidedResolver.PLAIN)) {
            return switch (Scalar.read(node.getValue())) {
                case Scalar.Value value -> value.node();
                case Scalar.Refused refused -> refuse(node, refused.reason());
            };
        }
        if (node.getTag().equals(Tag.STR)) {
            return JSON.textNode(node.getValue());
        }
        return tagged(node);
    }

    // !!int "5" and the like: the value must be of the type that its tag names.
    private JsonNode tagged(ScalarNode node) {
        if (Scalar.read(node.getValue()) instanceof Scalar.Value read) {
            JsonNode value = read.node();
            if (node.getTag().equals(Tag.FLOAT) && value.isNumber()) {
                return JSON.numberNode(new BigDecimal(value.asText()));
            }
            if (node.getTag().equals(Tag.INT) && value.isIntegralNumber()
                    || node.getTag().equals(Tag.BOOL) && value.isBoolean()
                    || node.getTag().equals(Tag.NULL) && value.isNull()) {
                return value;
            }
        }
        return refuse(
                node,
                "tag " + Quoted.of(node.getTag().getValue()) + " is not supported here, or the value is not of it");
    }

    private JsonNode refuse(Node node, String reason) {
        diagnostics.add(Diagnostic.error(place(node), reason));
        return MissingNode.getInstance();
    }

    private Position place(Node node) {
        return YamlReader.position(file, node.getStartMark());
    }
}
