package io.podseg.host.podman;

import io.podseg.reconcile.HostException;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** The program {@code podman} on this host. */
final class PodmanProgram {
    private static final Path OS_RELEASE = Path.of("/etc/os-release");

    private PodmanProgram() {}

    /**
     * Looks in the folders of a search path, then where distributions put it.
     *
     * @throws HostException where it is not installed; says how to install it here
     */
    static Path find(String searchPath) throws HostException {
        return find(searchPath, List.of("/usr/bin", "/usr/local/bin"), OS_RELEASE);
    }

    static Path find(String searchPath, List<String> usual, Path osRelease) throws HostException {
        return Stream.concat(Stream.of(searchPath.split(File.pathSeparator, -1)), usual.stream())
                .filter(folder -> folder.startsWith("/"))
                .map(folder -> Path.of(folder, "podman"))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new HostException(
                        "Podman is not installed on this host; install it with: " + installation(osRelease)));
    }

    private static String installation(Path osRelease) {
        String release = read(osRelease);
        if (release.matches("(?s).*\\b(fedora|rhel|centos|almalinux|rocky)\\b.*")) {
            return "sudo dnf install podman";
        }
        if (release.matches("(?s).*\\b(suse|opensuse)\\b.*")) {
            return "sudo zypper install podman";
        }
        if (release.matches("(?s).*\\b(debian|ubuntu)\\b.*")) {
            return "sudo apt-get install podman";
        }
        return "your system's package manager (package podman)";
    }

    private static String read(Path osRelease) {
        try {
            return Files.readString(osRelease);
        } catch (IOException e) {
            return "";
        }
    }
}
