package io.podseg.cli;

import io.podseg.model.Hidden;

/** Text from manifests and from the host, made safe to print. */
final class Printable {
    private Printable() {}

    /** The text on one line, control characters and invisible ones escaped: none of them reaches the terminal. */
    static String of(String text) {
        return Hidden.escape(text);
    }

    /** A count with its noun: {@code 1 object}, {@code 2 objects}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
