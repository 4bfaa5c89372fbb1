package io.podseg.host.podman;

import io.podseg.host.podman.api.InfoJson;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PodmanUser;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;

/**
 * Podman's API service: the one that listens on this host, or a private one for the time podseg runs. Containers live on when
 * a private service ends.
 */
public final class ApiService implements AutoCloseable {
    private final Path socket;
    private final Optional<PrivateService> service;

    private ApiService(Path socket, Optional<PrivateService> service) {
        this.socket = socket;
        this.service = service;
    }

    /**
     * Finds the service or starts a private one.
     *
     * @param connection the option {@code --connection}, else {@code $CONTAINER_HOST}, else this user's own socket; only where
     *     nothing listens on the last, a private service is started
     * @throws HostException where there is none and none can be started, and where it is somebody else's
     */
    public static ApiService open(Optional<String> connection, PodmanUser user) throws HostException {
        return open(connection, user, System.getenv());
    }

    static ApiService open(Optional<String> connection, PodmanUser user, Map<String, String> environment)
            throws HostException {
        requirePlace(user, environment);
        Optional<String> url = named(connection, environment);
        if (url.isPresent()) {
            Path socket = ApiSocket.path(url.get());
            if (!ApiSocket.listens(socket)) {
                throw new HostException("No Podman service listens on " + socket
                        + "; start one with: podman system service --time=0 " + url.get());
            }
            requireOwn(socket, user);
            return new ApiService(socket, Optional.empty());
        }
        if (ApiSocket.listens(user.socket())) {
            requireOwn(user.socket(), user);
            return new ApiService(user.socket(), Optional.empty());
        }
        PrivateService service =
                PrivateService.start(PodmanProgram.find(environment.getOrDefault("PATH", "")), parent(user));
        return new ApiService(service.socket(), Optional.of(service));
    }

    /**
     * Finds the service for a long time: one that is named, or Podman's own, need not listen yet and may come and go.
     *
     * @throws HostException where there is none and none can be started, and where it is somebody else's
     */
    public static ApiService stay(Optional<String> connection, PodmanUser user) throws HostException {
        return stay(connection, user, System.getenv());
    }

    static ApiService stay(Optional<String> connection, PodmanUser user, Map<String, String> environment)
            throws HostException {
        requirePlace(user, environment);
        Optional<String> url = named(connection, environment);
        if (url.isPresent()) {
            Path socket = ApiSocket.path(url.get());
            if (ApiSocket.listens(socket)) {
                requireOwn(socket, user);
            }
            return new ApiService(socket, Optional.empty());
        }
        return open(connection, user, environment);
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

    /** Starts the private service again, which reads its settings when it starts; does nothing for another one. */
    public void reread() throws HostException {
        if (service.isPresent()) {
            service.get().again();
        }
    }

    /** The UNIX socket on which the service listens. */
    public Path socket() {
        return socket;
    }

    /** Folder in which this Podman keeps what lasts. */
    public Path dataFolder() throws HostException {
        return Path.of(info(socket).store().data());
    }

    /** Folder in which this Podman keeps what does not outlive a boot. */
    public Path runtimeFolder() throws HostException {
        return Path.of(info(socket).store().runtime());
    }

    @Override
    public void close() {
        service.ifPresent(PrivateService::close);
    }

    /** An ordinary user's Podman can only be worked with from inside that user's namespace. */
    private static void requirePlace(PodmanUser user, Map<String, String> environment) throws HostException {
        if (user.problem().isPresent()) {
            PodmanProgram.find(environment.getOrDefault("PATH", ""));
            throw new HostException("podseg cannot work with this user's Podman: "
                    + Sentence.clean(user.problem().get()) + ". See: podseg doctor");
        }
    }

    /**
     * Containers of one user and the firewall of another would be no protection at all. All of a user's files are root's in that
     * user's own namespace, and those of all others nobody's.
     */
    private static void requireOwn(Path socket, PodmanUser user) throws HostException {
        if (!ownedByUs(socket) && (user.rootless() || isRootless(socket))) {
            throw new HostException(
                    "The Podman service on " + socket + " is another user's: run podseg as that user, because"
                            + " it also writes the firewall of that user's networks"
                            + (user.rootless() ? "; for root's Podman, as root." : "."));
        }
    }

    private static boolean ownedByUs(Path socket) throws HostException {
        try {
            return Files.getAttribute(socket, "unix:uid").equals(0);
        } catch (IOException e) {
            throw new HostException("Whose socket " + socket + " is cannot be found out: " + e.getMessage() + ".", e);
        }
    }

    /** A socket unit may give root's socket to somebody else. */
    private static boolean isRootless(Path socket) throws HostException {
        return info(socket).host().security().rootless();
    }

    private static InfoJson info(Path socket) throws HostException {
        Connection connection = new Connection(socket);
        return connection
                .calls()
                .call("tell what it is", () -> connection.quick().info());
    }

    private static Path parent(PodmanUser user) throws HostException {
        if (!user.rootless()) {
            Path run = Path.of("/run");
            return Files.isWritable(run) ? run : Path.of("/tmp");
        }
        try {
            return Files.createDirectories(
                    user.runtime(), PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
        } catch (IOException e) {
            throw new HostException("The folder " + user.runtime() + " cannot be made: " + e.getMessage() + ".", e);
        }
    }
}
