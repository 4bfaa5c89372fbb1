package io.podseg;

import io.podseg.cli.Edges;
import io.podseg.host.config.ConfigFiles;
import io.podseg.host.config.ConfigPlaces;
import io.podseg.host.config.ConfigWatch;
import io.podseg.host.config.TrustPlaces;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.hook.HookWatch;
import io.podseg.host.hook.InstalledHook;
import io.podseg.host.look.HostLook;
import io.podseg.host.look.HostPaths;
import io.podseg.host.netfilter.NetfilterAdapter;
import io.podseg.host.netfilter.PodNamespaces;
import io.podseg.host.netfilter.RootlessNetns;
import io.podseg.host.netfilter.RootlessWatch;
import io.podseg.host.netfilter.RulesWatch;
import io.podseg.host.netfilter.SetsWatch;
import io.podseg.host.podman.ApiService;
import io.podseg.host.podman.EventWatch;
import io.podseg.host.podman.Inspections;
import io.podseg.host.podman.PodmanAdapter;
import io.podseg.host.podman.Signatures;
import io.podseg.host.probe.NamespaceChecker;
import io.podseg.host.probe.NamespaceProber;
import io.podseg.manifest.watch.FolderWatch;
import io.podseg.reconcile.HookPort;
import io.podseg.reconcile.LookPort;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PodmanUser;
import io.podseg.reconcile.SettingsPort;
import io.podseg.reconcile.Watch;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Puts the parts of this host together, for its user: Podman, the kernel, the pod layer, and what watches them. */
final class Hosts {
    /** Loading 12,000 rules takes a fraction of a second; a program that takes longer than this hangs. */
    private static final Duration PROGRAM_LIMIT = Duration.ofMinutes(1);

    /** An image of many gigabytes on a slow line. */
    private static final Duration PULL_LIMIT = Duration.ofMinutes(30);

    private static final int PULL_OUTPUT = 1024 * 1024;

    /** Time between two looks at what the kernel tells nobody about. */
    private static final Duration SETS = Duration.ofSeconds(5);

    /** Time between two looks at the hook, which is a few small files. */
    private static final Duration HOOK = Duration.ofSeconds(2);

    /** Time between two looks at Podman's settings, which are a few small files, too. */
    private static final Duration SETTINGS = Duration.ofSeconds(2);

    private final PodmanUser user;

    Hosts(PodmanUser user) {
        this.user = user;
    }

    /**
     * All of it, over a service that was opened.
     *
     * @param connection URL of the service, where the user named one
     */
    RealHost over(ApiService service, Optional<String> connection, Path stateFolder) {
        PodmanAdapter podman =
                new PodmanAdapter(service.socket(), stateFolder.resolve("files"), signatures(stateFolder));
        Optional<RootlessHost> rootless = user.rootless()
                ? Optional.of(RootlessHost.of(user, service, connection, stateFolder, programs()))
                : Optional.empty();
        NetfilterPort netfilter =
                rootless.<NetfilterPort>map(RootlessHost::filter).orElseGet(() -> NetfilterAdapter.own(programs()));
        PodLayer layer = PodLayer.of(user, stateFolder, made -> podman.trial(made::infra), namespaces());
        NamespaceProber prober = rootless.map(
                        own -> new NamespaceProber(() -> own.netns().find().map(RootlessNetns.Found::file)))
                .orElseGet(NamespaceProber::new);
        SettingsPort settings = new ConfigFiles(ConfigPlaces.of(user, System.getenv()), trust(), service::reread);
        LookPort look = new HostLook(
                Path.of("/"), new Inspections(service.socket())::all, HostPaths.of(user, stateFolder, System.getenv()));
        return new RealHost(
                podman,
                netfilter,
                prober,
                new NamespaceChecker(),
                settings,
                service,
                rootless,
                layer,
                () -> podman.abilities(user),
                look);
    }

    /** What tells that another look at these files, or at this host, is due. */
    List<Watch> watches(List<Path> files, Edges.Host host) {
        List<Watch> watches = new ArrayList<>();
        watches.add(new FolderWatch(files));
        Optional<RealHost> real =
                Optional.of(host).filter(RealHost.class::isInstance).map(RealHost.class::cast);
        real.ifPresent(it -> watches.add(new EventWatch(it.service().socket())));
        real.map(RealHost::layer).ifPresent(layer -> {
            watches.add(layer.namespaces());
            watches.add(new HookWatch(layer.hook(), HOOK));
            watches.add(new ConfigWatch(ConfigPlaces.of(user, System.getenv()), trust(), SETTINGS));
        });
        Optional<RootlessHost> rootless = real.flatMap(RealHost::rootless);
        if (rootless.isPresent()) {
            watches.add(new RootlessWatch(rootless.get().netns(), rootless.get().filter()));
            watches.add(new SetsWatch(programs(), rootless.get().netns(), SETS));
        } else {
            watches.add(new RulesWatch());
            watches.add(new SetsWatch(programs(), SETS));
        }
        return watches;
    }

    /** The hook alone; Podman is asked when it is tried. */
    HookPort hook(Optional<String> connection, Path stateFolder) {
        InstalledHook.Trial trial = made -> {
            try (ApiService service = ApiService.open(connection, user)) {
                return new PodmanAdapter(service.socket(), stateFolder.resolve("files")).trial(made::infra);
            }
        };
        return PodLayer.of(user, stateFolder, trial, namespaces()).hook();
    }

    private TrustPlaces trust() {
        return TrustPlaces.of(System.getenv(), user.rootless());
    }

    private Signatures signatures(Path stateFolder) {
        String home = Optional.ofNullable(System.getenv("HOME")).orElse(System.getProperty("user.home"));
        return new Signatures(
                stateFolder.resolve("images"),
                user.runtime(),
                Path.of(home),
                (argv, environment) -> new ProcessRunner(new ProcessRunner.Terms(
                                PULL_LIMIT, Optional.of(environment), StandardCharsets.UTF_8, PULL_OUTPUT))
                        .run(argv, ""));
    }

    private PodNamespaces namespaces() {
        return new PodNamespaces(programs(), SETS);
    }

    /** Programs of this host. */
    static CommandRunner programs() {
        return new ProcessRunner(PROGRAM_LIMIT);
    }
}
