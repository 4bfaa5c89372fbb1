package io.podseg.host.config;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/**
 * Where Podman looks for what it trusts. A file in the home folder counts instead of the system's, for root too; the library that
 * reads it knows no {@code XDG_CONFIG_HOME}.
 *
 * @param user the folder below the home folder
 * @param system the folder of everybody
 * @param rootless whether only the user's own files can be written
 */
public record TrustPlaces(Path user, Path system, boolean rootless) {
    /** The places of this host. */
    public static TrustPlaces of(Map<String, String> environment, boolean rootless) {
        Path home = Path.of(environment.getOrDefault("HOME", System.getProperty("user.home", "/")));
        return new TrustPlaces(home.resolve(".config/containers"), Path.of("/etc/containers"), rootless);
    }

    /** The policy that Podman reads. */
    Path policy() {
        Path own = user.resolve("policy.json");
        return Files.exists(own) ? own : system.resolve("policy.json");
    }

    /** The registries.d that Podman reads. */
    Path registries() {
        Path own = user.resolve("registries.d");
        return Files.isDirectory(own) ? own : system.resolve("registries.d");
    }
}
