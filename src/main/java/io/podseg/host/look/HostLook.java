package io.podseg.host.look;

import io.podseg.audit.facts.CapabilityUse.Watch;
import io.podseg.audit.live.Inspected;
import io.podseg.audit.live.Running;
import io.podseg.audit.live.Seen;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.LookPort;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@link LookPort} on this host's files. */
public final class HostLook implements LookPort {
    private final Path root;
    private final Told told;
    private final HostPaths paths;

    /**
     * Reads nothing yet.
     *
     * @param root root folder of the host
     * @param told what Podman tells of all containers
     * @param paths where this Podman's settings are
     */
    public HostLook(Path root, Told told, HostPaths paths) {
        this.root = root;
        this.told = told;
        this.paths = paths;
    }

    /** Asks Podman. */
    @FunctionalInterface
    public interface Told {
        List<Inspected> all() throws HostException;
    }

    @Override
    public List<Seen> containers(Duration watched) throws HostException {
        List<Inspected> all = told.all();
        ProcFolder processes = new ProcFolder(root.resolve("proc"));
        List<String> ids =
                all.stream().map(container -> container.identity().id()).toList();
        ContainerLook look =
                new ContainerLook(processes, root.resolve("sys/fs/cgroup"), new ProcessTree(processes, ids));
        Map<String, Running> running = new HashMap<>();
        for (Inspected container : all) {
            if (container.running()) {
                look.look(container)
                        .ifPresent(found -> running.put(container.identity().id(), found));
            }
        }
        Map<String, List<Running.Process>> watchable = new HashMap<>();
        running.forEach((id, found) -> watchable.put(id, found.processes()));
        CapabilityWatch.Seen counted = new CapabilityWatch(root, processes).watch(watchable, watched);
        return all.stream().map(container -> seen(container, running, counted)).toList();
    }

    private Seen seen(Inspected container, Map<String, Running> running, CapabilityWatch.Seen counted) {
        String id = container.identity().id();
        Optional<Watch> watch = Optional.ofNullable(counted.watches().get(id));
        String configuration = container.run().configuration();
        return new Seen(
                container,
                configuration.isEmpty() ? Optional.empty() : RuntimeConfig.read(inRoot(configuration)),
                Optional.ofNullable(running.get(id)).map(found -> found.watched(watch, counted.blind())));
    }

    private Path inRoot(String path) {
        return root.resolve(path.replaceFirst("^/+", ""));
    }

    @Override
    public Settings settings() {
        return new SettingsLook(root, paths).read();
    }
}
