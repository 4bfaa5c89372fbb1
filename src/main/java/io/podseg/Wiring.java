package io.podseg;

import io.podseg.cli.Edges;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.netfilter.NetfilterAdapter;
import io.podseg.host.netfilter.RulesWatch;
import io.podseg.host.netfilter.SetsWatch;
import io.podseg.host.podman.ApiService;
import io.podseg.host.podman.EventWatch;
import io.podseg.host.podman.PodmanAdapter;
import io.podseg.host.probe.NamespaceChecker;
import io.podseg.host.probe.NamespaceProber;
import io.podseg.manifest.FolderSource;
import io.podseg.manifest.watch.FolderWatch;
import io.podseg.reconcile.Checker;
import io.podseg.reconcile.ControllerMemory;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.NetfilterPort;
import io.podseg.reconcile.PlanFiles;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.Prober;
import io.podseg.reconcile.StateStore;
import io.podseg.reconcile.Watch;
import io.podseg.store.ControllerFolder;
import io.podseg.store.FolderStore;
import io.podseg.store.PlanFileStore;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.ConfigProvider;

/** The one place that knows all edges: real files, the real Podman, the real kernel. */
final class Wiring implements Edges {
    /** Loading 12,000 rules takes a fraction of a second; a program that takes longer than this hangs. */
    private static final Duration PROGRAM_LIMIT = Duration.ofMinutes(1);

    /** Time between two looks at what the kernel tells nobody about. */
    private static final Duration SETS = Duration.ofSeconds(5);

    @Override
    public ManifestSource manifests(List<Path> paths) {
        return new FolderSource(paths);
    }

    @Override
    public StateStore store(Path folder) {
        return new FolderStore(folder, Clock.systemUTC());
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
        return host(ApiService.open(connection), stateFolder);
    }

    @Override
    public Host stay(Optional<String> connection, Path stateFolder) throws HostException {
        return host(ApiService.stay(connection), stateFolder);
    }

    private Host host(ApiService service, Path stateFolder) {
        PodmanPort podman = new PodmanAdapter(service.socket(), stateFolder.resolve("files"));
        NetfilterPort netfilter = NetfilterAdapter.own(programs());
        return new RealHost(podman, netfilter, new NamespaceProber(), new NamespaceChecker(), service);
    }

    @Override
    public List<Watch> watches(List<Path> files, Host host) {
        List<Watch> watches = new ArrayList<>();
        watches.add(new FolderWatch(files));
        if (host instanceof RealHost real) {
            watches.add(new EventWatch(real.service().socket()));
        }
        watches.add(new RulesWatch());
        watches.add(new SetsWatch(programs(), SETS));
        return watches;
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
        return new ProcessRunner(PROGRAM_LIMIT);
    }

    @Override
    public Build build() {
        var config = ConfigProvider.getConfig();
        return new Build(
                config.getOptionalValue("quarkus.application.version", String.class)
                        .orElse("unknown"),
                config.getOptionalValue("podseg.commit", String.class));
    }

    private record RealHost(
            PodmanPort podman, NetfilterPort netfilter, Prober prober, Checker checker, ApiService service)
            implements Host {
        @Override
        public void revive() throws HostException {
            service.revive();
        }

        @Override
        public void close() {
            service.close();
        }
    }
}
