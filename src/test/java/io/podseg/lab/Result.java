package io.podseg.lab;

import java.util.List;

/**
 * What a command left behind.
 *
 * @param command the command, for messages
 * @param exit exit code; 124 where it ran out of time; what hung in its lab stands behind its standard error then
 * @param stdout standard output
 * @param stderr standard error
 */
public record Result(List<String> command, int exit, String stdout, String stderr) {
    public Result {
        command = List.copyOf(command);
    }

    /**
     * This result, of a command that had to work.
     *
     * @throws AssertionError with both outputs where it did not
     */
    public Result ok() {
        return exits(0);
    }

    /**
     * This result, of a command that had to end with a certain code.
     *
     * @throws AssertionError with both outputs where it did not
     */
    public Result exits(int code) {
        if (exit != code) {
            throw new AssertionError("exit " + exit + " instead of " + code + ": " + this);
        }
        return this;
    }

    /** Standard output without the line end at its end. */
    public String text() {
        return stdout.stripTrailing();
    }

    /** Lines of standard output. */
    public List<String> lines() {
        return stdout.lines().toList();
    }

    /** This result with something that belongs to it behind its standard error. */
    Result withMore(String more) {
        return new Result(command, exit, stdout, stderr + "\n" + more);
    }

    @Override
    public String toString() {
        return String.join(" ", command) + "\n--- exit " + exit + "\n--- stdout\n" + stdout + "\n--- stderr\n" + stderr;
    }
}
