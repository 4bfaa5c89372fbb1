package io.podseg.manifest.shape;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import io.podseg.manifest.yaml.Letter;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.DidYouMean;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Checks a document against a Java type, strictly: unknown fields, wrong types and empty items are errors, all of them
 * reported. As in Kubernetes there is no conversion between strings and numbers, and a field that is null counts as absent.
 */
public final class ShapeCheck {
    private static final int LONGEST_SCALE = 30;
    private static final Set<String> QUOTABLE = Set.of("an integer", "true or false");
    private static final Pattern UNQUOTED = Pattern.compile("-?[0-9]{1,18}|true|false");

    private final Problems problems;
    private final boolean secret;

    /**
     * A check of one document.
     *
     * @param problems where problems go
     * @param secret values must not appear in messages
     */
    public ShapeCheck(Problems problems, boolean secret) {
        this.problems = problems;
        this.secret = secret;
    }

    /** A copy without what is wrong or null, ready to be bound to the type. */
    public ObjectNode check(ObjectNode document, Class<?> type) {
        return object(document, type, "");
    }

    private ObjectNode object(ObjectNode node, Class<?> type, String pointer) {
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        Map<String, Type> fields = Fields.of(type);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            String name = entry.getKey();
            String child = Pointers.child(pointer, name);
            Type fieldType = fields.get(name);
            if (fieldType == null && child.equals("/status")) {
                // Kubernetes 1.24 to 1.27 wrote one to NetworkPolicies; fabric8's type has none.
                problems.warning(child, "field \"status\" (/status) is ignored: a Kubernetes API server writes it");
            } else if (fieldType == null) {
                problems.error(
                        child,
                        "unknown field " + Quoted.of(name) + " (" + Quoted.path(child) + ")"
                                + DidYouMean.suffix(name, fields.keySet()));
            } else if (entry.getValue().isNull()) {
                problems.warning(
                        child, "field " + Quoted.of(name) + " (" + child + ") has no value and counts as absent");
            } else {
                JsonNode value = value(entry.getValue(), fieldType, child);
                if (value != null) {
                    copy.set(name, value);
                }
            }
        }
        return copy;
    }

    private @Nullable JsonNode value(JsonNode node, Type type, String pointer) {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return generic.getRawType().equals(List.class)
                    ? list(node, arguments[0], pointer)
                    : map(node, arguments[arguments.length - 1], pointer);
        }
        return type instanceof Class<?> plain ? plain(node, plain, pointer) : node;
    }

    private @Nullable JsonNode list(JsonNode node, Type item, String pointer) {
        if (!(node instanceof ArrayNode array)) {
            return wrong(node, "a list", pointer);
        }
        ArrayNode copy = JsonNodeFactory.instance.arrayNode();
        for (int i = 0; i < array.size(); i++) {
            String child = Pointers.child(pointer, i);
            JsonNode value = array.get(i).isNull() ? empty("list item", child) : value(array.get(i), item, child);
            // What is wrong keeps its place, so that the pointers of the items after it stay right.
            copy.add(value == null ? blank(item) : value);
        }
        return copy;
    }

    private static JsonNode blank(Type type) {
        return type == String.class
                ? JsonNodeFactory.instance.textNode("")
                : type instanceof Class<?> plain && Number.class.isAssignableFrom(plain)
                        ? JsonNodeFactory.instance.numberNode(0)
                        : JsonNodeFactory.instance.objectNode();
    }

    private @Nullable JsonNode map(JsonNode node, Type valueType, String pointer) {
        if (!(node instanceof ObjectNode object)) {
            return wrong(node, "a mapping", pointer);
        }
        ObjectNode copy = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            String child = Pointers.child(pointer, entry.getKey());
            JsonNode value = entry.getValue().isNull()
                    ? empty("key " + Quoted.of(entry.getKey()), child)
                    : value(entry.getValue(), valueType, child);
            if (value != null) {
                copy.set(entry.getKey(), value);
            }
        }
        return copy;
    }

    private @Nullable JsonNode plain(JsonNode node, Class<?> type, String pointer) {
        if (type == String.class) {
            return node.isTextual() ? node : wrong(node, "a string", pointer);
        }
        if (type == Boolean.class || type == boolean.class) {
            return bool(node, pointer);
        }
        if (type == Integer.class || type == int.class || type == Long.class || type == long.class) {
            return integer(node, type == Integer.class || type == int.class, "an integer", pointer);
        }
        if (type == IntOrString.class) {
            return node.isTextual() ? node : integer(node, true, "an integer or a string", pointer);
        }
        if (type == Quantity.class) {
            return quantity(node, pointer);
        }
        if (type.isEnum()) {
            return node.isTextual() ? node : wrong(node, "a string", pointer);
        }
        if (Fields.of(type).isEmpty()) {
            return node;
        }
        return node instanceof ObjectNode object ? object(object, type, pointer) : wrong(node, "a mapping", pointer);
    }

    private @Nullable JsonNode bool(JsonNode node, String pointer) {
        if (node instanceof Letter letter) {
            return BooleanNode.valueOf(letter.isYes());
        }
        return node.isBoolean() ? node : wrong(node, "true or false", pointer);
    }

    private @Nullable JsonNode integer(JsonNode node, boolean bits32, String expected, String pointer) {
        if (!node.isIntegralNumber()) {
            return wrong(node, expected, pointer);
        }
        if (bits32 ? !node.canConvertToInt() : !node.canConvertToLong()) {
            return wrong(
                    node, expected.replace("an integer", "an integer of " + (bits32 ? 32 : 64) + " bits"), pointer);
        }
        return node;
    }

    private @Nullable JsonNode quantity(JsonNode node, String pointer) {
        boolean number = node.isNumber() && Math.abs(node.decimalValue().scale()) <= LONGEST_SCALE;
        String text = number ? node.decimalValue().toPlainString() : node.isTextual() ? node.textValue() : "";
        return Quantities.parse(text).isPresent()
                ? JsonNodeFactory.instance.textNode(text)
                : wrong(node, "a quantity such as 500m or 64Mi", pointer);
    }

    private @Nullable JsonNode wrong(JsonNode node, String expected, String pointer) {
        String found = secret ? Quoted.kind(node) : Quoted.describe(node);
        String hint = expected.equals("a string") && node.isValueNode() ? ": quote it if text is meant" : "";
        if (node.isTextual() && UNQUOTED.matcher(node.textValue()).matches() && QUOTABLE.contains(expected)) {
            hint = ": leave the quotes out";
        }
        problems.error(pointer, Quoted.path(pointer) + " is " + found + ", expected " + expected + hint);
        return null;
    }

    private @Nullable JsonNode empty(String what, String pointer) {
        if (problems.at(pointer)) {
            return null;
        }
        problems.error(
                pointer, what + " (" + Quoted.path(pointer) + ") has no value; write \"\" or {} if that is meant");
        return null;
    }
}
