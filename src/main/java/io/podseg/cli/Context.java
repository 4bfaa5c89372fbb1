package io.podseg.cli;

/**
 * What every command is given.
 *
 * @param edges the world outside
 * @param terminal where words go
 * @param globals the options that all commands share
 */
record Context(Edges edges, Terminal terminal, Globals globals) {
    boolean color() {
        return terminal.color() && !globals.noColor();
    }

    Paint paint() {
        return color() ? Paint.COLOR : Paint.PLAIN;
    }

    /** Data. */
    void print(String text) {
        terminal.out().print(text);
        terminal.out().flush();
    }

    /** One line of data. */
    void line(String text) {
        print(text + "\n");
    }

    /** A message on a line of its own. */
    void say(String message) {
        terminal.err().print(message + "\n");
    }
}
