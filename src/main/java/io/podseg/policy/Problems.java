package io.podseg.policy;

import io.podseg.model.Diagnostic;
import io.podseg.model.Hidden;
import io.podseg.model.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;

/** Collects what is wrong with one manifest, each problem at its place. */
final class Problems {
    private static final int LONGEST = 80;

    private final Source source;
    private final Predicate<String> reported;
    private final List<Diagnostic> found = new ArrayList<>();
    private boolean errors;

    /**
     * Problems of one manifest.
     *
     * @param source places
     * @param reported pointers where the reader found an error already: what follows from it is not said again
     */
    Problems(Source source, Predicate<String> reported) {
        this.source = source;
        this.reported = reported;
    }

    void error(String pointer, String message) {
        errors = true;
        if (!reported.test(pointer)) {
            found.add(Diagnostic.error(source.at(pointer), message + " (" + Hidden.escape(pointer) + ")"));
        }
    }

    void warning(String pointer, String message) {
        if (!reported.test(pointer)) {
            found.add(Diagnostic.warning(source.at(pointer), message + " (" + Hidden.escape(pointer) + ")"));
        }
    }

    boolean hasErrors() {
        return errors;
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
            } else if (Hidden.is(c)) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.append(value.codePointCount(0, value.length()) > LONGEST ? "...\"" : "\"")
                .toString();
    }

    /** The known word that differs in case or blanks only, as a question; nothing where there is none. */
    static String meant(String value, String... known) {
        return Arrays.stream(known)
                .filter(value.strip()::equalsIgnoreCase)
                .findFirst()
                .map(word -> ", did you mean " + word + "?")
                .orElse("");
    }

    /** A key as part of a JSON pointer (RFC 6901). */
    static String escape(String key) {
        return key.replace("~", "~0").replace("/", "~1");
    }
}
