package io.podseg.host.exec;

import java.util.ArrayList;
import java.util.List;

/** Runs programs to their end. */
@FunctionalInterface
public interface CommandRunner {
    /**
     * Runs a program.
     *
     * @param argv program and arguments, each passed as it is
     * @param stdin what the program reads, UTF-8
     */
    Result run(List<String> argv, String stdin);

    /** The same runner with words before every command, such as {@code nsenter -t PID -n}. */
    default CommandRunner prefixed(List<String> prefix) {
        List<String> words = List.copyOf(prefix);
        return (argv, stdin) -> {
            List<String> all = new ArrayList<>(words);
            all.addAll(argv);
            return run(all, stdin);
        };
    }

    /** How a command ended. */
    sealed interface Result {
        /** It ran with exit code 0. */
        default boolean ok() {
            return this instanceof Exited exited && exited.exit() == 0;
        }
    }

    /**
     * It ran to its end.
     *
     * @param exit exit code, 128 and more for a signal
     */
    record Exited(int exit, String stdout, String stderr) implements Result {}

    /** There is no such program, or it may not be run. */
    record Missing(String program) implements Result {}

    /**
     * It was killed before its end.
     *
     * @param reason why: the time limit, or podseg is being stopped
     */
    record Stopped(String program, String reason) implements Result {}
}
