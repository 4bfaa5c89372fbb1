package io.podseg.host.exec;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.NullMarked;

/** A program that runs beside podseg until it is stopped. */
@NullMarked
public final class ChildProcess {
    /**
     * Podseg may be killed without a chance to say so; its end of the pipe is closed then all the same. Hence: read the pipe
     * to its end, then stop the program. Whether the program ends by itself is seen at once, too.
     */
    private static final String TIED = """
            exec 3<&0 </dev/null
            "$@" 3<&- &
            child=$!
            trap 'kill "$child" 2>/dev/null' TERM HUP
            trap '' INT
            { cat <&3 >/dev/null; kill "$child" 2>/dev/null; } &
            watcher=$!
            exec 3<&-
            wait "$child"; code=$?
            while kill -0 "$child" 2>/dev/null; do wait "$child"; code=$?; done
            kill "$watcher" 2>/dev/null
            exit "$code"
            """;

    private final Process process;

    private ChildProcess(Process process) {
        this.process = process;
    }

    /**
     * Starts a program with this process's environment and no input. It is stopped when this process ends, however that ends.
     *
     * @param argv program and arguments; never a shell's command line
     * @param environment variables to add or replace
     * @param log file to which its output and errors are appended
     * @throws IOException where it cannot be started
     */
    public static ChildProcess start(List<String> argv, Map<String, String> environment, Path log) throws IOException {
        List<String> tied = new ArrayList<>(List.of("/bin/sh", "-c", TIED, "podseg"));
        tied.addAll(argv);
        ProcessBuilder builder = new ProcessBuilder(tied)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        return new ChildProcess(builder.start());
    }

    /**
     * Starts a program that reads its input to the end and then ends by itself. The input lasts until {@link #release}, or until
     * this process ends, however that ends.
     *
     * @param log file to which its output and errors are appended
     * @throws IOException where it cannot be started
     */
    public static ChildProcess holding(List<String> argv, Path log) throws IOException {
        return new ChildProcess(new ProcessBuilder(argv)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start());
    }

    /** Ends its input and lets it end by itself; kills it where it has not ended after the given time. */
    public void release(Duration grace) {
        try {
            process.getOutputStream().close();
        } catch (IOException e) {
            process.destroy();
        }
        await(grace);
    }

    public boolean isAlive() {
        return process.isAlive();
    }

    /** Asks it to end (SIGTERM), and kills it where it has not ended after the given time. */
    public void stop(Duration grace) {
        process.destroy();
        await(grace);
    }

    private void await(Duration grace) {
        try {
            if (!process.waitFor(grace.toMillis(), TimeUnit.MILLISECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
