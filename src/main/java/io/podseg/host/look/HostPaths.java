package io.podseg.host.look;

import io.podseg.reconcile.PodmanUser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where the Podman of a user reads its settings (containers.conf(5), containers-policy.json(5), containers-registries.conf(5)).
 *
 * @param rootless whether it is an ordinary user's
 * @param settings folders with {@code containers.conf}, {@code policy.json} and so on, the most general first
 * @param socket where the API service listens by default
 * @param stateFolder podseg's state folder
 * @param policy {@code policy.json} named by the environment
 * @param registries {@code registries.conf} named by the environment
 * @param containers containers.conf named by the environment, in place of all others
 * @param last containers.conf named by the environment, after all others
 */
public record HostPaths(
        boolean rootless,
        List<Path> settings,
        Path socket,
        Path stateFolder,
        Optional<Path> policy,
        Optional<Path> registries,
        Optional<Path> containers,
        Optional<Path> last) {
    private static final Path SHARED = Path.of("/usr/share/containers");
    private static final Path SYSTEM = Path.of("/etc/containers");

    public HostPaths {
        settings = List.copyOf(settings);
    }

    /** Those of a user, with the environment of podseg's process, which its Podman shares. */
    public static HostPaths of(PodmanUser user, Path stateFolder, Map<String, String> environment) {
        List<Path> settings = new ArrayList<>(List.of(SHARED, SYSTEM));
        if (user.rootless()) {
            settings.add(path(environment, "XDG_CONFIG_HOME")
                    .orElse(Path.of(environment.getOrDefault("HOME", "/"), ".config"))
                    .resolve("containers"));
        }
        return new HostPaths(
                user.rootless(),
                settings,
                user.socket(),
                stateFolder,
                path(environment, "CONTAINERS_POLICY"),
                path(environment, "CONTAINERS_REGISTRIES_CONF"),
                path(environment, "CONTAINERS_CONF"),
                path(environment, "CONTAINERS_CONF_OVERRIDE"));
    }

    private static Optional<Path> path(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(text -> !text.isBlank())
                .map(Path::of)
                .filter(Path::isAbsolute);
    }
}
