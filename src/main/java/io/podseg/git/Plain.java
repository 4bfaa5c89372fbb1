package io.podseg.git;

import io.podseg.model.Hidden;
import java.util.regex.Pattern;

/** Words from outside as they may be shown: on one line, without control characters, without passwords in URLs. */
final class Plain {
    private static final int LONGEST = 300;
    private static final Pattern USER_INFO = Pattern.compile("://[^/@\\s']*@");

    private Plain() {}

    /** The text, escaped. */
    static String of(String text) {
        return Hidden.escape(text);
    }

    /** What a program said, escaped, cut, and without users and passwords in URLs. */
    static String said(String text) {
        String shown = of(USER_INFO.matcher(text.strip()).replaceAll("://"));
        return shown.length() > LONGEST ? shown.substring(0, LONGEST) + "..." : shown;
    }
}
