package io.podseg;

import io.podseg.cli.Edges;
import io.podseg.git.GitFollower;
import io.podseg.git.GitSource;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.podman.ApiService;
import io.podseg.host.systemd.SystemdSink;
import io.podseg.manifest.FolderSource;
import io.podseg.manifest.KeptReader;
import io.podseg.reconcile.Applied;
import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.History;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.PlanFiles;
import io.podseg.reconcile.PodmanUser;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.StateStore;
import io.podseg.reconcile.Watch;
import io.podseg.schedule.ResyncWatch;
import io.podseg.status.Account;
import io.podseg.store.ControllerFolder;
import io.podseg.store.FolderHistory;
import io.podseg.store.FolderStore;
import io.podseg.store.PlanFileStore;
import io.podseg.web.Board;
import io.podseg.web.Notifiers;
import io.podseg.web.Webhook;
import io.vertx.ext.web.Router;
import jakarta.enterprise.inject.spi.CDI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.eclipse.microprofile.config.ConfigProvider;

/** The one place that knows all edges: real files, the real Podman, the real kernel. */
final class Wiring implements Edges {
    /** Bytes that one command of Git's may write: a little more than all manifests of a repository may have. */
    private static final int GIT_OUTPUT = 80 * 1024 * 1024;

    private final Supplier<Board> board;
    private final PodmanUser user = Identity.ofProcess();
    private final Hosts hosts = new Hosts(user);

    /**
     * @param board asked for by the controller alone: other commands need not wait for it to be made
     */
    Wiring(Supplier<Board> board) {
        this.board = board;
    }

    @Override
    public List<CycleSink> sinks() {
        List<CycleSink> sinks = new ArrayList<>(List.of(board.get()));
        SystemdSink.of(System.getenv()).ifPresent(sinks::add);
        return sinks;
    }

    @Override
    public Consumer<Account> board() {
        return board.get()::told;
    }

    @Override
    public ManifestSource manifests(List<Path> paths) {
        return new FolderSource(paths);
    }

    @Override
    public ManifestSource repository(Repository repository, Path stateFolder) {
        return git(repository, stateFolder);
    }

    @Override
    public Followed follow(Repository repository, Path stateFolder, Duration poll) {
        GitFollower follower = new GitFollower(git(repository, stateFolder), poll);
        return new Followed(follower, List.of(), List.of(follower), follower::hurry);
    }

    private static GitSource git(Repository repository, Path stateFolder) {
        return new GitSource(
                repository,
                stateFolder,
                new KeptReader(),
                (environment, limit) -> new ProcessRunner(new ProcessRunner.Terms(
                        limit, Optional.of(environment), StandardCharsets.ISO_8859_1, GIT_OUTPUT)),
                System.getenv());
    }

    @Override
    public void webhook(Path secret, Runnable hurry) throws HostException {
        if (!ConfigProvider.getConfig().getValue("quarkus.http.host-enabled", Boolean.class)) {
            throw new HostException("--webhook-secret-file needs an address to listen at, see --listen");
        }
        Webhook.open(CDI.current().select(Router.class).get(), secret, hurry);
    }

    @Override
    public StateStore store(Path folder) {
        return new FolderStore(folder, Clock.systemUTC());
    }

    @Override
    public Watch schedule(Duration interval) {
        return new ResyncWatch(interval);
    }

    @Override
    public ManifestSource.Reader reader() {
        return FolderSource::read;
    }

    @Override
    public ControllerMemory memory(Path folder) {
        return new ControllerFolder(folder, Clock.systemUTC());
    }

    @Override
    public AutoCloseable onStop(Runnable stop) {
        return Signals.onStop(stop);
    }

    @Override
    public Host open(Optional<String> connection, Path stateFolder) throws HostException {
        return hosts.over(ApiService.open(connection, user), connection, stateFolder);
    }

    @Override
    public Host stay(Optional<String> connection, Path stateFolder) throws HostException {
        return hosts.over(ApiService.stay(connection, user), connection, stateFolder);
    }

    @Override
    public HookPort hook(Optional<String> connection, Path stateFolder) {
        return hosts.hook(connection, stateFolder);
    }

    @Override
    public List<Watch> watches(List<Path> files, Host host) {
        return hosts.watches(files, host);
    }

    @Override
    public PodmanUser podmanUser() {
        return user;
    }

    @Override
    public Notifying notifying(Notifications notifications, Consumer<String> complain) throws HostException {
        Notifiers all = Notifiers.open(notifications.urls(), notifications.slack(), notifications.secret(), complain);
        return new Notifying(all::told, all);
    }

    @Override
    public History history(Path stateFolder) {
        return new FolderHistory(stateFolder);
    }

    /** In the user's own namespace everybody is root to Java. */
    private String userName() {
        return user.rootless() ? user.name() : System.getProperty("user.name", "");
    }

    @Override
    public String user() {
        return user.rootless() ? user.name() : Edges.super.user();
    }

    @Override
    public Applied.Who who(String command) {
        return new Applied.Who(command, userName(), System.getenv().getOrDefault("SUDO_USER", ""));
    }

    @Override
    public PlanFiles plans() {
        return new PlanFileStore();
    }

    @Override
    public Clock clock() {
        return Clock.systemUTC();
    }

    @Override
    public CommandRunner programs() {
        return Hosts.programs();
    }

    @Override
    public Build build() {
        var config = ConfigProvider.getConfig();
        return new Build(
                config.getOptionalValue("quarkus.application.version", String.class)
                        .orElse("unknown"),
                config.getOptionalValue("podseg.commit", String.class));
    }
}
