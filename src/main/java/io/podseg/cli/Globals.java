package io.podseg.cli;

import io.podseg.desired.HostFacts;
import io.podseg.reconcile.PodmanUser;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.ServiceUrl;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    private static final String CONTAINER_HOST = "CONTAINER_HOST";

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
            converter = ConnectionConverter.class,
            scope = ScopeType.INHERIT,
            description = "Podman's API service, such as unix:///run/podman/podman.sock. Default: $CONTAINER_HOST, else"
                    + " this user's Podman socket, else a private service for the time podseg runs")
    private Optional<String> connection = Optional.empty();

    @Option(
            names = "--state-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Folder of podseg's memory and lock. Default: /var/lib/podseg, for an ordinary user"
                    + " $XDG_STATE_HOME/podseg (~/.local/state/podseg)")
    private Optional<Path> stateFolder = Optional.empty();

    @Option(
            names = "--status-dir",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description =
                    "Folder of the status files. Default of run and status: /run/podseg/status, for an ordinary user"
                            + " $XDG_RUNTIME_DIR/podseg/status, or status in another --state-dir; apply and destroy then write none")
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

    private final PodmanUser user;
    private final Map<String, String> environment;

    /**
     * Options as they are where nothing is said.
     *
     * @param user whose folders are the defaults
     * @param environment of this process
     */
    Globals(PodmanUser user, Map<String, String> environment) {
        this.user = user;
        this.environment = environment;
    }

    /** What is known of the user's host without looking at it. */
    HostFacts hostFacts() {
        return new HostFacts(user.rootless(), Optional.empty());
    }

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

    /** What the option says, else {@code $CONTAINER_HOST}, which may be as wrong; empty where Podman's service is to be found. */
    Optional<String> connection() {
        return connection.filter(url -> !url.isBlank()).or(this::connectionOfEnvironment);
    }

    private Optional<String> connectionOfEnvironment() {
        Optional<String> named =
                Optional.ofNullable(environment.get(CONTAINER_HOST)).filter(url -> !url.isBlank());
        named.ifPresent(url -> usable(() -> {
            try {
                return ServiceUrl.socket(url);
            } catch (IllegalArgumentException e) {
                throw new IllegalArgumentException("$" + CONTAINER_HOST + ": " + e.getMessage(), e);
            }
        }));
        return named;
    }

    Path stateFolder() {
        return stateFolder.orElse(user.state());
    }

    Optional<Path> statusFolder() {
        return statusFolder;
    }

    /**
     * Where a controller with this state folder writes its status. The default is in memory: what was in force before a boot is not
     * any more, and whoever may look at the host may read it.
     */
    Path statusOfController() {
        return statusFolder.orElseGet(() -> stateFolder().equals(user.state())
                ? user.status()
                : stateFolder().resolve("status"));
    }

    boolean noColor() {
        return noColor;
    }

    boolean verbose() {
        return verbose;
    }
}
