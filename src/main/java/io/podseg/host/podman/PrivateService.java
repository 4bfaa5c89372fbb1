package io.podseg.host.podman;

import io.podseg.host.exec.ChildProcess;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;

/** An API service that podseg started: its folder (mode 0700) holds the socket and the log. */
final class PrivateService {
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 10;
    private static final String PREFIX = "podseg-";
    private static final String SOCKET = "podman.sock";
    private static final String LOG = "log";

    private final Path folder;
    private final Path socket;
    private final Path podman;
    private volatile ChildProcess process;
    private final Thread atExit = new Thread(this::end, "podman-service-end");

    private PrivateService(Path folder, Path podman) throws IOException {
        this.folder = folder;
        this.socket = folder.resolve(SOCKET);
        this.podman = podman;
        this.process = run();
    }

    private ChildProcess run() throws IOException {
        return ChildProcess.start(
                List.of(podman.toString(), "system", "service", "--time=0", "unix://" + socket), Map.of(), log());
    }

    /** The UNIX socket on which it listens. */
    Path socket() {
        return socket;
    }

    boolean lives() {
        return process.isAlive() && Files.exists(socket);
    }

    void again() throws HostException {
        try {
            process.stop(STOP);
            Files.deleteIfExists(socket);
            if (!Files.isDirectory(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            }
            process = run();
            listen();
        } catch (IOException e) {
            throw new HostException(podman + " could not be started: " + Sentence.clean(e.getMessage()) + ".", e);
        }
    }

    /**
     * Starts it.
     *
     * @param parent for its folder: short, because a socket's path has at most 107 bytes
     */
    static PrivateService start(Path podman, Path parent) throws HostException {
        try {
            sweep(parent);
            Path folder = Files.createTempDirectory(parent, PREFIX);
            PrivateService service = new PrivateService(folder, podman);
            Runtime.getRuntime().addShutdownHook(service.atExit);
            service.await();
            return service;
        } catch (IOException e) {
            throw new HostException(podman + " could not be started: " + Sentence.clean(e.getMessage()) + ".", e);
        }
    }

    /** Folders of runs that were killed: old enough to have started, and nobody listens. */
    private static void sweep(Path parent) throws IOException, HostException {
        FileTime recent = FileTime.from(Instant.now().minus(START.multipliedBy(3)));
        try (DirectoryStream<Path> folders = Files.newDirectoryStream(parent, PREFIX + "*")) {
            for (Path folder : folders) {
                if (isOurs(folder)
                        && Files.getLastModifiedTime(folder).compareTo(recent) < 0
                        && !ApiSocket.listens(folder.resolve(SOCKET))) {
                    remove(folder);
                }
            }
        } catch (NoSuchFileException | DirectoryIteratorException e) {
            // Another podseg was faster.
            return;
        }
    }

    /** In a folder that is open to everybody, others may put theirs, or links. */
    private static boolean isOurs(Path folder) throws IOException {
        return Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)
                && Files.getAttribute(folder, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                        .equals(0);
    }

    private static void remove(Path folder) {
        for (Path path : List.of(folder.resolve(SOCKET), folder.resolve(LOG), folder)) {
            try {
                Files.deleteIfExists(path);
            } catch (IOException e) {
                // A leftover in /run goes with the next boot.
                continue;
            }
        }
    }

    private Path log() {
        return folder.resolve(LOG);
    }

    private void await() throws HostException, IOException {
        try {
            listen();
        } catch (HostException e) {
            close();
            throw e;
        }
    }

    private void listen() throws HostException, IOException {
        long deadline = System.nanoTime() + START.toNanos();
        while (!ApiSocket.listens(socket)) {
            boolean alive = process.isAlive();
            if (!alive || System.nanoTime() > deadline) {
                String reason = alive ? "it does not answer" : lastLine();
                throw new HostException("Podman's API service could not be started: " + reason + ".");
            }
            sleep();
        }
    }

    private static void sleep() throws HostException {
        try {
            Thread.sleep(POLL_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("Interrupted while Podman's API service started.", e);
        }
    }

    private String lastLine() throws IOException {
        List<String> lines = Files.readAllLines(log());
        return Sentence.clean(lines.isEmpty() ? "it ended at once" : lines.getLast());
    }

    void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            // The JVM is ending: the hook does it.
            return;
        }
        end();
    }

    private void end() {
        process.stop(STOP);
        remove(folder);
    }
}
