package io.podseg.host.look;

import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.audit.facts.HostAudit.Guarded;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Files that decide about containers, with their owners and modes: whoever may write one may decide. */
final class GuardedFiles {
    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Nobody but the owner writes. */
    private static final int WRITE = 0_022;

    /** Nobody but the owner and a group that was chosen for it does anything. */
    private static final int OTHERS = 0_007;

    private static final int BITS = 0_7777;

    private static final List<String> UNITS = List.of(
            "/usr/lib/systemd/system/podman.service",
            "/usr/lib/systemd/system/podman.socket",
            "/etc/systemd/system/podman.service",
            "/etc/systemd/system/podman.socket");

    private final Path root;
    private final HostPaths paths;
    private final List<Guarded> found = new ArrayList<>();

    GuardedFiles(Path root, HostPaths paths) {
        this.root = root;
        this.paths = paths;
    }

    /**
     * Those that exist.
     *
     * @param containers containers.conf files that are read
     * @param registries registries.conf files that are read
     * @param policy policy.json
     * @param hooks folders with hooks that containers.conf names
     */
    List<Guarded> look(List<Path> containers, List<Path> registries, Optional<Path> policy, List<String> hooks) {
        add(in(paths.socket().toString()), "socket of Podman's API service", OTHERS);
        containers.forEach(file -> add(file, "settings of Podman", WRITE));
        registries.forEach(file -> add(file, "settings of registries", WRITE));
        policy.ifPresent(file -> add(file, "policy for images", WRITE));
        List<String> folders =
                new ArrayList<>(List.of("/usr/share/containers/oci/hooks.d", "/etc/containers/oci/hooks.d"));
        folders.addAll(hooks);
        folders.stream().distinct().filter(folder -> folder.startsWith("/")).forEach(this::hooks);
        UNITS.forEach(unit -> add(in(unit), "unit of Podman's API service", WRITE));
        add(in(paths.stateFolder().toString()), "state folder of podseg", WRITE);
        return found;
    }

    private void hooks(String folder) {
        add(in(folder), "folder of hooks", WRITE);
        try (DirectoryStream<Path> files = Files.newDirectoryStream(in(folder), "*.json")) {
            for (Path file : files) {
                add(file, "hook", WRITE);
                String program = JSON.readTree(Files.readAllBytes(file))
                        .path("hook")
                        .path("path")
                        .asText();
                if (program.startsWith("/")) {
                    add(in(program), "program of a hook", WRITE);
                }
            }
        } catch (IOException e) {
            // No such folder, or no hook: what Podman cannot read it does not run.
        }
    }

    private Path in(String path) {
        return root.resolve(path.substring(1));
    }

    /** Of a link the file behind it counts, and a link that leads nowhere is none. */
    private void add(Path file, String purpose, int forbidden) {
        try {
            Map<String, Object> attributes = Files.readAttributes(file, "unix:uid,mode");
            int owner = ((Number) attributes.getOrDefault("uid", 0)).intValue();
            int mode = ((Number) attributes.getOrDefault("mode", 0)).intValue() & BITS;
            // In a user's own namespace that user is root, and root and everybody else are the same nobody.
            int expected = paths.rootless() && system(file) ? owner : 0;
            found.add(new Guarded("/" + root.relativize(file), purpose, owner, expected, mode, forbidden));
        } catch (IOException e) {
            // It is not there, or nobody can say whose it is.
        }
    }

    private boolean system(Path file) {
        return file.startsWith(in("/etc")) || file.startsWith(in("/usr")) || file.startsWith(in("/run/podman"));
    }
}
