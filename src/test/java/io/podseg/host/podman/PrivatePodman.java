package io.podseg.host.podman;

import io.podseg.lab.Release;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A real Podman in private namespaces, and its API service; everything is gone when closed. */
final class PrivatePodman implements AutoCloseable {
    static final String IMAGE = "localhost/podseg-test:1";

    private final Path folder;
    private final Process process;

    private PrivatePodman(Path folder, Process process) {
        this.folder = folder;
        this.process = process;
    }

    static PrivatePodman start() {
        try {
            Path folder = Files.createTempDirectory(
                    Files.createDirectories(Path.of("target")).toAbsolutePath(), "podman");
            Path script = Path.of("src/test/resources/private-podman/run").toAbsolutePath();
            ProcessBuilder builder = new ProcessBuilder(
                            "unshare", "-mnp", "--fork", "--kill-child", script.toString(), folder.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile());
            builder.environment().put("PODMAN_IGNORE_CGROUPSV1_WARNING", "1");
            Release.tree().ifPresent(tree -> builder.environment().put("PODSEG_LAB_TREE", tree.toString()));
            Process process = builder.start();
            PrivatePodman podman = new PrivatePodman(folder, process);
            podman.await();
            return podman;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void await() throws IOException {
        for (int i = 0; i < 600; i++) {
            if (Files.exists(socket())) {
                return;
            }
            if (!process.isAlive()) {
                break;
            }
            pause();
        }
        throw new AssertionError("no private Podman: " + Files.readString(folder.resolve("log")));
    }

    private static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    Path socket() {
        return folder.resolve("podman.sock");
    }

    /** A folder for the test, gone with the Podman. */
    Path folder(String name) {
        return folder.resolve(name);
    }

    /** Runs the podman command line beside podseg, as somebody on the host would. */
    String podman(String... arguments) {
        Stream<String> enter =
                Stream.of("nsenter", "-m", "-p", "-t", "" + inside(), "--", "podman", "--url", "unix://" + socket());
        List<String> argv = Stream.concat(enter, Stream.of(arguments)).toList();
        try {
            ProcessBuilder builder = new ProcessBuilder(argv).redirectErrorStream(true);
            builder.environment().put("PODMAN_IGNORE_CGROUPSV1_WARNING", "1");
            Process command = builder.start();
            String output =
                    new String(command.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            if (!command.waitFor(60, TimeUnit.SECONDS) || command.exitValue() != 0) {
                throw new AssertionError(String.join(" ", argv) + ": " + output);
            }
            return output.strip();
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The script's process, whose root folder is that of this Podman. */
    private long inside() {
        return process.children().findFirst().orElseThrow().pid();
    }

    @Override
    public void close() {
        process.descendants().forEach(ProcessHandle::destroyForcibly);
        process.destroyForcibly();
        try {
            process.waitFor(10, TimeUnit.SECONDS);
            try (Stream<Path> paths = Files.walk(folder)) {
                paths.sorted(Comparator.reverseOrder())
                        .forEach(path -> path.toFile().delete());
            }
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
