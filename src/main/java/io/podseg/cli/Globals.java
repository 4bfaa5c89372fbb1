package io.podseg.cli;

import io.podseg.reconcile.Repository;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

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

    @Mixin
    private final GitOptions git = new GitOptions();

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

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec = CommandSpec.create();

    List<Path> files() {
        return files.isEmpty() ? List.of(Path.of("manifests")) : List.copyOf(files);
    }

    /** Whether manifests were named at all. */
    boolean namesManifests() {
        return !files.isEmpty() || git.named();
    }

    /** The Git repository with the manifests; empty where they are in files. */
    Optional<Repository> repository() {
        return usable(() -> {
            if (git.named() && !files.isEmpty()) {
                throw new IllegalArgumentException(
                        "manifests come from files (-f) or from a repository (--git), not from both");
            }
            return git.repository();
        });
    }

    /** A repository that something else names, reached as the options say. */
    Repository repository(String url, String ref, String path) {
        return usable(() -> git.repository(url, ref, path));
    }

    private <T> T usable(Supplier<T> options) {
        try {
            return options.get();
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), String.valueOf(e.getMessage()));
        }
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
