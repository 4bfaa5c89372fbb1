package io.podseg.policy;

import io.podseg.model.Diagnostic;
import io.podseg.model.Source;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with one manifest, each problem at its place. */
final class Problems {
    private static final int LONGEST = 80;

    private final Source source;
    private final List<Diagnostic> found = new ArrayList<>();

    Problems(Source source) {
        this.source = source;
    }

    void error(String pointer, String message) {
        found.add(Diagnostic.error(source.at(pointer), message + " (" + pointer + ")"));
    }

    void warning(String pointer, String message) {
        found.add(Diagnostic.warning(source.at(pointer), message + " (" + pointer + ")"));
    }

    boolean hasErrors() {
        return found.stream().anyMatch(Diagnostic::isError);
    }

    List<Diagnostic> list() {
        return List.copyOf(found);
    }

    /** A value of the user's in double quotes, control characters escaped, cut where it is very long. */
    static String quote(String value) {
        StringBuilder text = new StringBuilder("\"");
        value.codePoints().limit(LONGEST).forEach(c -> {
            if (c == '"' || c == '\\') {
                text.append('\\').appendCodePoint(c);
            } else if (Character.isISOControl(c) || Character.getType(c) == Character.FORMAT || c == 0x2028) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.append(value.codePointCount(0, value.length()) > LONGEST ? "...\"" : "\"")
                .toString();
    }

    /** A key as part of a JSON pointer (RFC 6901). */
    static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
