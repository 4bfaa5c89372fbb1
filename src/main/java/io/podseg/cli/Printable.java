package io.podseg.cli;

/** Text from manifests and from the host, made safe to print. */
final class Printable {
    private Printable() {}

    /** The text on one line, control characters and invisible ones escaped: none of them reaches the terminal. */
    static String of(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints().forEach(c -> {
            if (c == '\n') {
                clean.append("\\n");
            } else if (Character.isISOControl(c)
                    || Character.getType(c) == Character.FORMAT
                    || Character.getType(c) == Character.SURROGATE) {
                clean.append(String.format("\\u%04x", c));
            } else {
                clean.appendCodePoint(c);
            }
        });
        return clean.toString();
    }

    /** A count with its noun: {@code 1 object}, {@code 2 objects}. */
    static String count(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }
}
