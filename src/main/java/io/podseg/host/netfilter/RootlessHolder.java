package io.podseg.host.netfilter;

import io.podseg.host.exec.ChildProcess;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Has Podman make its rootless network namespace, and keep it: a program of podseg's that does nothing sits in it. From Podman 5 on
 * it stays for as long as the program does; before, the end of the last container takes it away all the same.
 */
public final class RootlessHolder implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 10;

    /** A session of its own: a key that ends podseg in good order must not end this before. */
    private static final List<String> HOLD = List.of("setsid", "podman", "unshare", "--rootless-netns", "cat");

    private final Path runtime;
    private @Nullable ChildProcess process;

    /**
     * Holds nothing yet.
     *
     * @param runtime podseg's runtime folder, for what Podman says
     */
    public RootlessHolder(Path runtime) {
        this.runtime = runtime;
    }

    /** Whether the namespace is there. */
    @FunctionalInterface
    interface Look {
        boolean isThere() throws HostException;
    }

    /** Returns once it is there; throws where it does not come. */
    synchronized void hold(Look look) throws HostException {
        close();
        Path log = runtime.resolve("netns.log");
        try {
            make(runtime);
            Files.deleteIfExists(log);
            ChildProcess started = ChildProcess.holding(HOLD, log);
            process = started;
            long deadline = System.nanoTime() + LIMIT.toNanos();
            while (!look.isThere()) {
                if (!started.isAlive() || System.nanoTime() > deadline) {
                    throw new HostException("Podman does not make its rootless network namespace: " + said(log));
                }
                Thread.sleep(POLL_MILLIS);
            }
        } catch (IOException e) {
            throw new HostException("Podman does not make its rootless network namespace: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("interrupted while Podman made its rootless network namespace", e);
        }
    }

    /** Makes podseg's runtime folder, for nobody but this user. */
    private static void make(Path folder) throws HostException {
        try {
            Files.createDirectories(
                    folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new HostException("the folder " + folder + " cannot be made: " + e.getMessage(), e);
        }
    }

    private static String said(Path log) throws IOException {
        List<String> lines = Files.readAllLines(log);
        return lines.isEmpty() ? "it does not come" : lines.getLast();
    }

    @Override
    public synchronized void close() {
        if (process != null) {
            process.release(STOP);
            process = null;
        }
    }
}
