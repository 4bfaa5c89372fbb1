package io.podseg.host.exec;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Programs as child processes, in the C locale (messages are read). Output is taken while the program runs and while its input is
 * still being written, so that neither side waits for the other however much it is.
 */
public final class ProcessRunner implements CommandRunner {
    private static final Executor THREADS = task -> Thread.ofVirtual().start(task);

    /** How long the output of a program that has ended may stay open, by a child that it left behind. */
    private static final Duration DRAIN = Duration.ofSeconds(2);

    /**
     * How much a pipe takes at once (pipe(7)). Podseg may be killed at any moment: of more than this a program could get a part
     * only, and the last line of the part can mean something else than the whole line does.
     */
    private static final int PIPE = 65536;

    private final Terms terms;
    private final ProgramPath programs;

    /**
     * What a program is given and what it may cost.
     *
     * @param limit how long one command may take
     * @param environment all of its environment; where empty, podseg's own and the C locale
     * @param output the characters of what it writes; Latin 1 takes any bytes as they are
     * @param bytes the most that it may write to either output; one that writes more is stopped
     */
    public record Terms(Duration limit, Optional<Map<String, String>> environment, Charset output, int bytes) {
        public Terms {
            environment = environment.map(Map::copyOf);
        }
    }

    /**
     * Creates a runner.
     *
     * @param limit how long one command may take
     */
    public ProcessRunner(Duration limit) {
        this(limit, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    ProcessRunner(Duration limit, String path) {
        this(new Terms(limit, Optional.empty(), StandardCharsets.UTF_8, Integer.MAX_VALUE), path);
    }

    /** Creates a runner on other terms than the usual ones. */
    public ProcessRunner(Terms terms) {
        this(terms, Optional.ofNullable(System.getenv("PATH")).orElse(""));
    }

    private ProcessRunner(Terms terms, String path) {
        this.terms = terms;
        this.programs = new ProgramPath(path);
    }

    @Override
    public Result run(List<String> argv, String stdin) {
        String program = argv.getFirst();
        Optional<Path> file = programs.find(program);
        if (file.isEmpty()) {
            return new Missing(program);
        }
        List<String> command = new ArrayList<>(argv);
        command.set(0, file.get().toString());
        Process process;
        try {
            process = start(command, stdin.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            return new Missing(program);
        }
        try {
            return await(process, program);
        } finally {
            kill(process);
        }
    }

    /** Much input comes from a file that nobody else sees, little through the pipe, which takes it as a whole. */
    private Process start(List<String> command, byte[] input) throws IOException {
        ProcessBuilder builder = new ProcessBuilder(command);
        terms.environment()
                .ifPresentOrElse(
                        all -> {
                            builder.environment().clear();
                            builder.environment().putAll(all);
                        },
                        () -> builder.environment().put("LC_ALL", "C"));
        Optional<Path> file = input.length > PIPE ? file(input) : Optional.empty();
        if (file.isEmpty()) {
            Process process = builder.start();
            THREADS.execute(() -> write(process.getOutputStream(), input));
            return process;
        }
        try {
            return builder.redirectInput(file.get().toFile()).start();
        } finally {
            Files.deleteIfExists(file.get());
        }
    }

    private static Optional<Path> file(byte[] input) {
        try {
            return Optional.of(Files.write(Files.createTempFile("podseg", ".input"), input));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private Result await(Process process, String program) {
        AtomicBoolean flood = new AtomicBoolean();
        CompletableFuture<String> out = read(process.getInputStream(), process, flood);
        CompletableFuture<String> err = read(process.getErrorStream(), process, flood);
        try {
            if (!process.waitFor(terms.limit().toMillis(), TimeUnit.MILLISECONDS)) {
                return new Stopped(
                        program, "it took longer than " + terms.limit().toSeconds() + " seconds");
            }
            Exited exited = new Exited(process.exitValue(), drained(out), drained(err));
            return flood.get() ? new Stopped(program, "it wrote more than " + terms.bytes() + " bytes") : exited;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new Stopped(program, "podseg is being stopped");
        }
    }

    private static String drained(CompletableFuture<String> output) {
        return output.completeOnTimeout("", DRAIN.toMillis(), TimeUnit.MILLISECONDS)
                .join();
    }

    private CompletableFuture<String> read(InputStream stream, Process process, AtomicBoolean flood) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try (stream) {
                        byte[] bytes = stream.readNBytes(terms.bytes());
                        if (bytes.length == terms.bytes() && stream.read() >= 0) {
                            flood.set(true);
                            kill(process);
                        }
                        return new String(bytes, terms.output());
                    } catch (IOException e) {
                        return "";
                    }
                },
                THREADS);
    }

    /** A program that does not read all of its input says so by its exit code. */
    private static void write(OutputStream stream, byte[] input) {
        try (stream) {
            stream.write(input);
        } catch (IOException e) {
            // The exit code tells.
        }
    }

    private static void kill(Process process) {
        if (process.isAlive()) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
    }
}
