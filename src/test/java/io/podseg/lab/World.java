package io.podseg.lab;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The namespaces of one lab, held open by a process: {@code src/test/resources/lab/world} says how. */
final class World implements AutoCloseable {
    static final Path RESOURCES = Path.of("src/test/resources/lab").toAbsolutePath();

    private static @Nullable String workingRuntime;

    private final Process holder;
    private final long first;

    private World(Process holder, long first) {
        this.holder = holder;
        this.first = first;
    }

    /** A new world, with an OCI runtime that was seen to start a container on this machine. */
    static synchronized World create() {
        Path store = Images.store();
        if (workingRuntime == null) {
            workingRuntime = findRuntime(store);
        }
        return create(store, workingRuntime);
    }

    private static World create(Path store, String runtime) {
        var argv = new ArrayList<>(List.of("sh", RESOURCES.resolve("world").toString(), store.toString(), runtime));
        Release.tree().ifPresent(tree -> argv.add(tree.toString()));
        Process holder = Commands.start(argv);
        awaitReady(holder);
        long first = holder.toHandle()
                .children()
                .flatMap(ProcessHandle::children)
                .findFirst()
                .orElseThrow()
                .pid();
        return new World(holder, first);
    }

    /** The machine's default where it works, as it does on most; runc where control groups are of the old kind. */
    private static String findRuntime(Path store) {
        var failures = new StringBuilder();
        for (String runtime : List.of("default", "runc", "crun")) {
            try (World world = create(store, runtime)) {
                var smoke = List.of("podman", "run", "--rm", "--network=none", Images.BUSYBOX, "true");
                Result result = world.run(smoke, "", Duration.ofSeconds(60));
                if (result.exit() == 0) {
                    return runtime;
                }
                failures.append(runtime).append(": ").append(result.stderr()).append('\n');
            }
        }
        throw new AssertionError("no OCI runtime starts a container on this machine:\n" + failures);
    }

    private static void awaitReady(Process holder) {
        try {
            var out = new BufferedReader(new InputStreamReader(holder.getInputStream(), StandardCharsets.UTF_8));
            String line = out.readLine();
            if (!"ready".equals(line)) {
                holder.getOutputStream().close();
                String error = new String(holder.getErrorStream().readAllBytes(), StandardCharsets.UTF_8);
                throw new AssertionError("the lab did not start (root is needed): " + line + "\n" + error);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Number of the first process of the world, by which its namespaces can be found. */
    long firstProcess() {
        return first;
    }

    /** Name of the control group that the script {@code world} makes. */
    String controlGroup() {
        return "podseg-lab-" + holder.pid();
    }

    /** The command that runs another one in all namespaces of the world. */
    List<String> inside(List<String> argv) {
        var enter = List.of("nsenter", "-t", Long.toString(first), "-m", "-n", "-p", "-C", "--");
        return Commands.join(enter, argv);
    }

    /** Runs a command in the world; {@code timeout} inside it, since killing {@code nsenter} would not reach its child. */
    Result run(List<String> argv, String stdin, Duration limit) {
        var timed = Commands.join(List.of("timeout", "-k", "5", Long.toString(limit.toSeconds())), argv);
        long began = System.nanoTime();
        Result result = Commands.run(inside(timed), stdin, limit.plusSeconds(10));
        return System.nanoTime() - began < limit.toNanos() ? result : result.withMore(hanging());
    }

    /** What has not ended within minutes hangs for a reason, which is gone with the world. */
    private String hanging() {
        List<String> look =
                inside(List.of("timeout", "60", RESOURCES.resolve("hanging").toString()));
        return Commands.run(look, "", Duration.ofSeconds(70)).stdout();
    }

    @Override
    public void close() {
        try {
            holder.getOutputStream().close();
            if (!holder.waitFor(2, TimeUnit.MINUTES)) {
                holder.descendants().forEach(ProcessHandle::destroyForcibly);
                throw new AssertionError("the lab did not end");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
