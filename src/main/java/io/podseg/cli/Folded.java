package io.podseg.cli;

import java.util.ArrayList;
import java.util.List;

/** Text in lines of a width, broken between words; a word that is longer than a line is broken where the line ends. */
final class Folded {
    private Folded() {}

    /**
     * The lines of a text, at least one.
     *
     * @param text printable text on one line
     * @param width columns; 1 or more
     */
    static List<String> lines(String text, int width) {
        List<String> lines = new ArrayList<>();
        String rest = text;
        while (rest.length() > width) {
            int blank = rest.lastIndexOf(' ', width);
            int end = blank > 0 ? blank : width;
            lines.add(rest.substring(0, end));
            rest = rest.substring(blank > 0 ? end + 1 : end);
        }
        lines.add(rest);
        return lines;
    }
}
