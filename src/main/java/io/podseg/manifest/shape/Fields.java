package io.podseg.manifest.shape;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.Field;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The JSON fields of a Java type. Fabric8's types annotate each field with {@link JsonProperty}; asking Jackson instead would
 * cost its introspection at every start, and would count fabric8's catch-all for unknown fields.
 */
final class Fields {
    private static final Map<Class<?>, Map<String, Type>> CACHE = new ConcurrentHashMap<>();

    private static final Map<Class<?>, Map<String, Field>> OPENED = new ConcurrentHashMap<>();

    private Fields() {}

    /** Name to type; empty for types that are not made of fields. */
    static Map<String, Type> of(Class<?> type) {
        return CACHE.computeIfAbsent(type, Fields::read);
    }

    private static Map<String, Type> read(Class<?> type) {
        Map<String, Type> fields = new TreeMap<>();
        if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                fields.put(component.getName(), component.getGenericType());
            }
            return fields;
        }
        declared(type).forEach((name, field) -> fields.put(name, field.getGenericType()));
        return fields;
    }

    /** Name to Java field, opened for writing; for types other than records. */
    static Map<String, Field> declared(Class<?> type) {
        return OPENED.computeIfAbsent(type, Fields::open);
    }

    private static Map<String, Field> open(Class<?> type) {
        Map<String, Field> fields = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            JsonProperty property = field.getAnnotation(JsonProperty.class);
            if (property != null && !type.isEnum()) {
                field.setAccessible(true);
                fields.put(property.value().isEmpty() ? field.getName() : property.value(), field);
            }
        }
        return fields;
    }
}
