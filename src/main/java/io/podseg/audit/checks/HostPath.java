package io.podseg.audit.checks;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * A path of the host, and what it means that a container has it.
 *
 * @param path absolute, without {@code .}, {@code ..} and double slashes
 */
record HostPath(String path) {
    private static final Pattern SOCKET = Pattern.compile(
            "/(var/)?run/(user/[0-9]+/)?((podman/podman|docker|crio/crio|containerd/containerd|buildkit/buildkitd)\\.sock)");
    private static final Pattern SOCKET_NAME =
            Pattern.compile(".*/(podman|docker|crio|containerd|cri-dockerd|buildkitd)\\.sock");

    /** Folders in which engines have their sockets. */
    private static final Pattern AROUND_SOCKETS =
            Pattern.compile("/|/var|/(var/)?run(/(podman|docker|crio|containerd|buildkit|user(/[0-9]+(/podman)?)?))?");

    /** What lies below sensitive folders. The longest one counts. */
    private static final Map<String, String> SENSITIVE = new TreeMap<>(Map.ofEntries(
            Map.entry("/boot", "the kernel"),
            Map.entry("/dev", "devices"),
            Map.entry("/etc", "the configuration of the host, accounts among it"),
            Map.entry("/home", "what users keep, keys among it"),
            Map.entry("/lib", "libraries and kernel modules"),
            Map.entry("/lib64", "libraries"),
            Map.entry("/bin", "programs"),
            Map.entry("/sbin", "programs"),
            Map.entry("/proc", "processes and settings of the kernel"),
            Map.entry("/root", "what root keeps, keys among it"),
            Map.entry("/run", "sockets of services"),
            Map.entry("/sys", "settings of the kernel"),
            Map.entry("/usr", "programs and libraries"),
            Map.entry("/var/run", "sockets of services"),
            Map.entry("/var/log", "logs, by links in which other files can be read"),
            Map.entry("/var/spool/cron", "jobs that run as root"),
            Map.entry("/var/lib/containers", "images and root file systems of all containers"),
            Map.entry("/var/lib/docker", "images and root file systems of all containers"),
            Map.entry("/var/lib/kubelet", "secrets of all pods"),
            Map.entry("/var/lib/podseg", "what podseg enforces")));

    static HostPath of(String source) {
        Deque<String> parts = new ArrayDeque<>();
        for (String part : List.of(source.split("/"))) {
            if (part.equals("..")) {
                parts.pollLast();
            } else if (!part.isEmpty() && !part.equals(".")) {
                parts.addLast(part);
            }
        }
        return new HostPath("/" + String.join("/", parts));
    }

    /** Whether it is everything. */
    boolean root() {
        return path.equals("/");
    }

    /** What is there, where that is sensitive. */
    Optional<String> meaning() {
        if (root()) {
            return Optional.of("everything");
        }
        if (path.equals("/var") || path.equals("/var/lib")) {
            return Optional.of("what services keep, containers among it");
        }
        return SENSITIVE.entrySet().stream()
                .filter(entry -> path.equals(entry.getKey()) || path.startsWith(entry.getKey() + "/"))
                .reduce((shorter, longer) -> longer)
                .map(Map.Entry::getValue);
    }

    /** That it is the socket of an engine, or a folder in which there is one. */
    Optional<String> socket() {
        if (SOCKET.matcher(path).matches() || SOCKET_NAME.matcher(path).matches()) {
            return Optional.of("has the engine's socket " + path);
        }
        return AROUND_SOCKETS.matcher(path).matches()
                ? Optional.of("has " + path + " of the host, where engines have their sockets")
                : Optional.empty();
    }
}
