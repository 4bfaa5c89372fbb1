package io.podseg.manifest.yaml;

import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.model.Hidden;

/** Values and names from files as they appear in messages: on one line, without control characters, bounded. */
public final class Quoted {
    private static final int LONGEST = 80;

    private Quoted() {}

    /** The text in double quotes, with escapes, cut after 80 characters. */
    public static String of(String text) {
        return '"' + plain(text).replace("\"", "\\\"") + '"';
    }

    /** The text without quotes, with escapes, cut after 80 characters. */
    public static String plain(String text) {
        StringBuilder out = new StringBuilder();
        String shown = text.length() > LONGEST ? text.substring(0, LONGEST) : text;
        shown.codePoints().forEach(c -> append(out, c));
        return text.length() > LONGEST ? out.append("...").toString() : out.toString();
    }

    /** A path for messages: escaped, never cut, since users need all of it. */
    public static String path(String path) {
        StringBuilder out = new StringBuilder();
        path.codePoints().forEach(c -> append(out, c));
        return out.toString();
    }

    private static void append(StringBuilder out, int c) {
        switch (c) {
            case '\n' -> out.append("\\n");
            case '\t' -> out.append("\\t");
            case '\r' -> out.append("\\r");
            default -> {
                if (Hidden.is(c)) {
                    out.append(String.format("\\u%04x", c));
                } else {
                    out.appendCodePoint(c);
                }
            }
        }
    }

    /** What a value is, in words: {@code the string "x"}, {@code the integer 5}, {@code a list}. */
    public static String describe(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "the string " + of(value.textValue());
            case NUMBER -> (value.isIntegralNumber() ? "the integer " : "the number ") + plain(value.asText());
            case BOOLEAN -> "the boolean " + value.asText();
            default -> kind(value);
        };
    }

    /** The kind of a value, without the value itself, for what must not be shown. */
    public static String kind(JsonNode value) {
        return switch (value.getNodeType()) {
            case STRING -> "a string";
            case NUMBER -> value.isIntegralNumber() ? "an integer" : "a number";
            case BOOLEAN -> "a boolean";
            case ARRAY -> "a list";
            case OBJECT -> "a mapping";
            default -> "nothing";
        };
    }
}
