package io.podseg.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Runs programs for the lab: no shell, a clean environment, both outputs, an end in any case. */
final class Commands {
    private static final Map<String, String> ENVIRONMENT = Map.of(
            "PATH", "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME", System.getProperty("user.home"),
            "LC_ALL", "C.UTF-8",
            "PODMAN_IGNORE_CGROUPSV1_WARNING", "1");

    private Commands() {}

    /** Starts a program with its output going nowhere but to whoever reads the process. */
    static Process start(List<String> argv) {
        try {
            ProcessBuilder builder = new ProcessBuilder(argv);
            builder.environment().clear();
            builder.environment().putAll(ENVIRONMENT);
            return builder.start();
        } catch (IOException e) {
            throw new UncheckedIOException("cannot start " + argv, e);
        }
    }

    /** Runs a program to its end. */
    static Result run(List<String> argv, String stdin, Duration limit) {
        Process process = start(argv);
        CompletableFuture<String> out = read(process.getInputStream());
        CompletableFuture<String> err = read(process.getErrorStream());
        try {
            feed(process, stdin);
            boolean ended = process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS);
            if (!ended) {
                process.descendants().forEach(ProcessHandle::destroyForcibly);
                process.destroyForcibly();
            }
            return new Result(argv, ended ? process.exitValue() : 124, out.join(), err.join());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted: " + argv, e);
        }
    }

    private static void feed(Process process, String stdin) {
        try (var pipe = process.getOutputStream()) {
            pipe.write(stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException closedByReader) {
            // A program may end without reading its input; its exit code says whether that was right.
        }
    }

    private static CompletableFuture<String> read(InputStream stream) {
        var text = new CompletableFuture<String>();
        Thread.ofVirtual().start(() -> {
            try (stream) {
                text.complete(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                text.complete("(unreadable: " + e.getMessage() + ")");
            }
        });
        return text;
    }

    /** One list from a beginning and an end. */
    static List<String> join(List<String> beginning, List<String> end) {
        var all = new ArrayList<>(beginning);
        all.addAll(end);
        return all;
    }
}
