package io.podseg.host.hook;

import io.podseg.reconcile.PodmanUser;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Where everything of the hook stands.
 *
 * @param programs folder of the programs as they were installed, apart from the distribution, which may go or move
 * @param hooks folder with the hook's JSON, to be listed in {@code hooks_dir}
 * @param settingsFolder Podman's folder for files of settings, in which podseg's own stands
 * @param settings what Podman reads, in its order: files, and folders of files
 * @param alone the file that Podman reads instead of all of them, as {@code CONTAINERS_CONF} says
 * @param last the file that Podman reads after all of them, as {@code CONTAINERS_CONF_OVERRIDE} says
 * @param runtime podseg's runtime folder
 * @param rootless what the hook needs beside for rootless Podman
 */
public record HookPlaces(
        Path programs,
        Path hooks,
        Path settingsFolder,
        List<Path> settings,
        Optional<Path> alone,
        Optional<Path> last,
        Path runtime,
        Optional<Rootless> rootless) {
    private static final Path ETC = Path.of("/etc/containers");
    private static final List<Path> SYSTEM_WIDE = List.of(
            Path.of("/usr/share/containers/containers.conf"),
            ETC.resolve("containers.conf"),
            ETC.resolve("containers.conf.d"));
    private static final String DROP_IN = "zz-podseg-hook.conf";

    public HookPlaces {
        settings = List.copyOf(settings);
    }

    /**
     * The host layer of rootless Podman, whose namespace comes and goes.
     *
     * @param state podseg's state folder
     * @param networks Podman's folder of networks
     */
    public record Rootless(Path state, Path networks) {}

    /**
     * The places of this host.
     *
     * @param user whose Podman it is
     * @param environment of this process
     * @param stateFolder podseg's state folder
     */
    public static HookPlaces of(PodmanUser user, Map<String, String> environment, Path stateFolder) {
        Path state = stateFolder.toAbsolutePath().normalize();
        Path home = Path.of(environment.getOrDefault("HOME", "/"));
        Path own = user.rootless()
                ? file(environment, "XDG_CONFIG_HOME")
                        .orElse(home.resolve(".config"))
                        .resolve("containers")
                : ETC;
        List<Path> settings = new ArrayList<>(SYSTEM_WIDE);
        Optional<Rootless> rootless = Optional.empty();
        if (user.rootless()) {
            settings.addAll(List.of(own.resolve("containers.conf"), own.resolve("containers.conf.d")));
            Path data = file(environment, "XDG_DATA_HOME").orElse(home.resolve(".local/share"));
            rootless = Optional.of(new Rootless(state, data.resolve("containers/storage/networks")));
        }
        return new HookPlaces(
                state.resolve("hook"),
                own.resolve("oci/hooks.d"),
                own.resolve("containers.conf.d"),
                settings,
                file(environment, "CONTAINERS_CONF"),
                file(environment, "CONTAINERS_CONF_OVERRIDE"),
                user.runtime(),
                rootless);
    }

    private static Optional<Path> file(Map<String, String> environment, String name) {
        return Optional.ofNullable(environment.get(name))
                .filter(value -> !value.isEmpty())
                .map(Path::of);
    }

    /** The program that loads the rules of a pod. */
    Path program() {
        return programs.resolve("podseg-hook");
    }

    /** The program that loads the rules of the host layer. */
    Path firewall() {
        return programs.resolve("podseg-firewall");
    }

    /** What was installed, by its sums. */
    Path record() {
        return programs.resolve("installed");
    }

    /** The file of podseg's own with {@code hooks_dir}. */
    Path dropIn() {
        return settingsFolder.resolve(DROP_IN);
    }

    Path json() {
        return hooks.resolve("podseg.json");
    }
}
