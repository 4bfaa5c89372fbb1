package io.podseg.trust;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** JSON without blanks and with keys in order, so that the same is always the same text. */
final class Json {
    private Json() {}

    /** JSON that is text already. */
    record Raw(String text) {}

    /** Writes text, booleans, lists and sorted maps of such. */
    static String write(Object value) {
        return switch (value) {
            case Raw raw -> raw.text();
            case Boolean flag -> flag.toString();
            case List<?> list -> list.stream().map(Json::write).collect(Collectors.joining(",", "[", "]"));
            case SortedMap<?, ?> map ->
                map.entrySet().stream().map(Json::entry).collect(Collectors.joining(",", "{", "}"));
            default -> quote(value.toString());
        };
    }

    /** An object with text values. */
    static SortedMap<String, Object> object(Map<String, ?> fields) {
        return new TreeMap<>(fields);
    }

    private static String entry(Map.Entry<?, ?> entry) {
        return quote(String.valueOf(entry.getKey())) + ":" + write(entry.getValue());
    }

    private static String quote(String text) {
        StringBuilder quoted = new StringBuilder("\"");
        for (char sign : text.toCharArray()) {
            switch (sign) {
                case '"' -> quoted.append("\\\"");
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> {
                    if (sign < ' ') {
                        quoted.append(String.format("\\u%04X", (int) sign));
                    } else {
                        quoted.append(sign);
                    }
                }
            }
        }
        return quoted.append('"').toString();
    }
}
