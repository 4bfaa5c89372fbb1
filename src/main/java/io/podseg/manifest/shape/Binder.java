package io.podseg.manifest.shape;

import com.fasterxml.jackson.databind.JsonNode;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Quantity;
import java.lang.reflect.Field;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Fills a Java type from a document whose shape was checked. Jackson would first build readers for everything that a Pod could
 * hold, some hundred types, at every start of a command; this touches only the types that the document uses.
 */
public final class Binder {
    private Binder() {}

    /** The object; the document comes from {@link ShapeCheck}, so that nothing can be wrong with it. */
    public static <T> T bind(JsonNode checked, Class<T> type) {
        try {
            return type.cast(object(checked, type));
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("the types of manifests can be made", e);
        }
    }

    private static Object object(JsonNode node, Class<?> type) throws ReflectiveOperationException {
        if (type.isRecord()) {
            return record(node, type);
        }
        Object object = type.getDeclaredConstructor().newInstance();
        Map<String, Field> fields = Fields.declared(type);
        for (Map.Entry<String, JsonNode> entry : node.properties()) {
            Field field = fields.get(entry.getKey());
            Object value = field == null ? null : value(entry.getValue(), field.getGenericType());
            if (field != null && value != null) {
                field.set(object, value);
            }
        }
        return object;
    }

    private static Object record(JsonNode node, Class<?> type) throws ReflectiveOperationException {
        RecordComponent[] components = type.getRecordComponents();
        @Nullable Object[] values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            JsonNode value = node.get(components[i].getName());
            values[i] = value == null ? null : value(value, components[i].getGenericType());
        }
        Class<?>[] types =
                Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
        return type.getDeclaredConstructor(types).newInstance(values);
    }

    private static @Nullable Object value(JsonNode node, Type type) throws ReflectiveOperationException {
        if (type instanceof ParameterizedType generic) {
            Type[] arguments = generic.getActualTypeArguments();
            return node.isArray() ? list(node, arguments[0]) : map(node, arguments[arguments.length - 1]);
        }
        if (!(type instanceof Class<?> plain)) {
            return null;
        }
        if (plain == String.class) {
            return node.textValue();
        }
        if (plain == Boolean.class) {
            return node.booleanValue();
        }
        if (plain == Integer.class) {
            return node.intValue();
        }
        if (plain == Long.class) {
            return node.longValue();
        }
        return special(node, plain);
    }

    private static @Nullable Object special(JsonNode node, Class<?> type) throws ReflectiveOperationException {
        if (type == IntOrString.class) {
            return node.isTextual() ? new IntOrString(node.textValue()) : new IntOrString(node.intValue());
        }
        if (type == Quantity.class) {
            return new Quantity(node.textValue());
        }
        if (type.isEnum()) {
            // A word that is not among them is reported by the schema.
            return Arrays.stream(type.getEnumConstants())
                    .filter(constant -> constant.toString().equals(node.textValue()))
                    .findFirst()
                    .orElse(null);
        }
        return Fields.of(type).isEmpty() ? null : object(node, type);
    }

    private static List<Object> list(JsonNode array, Type item) throws ReflectiveOperationException {
        List<Object> list = new ArrayList<>();
        for (JsonNode node : array) {
            Object value = value(node, item);
            if (value != null) {
                list.add(value);
            }
        }
        return list;
    }

    private static Map<String, Object> map(JsonNode object, Type valueType) throws ReflectiveOperationException {
        Map<String, Object> map = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> entry : object.properties()) {
            Object value = value(entry.getValue(), valueType);
            if (value != null) {
                map.put(entry.getKey(), value);
            }
        }
        return map;
    }
}
