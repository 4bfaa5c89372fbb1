package io.podseg.host.podman;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Messages of other programs, made fit to stand inside one sentence on a terminal. */
final class Sentence {
    private static final int MAX_LENGTH = 600;
    private static final Pattern LONG_ID = Pattern.compile("\\b([0-9a-f]{12})[0-9a-f]{52}\\b");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}\\s]+");
    private static final Pattern END = Pattern.compile("[.;\\s]+$");

    private Sentence() {}

    /** One line without control characters or full stop, ids in their short form, cut at 600 characters. */
    static String clean(@Nullable String message) {
        if (message == null || message.isBlank()) {
            return "no reason given";
        }
        String line = CONTROL.matcher(message).replaceAll(" ").strip();
        String shorter = LONG_ID.matcher(line).replaceAll("$1");
        String cut = shorter.length() > MAX_LENGTH ? shorter.substring(0, MAX_LENGTH) + "…" : shorter;
        return END.matcher(cut).replaceAll("");
    }
}
