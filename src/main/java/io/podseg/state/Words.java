package io.podseg.state;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The words of a line in iptables' quoting: white space parts, double quotes keep together, a backslash inside quotes takes the
 * next character as it is (xtables' {@code add_param_to_argv}).
 */
final class Words {
    private final List<String> words;
    private int at;

    private Words(List<String> words) {
        this.words = words;
    }

    /** Empty when a quote is left open. */
    static Optional<Words> split(String line) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean started = false;
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (quoted && c == '\\' && i + 1 < line.length()) {
                word.append(line.charAt(++i));
            } else if (c == '"') {
                quoted = !quoted;
                started = true;
            } else if (!quoted && (c == ' ' || c == '\t')) {
                flush(words, word, started);
                started = false;
            } else {
                word.append(c);
                started = true;
            }
        }
        flush(words, word, started);
        return quoted ? Optional.empty() : Optional.of(new Words(words));
    }

    private static void flush(List<String> words, StringBuilder word, boolean started) {
        if (started) {
            words.add(word.toString());
        }
        word.setLength(0);
    }

    boolean more() {
        return at < words.size();
    }

    /** The next word, which stays; the empty word at the end. */
    String peek() {
        return more() ? words.get(at) : "";
    }

    /** Takes the next word; the empty word at the end, which no option accepts. */
    String next() {
        String word = peek();
        at++;
        return word;
    }

    /** Takes the next word when it is this one. */
    boolean skip(String expected) {
        boolean found = more() && peek().equals(expected);
        at += found ? 1 : 0;
        return found;
    }
}
