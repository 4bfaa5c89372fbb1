package io.podseg.host.config;

import io.podseg.reconcile.PodmanUser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where Podman's settings stand.
 *
 * @param folder the folder that is this Podman's own: {@code /etc/containers}, or a user's
 * @param settings what Podman reads of containers.conf, in its order: files, and folders of files
 * @param alone the file that Podman reads instead of all of them, as {@code CONTAINERS_CONF} says
 * @param last the file that Podman reads after all of them, as {@code CONTAINERS_CONF_OVERRIDE} says
 */
public record ConfigPlaces(Path folder, List<Path> settings, Optional<Path> alone, Optional<Path> last) {
    private static final Path ETC = Path.of("/etc/containers");

    public ConfigPlaces {
        settings = List.copyOf(settings);
    }

    /**
     * The places of this host.
     *
     * @param user whose Podman it is
     * @param environment of this process
     */
    public static ConfigPlaces of(PodmanUser user, Map<String, String> environment) {
        List<Path> settings = new ArrayList<>(List.of(
                Path.of("/usr/share/containers/containers.conf"),
                ETC.resolve("containers.conf"),
                ETC.resolve("containers.conf.d")));
        Path own = ETC;
        if (user.rootless()) {
            Path home = Path.of(environment.getOrDefault("HOME", "/"));
            own = file(environment, "XDG_CONFIG_HOME")
                    .orElse(home.resolve(".config"))
                    .resolve("containers");
            settings.addAll(List.of(own.resolve("containers.conf"), own.resolve("containers.conf.d")));
        }
        return new ConfigPlaces(
                own, settings, file(environment, "CONTAINERS_CONF"), file(environment, "CONTAINERS_CONF_OVERRIDE"));
    }

    private static Optional<Path> file(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }

    /** The file of podseg's own among Podman's. */
    Path dropIn() {
        return folder.resolve("containers.conf.d/zz-podseg.conf");
    }

    /** The seccomp profile that it names. */
    Path seccomp() {
        return folder.resolve("podseg-seccomp.json");
    }
}
