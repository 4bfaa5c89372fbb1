package io.podseg.state;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Values of settings as canonical JSON: without white space, with the same escapes whoever writes it. */
public final class JsonText {
    private JsonText() {}

    /** A string. */
    public static String of(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char sign = text.charAt(i);
            switch (sign) {
                case '"', '\\' -> out.append('\\').append(sign);
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                default -> {
                    if (sign < ' ' || sign == 0x7f) {
                        out.append(String.format(Locale.ROOT, "\\u%04x", (int) sign));
                    } else {
                        out.append(sign);
                    }
                }
            }
        }
        return out.append('"').toString();
    }

    /** A list of strings. */
    public static String of(List<String> texts) {
        return texts.stream().map(JsonText::of).collect(Collectors.joining(",", "[", "]"));
    }
}
