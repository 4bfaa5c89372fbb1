package io.podseg.manifest.yaml;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.util.regex.Pattern;

/** What Jackson says of text that is no JSON, without the advice that it gives to programmers. */
public final class JsonMessage {
    private static final Pattern ADVICE = Pattern.compile(
            " \\((start marker|not recognized).*|: enable `.*|: maybe a \\(non-standard\\).*|, from `[^`]*`");

    private JsonMessage() {}

    /** One line, fit to be shown. */
    public static String of(JsonProcessingException e) {
        String line = e.getOriginalMessage().lines().findFirst().orElse("");
        return Quoted.path(ADVICE.matcher(line).replaceAll(""));
    }
}
