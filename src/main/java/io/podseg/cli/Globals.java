package io.podseg.cli;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that every command has; they may stand before the command or behind it. */
final class Globals {
    private static final Path STATE = Path.of("/var/lib/podseg");

    /** Below /run: what was in force before a boot is not any more, and whoever may look at the host may read it. */
    private static final Path STATUS = Path.of("/run/podseg/status");

    @Option(
            names = {"-f", "--filename"},
            paramLabel = "PATH",
            scope = ScopeType.INHERIT,
            description = "Manifest file or folder (read recursively); may be repeated. Default: manifests")
    private List<Path> files = new ArrayList<>();

    @Option(
            names = "--connection",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Podman's API service, such as unix:///run/podman/podman.sock. Default: $CONTAINER_HOST, else"
                    + " Podman's socket, else a private service for the time podseg runs")
    private Optional<String> connection = Optional.empty();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Folder of podseg's memory and lock. Default: /var/lib/podseg")
    private Path stateFolder = STATE;

    @Option(
            names = "--status-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Folder of the status files. Default of run and status: /run/podseg/status, or status in"
                    + " another --state-dir; apply and destroy then write none")
    private Optional<Path> statusFolder = Optional.empty();

    @Option(
            names = "--no-color",
            scope = ScopeType.INHERIT,
            description = "No colours; also with $NO_COLOR, and where the output is no terminal")
    private boolean noColor;

    @Option(
            names = {"-v", "--verbose"},
            scope = ScopeType.INHERIT,
            description = "Show details of errors")
    private boolean verbose;

    List<Path> files() {
        return files.isEmpty() ? List.of(Path.of("manifests")) : List.copyOf(files);
    }

    /** Whether manifests were named at all. */
    boolean namesFiles() {
        return !files.isEmpty();
    }

    Optional<String> connection() {
        return connection;
    }

    Path stateFolder() {
        return stateFolder;
    }

    Optional<Path> statusFolder() {
        return statusFolder;
    }

    /** Where a controller with this state folder writes its status. */
    Path statusOfController() {
        return statusFolder.orElseGet(() -> stateFolder.equals(STATE) ? STATUS : stateFolder.resolve("status"));
    }

    boolean noColor() {
        return noColor;
    }

    boolean verbose() {
        return verbose;
    }
}
