package io.podseg.host.podman;

import io.podseg.host.exec.ChildProcess;
import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Podman's API service: the one that listens on this host, or a private one for the time podseg runs. Containers live on when
 * a private service ends.
 */
public final class ApiService implements AutoCloseable {
    private static final Path ROOTFUL = Path.of("/run/podman/podman.sock");
    private static final Duration START = Duration.ofSeconds(20);
    private static final Duration STOP = Duration.ofSeconds(5);
    private static final long POLL_MILLIS = 10;

    private final Path socket;
    private final Optional<PrivateService> service;

    private ApiService(Path socket, Optional<PrivateService> service) {
        this.socket = socket;
        this.service = service;
    }

    /**
     * Finds the service or starts a private one.
     *
     * @param connection the option {@code --connection}, else {@code $CONTAINER_HOST}, else {@code /run/podman/podman.sock};
     *     only where nothing listens on the last, a private service is started
     * @throws HostException where there is none and none can be started
     */
    public static ApiService open(Optional<String> connection) throws HostException {
        return open(connection, ROOTFUL, System.getenv());
    }

    static ApiService open(Optional<String> connection, Path rootful, Map<String, String> environment)
            throws HostException {
        requireRoot();
        Optional<String> url = named(connection, environment);
        if (url.isPresent()) {
            Path socket = ApiSocket.path(url.get());
            if (!ApiSocket.listens(socket)) {
                throw new HostException("No Podman service listens on " + socket
                        + "; start one with: podman system service --time=0 " + url.get());
            }
            return new ApiService(socket, Optional.empty());
        }
        if (ApiSocket.listens(rootful)) {
            return new ApiService(rootful, Optional.empty());
        }
        PrivateService service = PrivateService.start(PodmanProgram.find(environment.getOrDefault("PATH", "")));
        return new ApiService(service.socket, Optional.of(service));
    }

    /**
     * Finds the service for a long time: one that is named, or Podman's own, need not listen yet and may come and go.
     *
     * @throws HostException where there is none and none can be started
     */
    public static ApiService stay(Optional<String> connection) throws HostException {
        return stay(connection, ROOTFUL, System.getenv());
    }

    static ApiService stay(Optional<String> connection, Path rootful, Map<String, String> environment)
            throws HostException {
        requireRoot();
        Optional<String> url = named(connection, environment);
        if (url.isPresent()) {
            return new ApiService(ApiSocket.path(url.get()), Optional.empty());
        }
        return open(connection, rootful, environment);
    }

    private static Optional<String> named(Optional<String> connection, Map<String, String> environment) {
        return connection
                .or(() -> Optional.ofNullable(environment.get("CONTAINER_HOST")))
                .filter(text -> !text.isBlank());
    }

    /** Starts the private service again, on the same socket, where it has ended; does nothing for another one. */
    public void revive() throws HostException {
        if (service.isPresent() && !service.get().lives()) {
            service.get().again();
        }
    }

    /** The UNIX socket on which the service listens. */
    public Path socket() {
        return socket;
    }

    @Override
    public void close() {
        service.ifPresent(PrivateService::close);
    }

    private static void requireRoot() throws HostException {
        try {
            if (!Files.getAttribute(Path.of("/proc/self"), "unix:uid").equals(0)) {
                throw new HostException(
                        "podseg must run as root (try sudo): rootless Podman comes in a later version.");
            }
        } catch (IOException e) {
            throw new HostException("The user that podseg runs as cannot be found out: " + e.getMessage() + ".", e);
        }
    }

    /** A service that podseg started: its folder (mode 0700) holds the socket and the log. */
    private static final class PrivateService {
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

        static PrivateService start(Path podman) throws HostException {
            try {
                sweep(parent());
                Path folder = Files.createTempDirectory(parent(), PREFIX);
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
                    boolean old = Files.getLastModifiedTime(folder).compareTo(recent) < 0;
                    if (old && !ApiSocket.listens(folder.resolve(SOCKET))) {
                        remove(folder);
                    }
                }
            } catch (NoSuchFileException | DirectoryIteratorException e) {
                // Another podseg was faster.
                return;
            }
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

        /** Short, because a socket's path has at most 107 bytes; java.io.tmpdir may be long. */
        private static Path parent() {
            Path run = Path.of("/run");
            return Files.isWritable(run) ? run : Path.of("/tmp");
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
}
