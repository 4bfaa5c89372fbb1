package io.podseg.desired;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/**
 * Text with references to variables: {@code $(NAME)} is one, {@code $$} a dollar sign, and a reference to nothing known stays
 * as it is (Kubernetes: third_party/forked/golang/expansion).
 */
final class Expansion {
    /**
     * A piece of the text.
     *
     * @param text literal text, or the name of a variable
     * @param variable whether it is one
     */
    record Piece(String text, boolean variable) {}

    private Expansion() {}

    /** The pieces of a text; a reference is a variable only where {@code known} says so. */
    static List<Piece> parse(String text, Predicate<String> known) {
        List<Piece> pieces = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        int at = 0;
        while (at < text.length()) {
            if (text.startsWith("$$", at)) {
                literal.append('$');
                at += 2;
                continue;
            }
            int end = text.startsWith("$(", at) ? text.indexOf(')', at) : -1;
            if (end > 0 && known.test(text.substring(at + 2, end))) {
                add(pieces, literal);
                pieces.add(new Piece(text.substring(at + 2, end), true));
                at = end + 1;
            } else if (end > 0) {
                literal.append(text, at, end + 1);
                at = end + 1;
            } else {
                literal.append(text.charAt(at++));
            }
        }
        add(pieces, literal);
        return pieces;
    }

    private static void add(List<Piece> pieces, StringBuilder literal) {
        if (!literal.isEmpty()) {
            pieces.add(new Piece(literal.toString(), false));
            literal.setLength(0);
        }
    }
}
