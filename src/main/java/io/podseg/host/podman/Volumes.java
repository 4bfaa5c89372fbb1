package io.podseg.host.podman;

import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.ProcessRunner;
import io.podseg.host.podman.api.VolumeJson;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.reconcile.HostException;
import io.podseg.state.VolumeSpec;
import io.podseg.state.VolumeState;
import jakarta.ws.rs.core.Response;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Podman volumes of claims. */
final class Volumes {
    private static final Duration IMPORT = Duration.ofMinutes(10);

    private final Connection connection;
    private final Calls calls;
    private final CommandRunner programs = new ProcessRunner(IMPORT);

    Volumes(Connection connection) {
        this.connection = connection;
        this.calls = connection.calls();
    }

    /** All volumes but those of pods. */
    static SortedMap<String, VolumeState> observed(List<VolumeJson> listed) {
        TreeMap<String, VolumeState> volumes = new TreeMap<>();
        listed.stream()
                .filter(volume -> !volume.labels().containsKey(Labels.POD))
                .forEach(volume -> {
                    Map<String, String> labels = volume.labels();
                    ObjectKey key = new ObjectKey(
                            labels.getOrDefault(Owner.KIND, "PersistentVolumeClaim"),
                            labels.getOrDefault(Owner.NAMESPACE, "default"),
                            labels.getOrDefault(Owner.NAME, volume.name()));
                    volumes.put(
                            volume.name(),
                            new VolumeState(
                                    new VolumeSpec(
                                            key,
                                            volume.name(),
                                            volume.driver().isEmpty() ? VolumeSpec.LOCAL : volume.driver(),
                                            new TreeMap<>(volume.options()),
                                            new TreeMap<>(labels),
                                            Optional.empty()),
                                    Labels.owned(labels)));
                });
        return volumes;
    }

    void create(VolumeSpec volume) throws HostException {
        VolumeJson request = new VolumeJson(volume.podmanName(), volume.driver(), volume.labels(), options(volume), "");
        calls.call(
                "create the volume " + volume.podmanName(),
                () -> connection.slow().createVolume(request));
        if (volume.importSource().isPresent()) {
            fill(volume, volume.importSource().get());
        }
    }

    /** The API takes an owner among the mount options only. */
    private static Map<String, String> options(VolumeSpec volume) {
        TreeMap<String, String> options = new TreeMap<>(volume.options());
        List<String> mount = new ArrayList<>();
        Optional.ofNullable(options.remove("o")).ifPresent(mount::add);
        Optional.ofNullable(options.remove("UID")).ifPresent(uid -> mount.add("uid=" + uid));
        Optional.ofNullable(options.remove("GID")).ifPresent(gid -> mount.add("gid=" + gid));
        if (!mount.isEmpty()) {
            options.put("o", String.join(",", mount));
        }
        return options;
    }

    /** By the program, since the API has no call for it before Podman 5.6. */
    private void fill(VolumeSpec volume, String archive) throws HostException {
        CommandRunner.Result result =
                programs.run(List.of("podman", "volume", "import", volume.podmanName(), archive), "");
        if (!result.ok()) {
            delete(volume.podmanName());
            String problem = switch (result) {
                case CommandRunner.Exited exited -> Sentence.clean(exited.stderr());
                case CommandRunner.Missing missing -> "the program " + missing.program() + " is missing";
                case CommandRunner.Stopped stopped -> stopped.reason();
            };
            throw new HostException("The volume " + volume.podmanName() + " could not be filled from " + archive + ": "
                    + problem + ".");
        }
    }

    void delete(String name) throws HostException {
        Optional<VolumeJson> found = calls.find(
                        "read the volume " + name, () -> connection.quick().volume(name))
                .filter(volume -> volume.name().equals(name));
        if (found.isEmpty()) {
            return;
        }
        if (!Labels.owned(found.get().labels())) {
            throw new HostException("The volume " + name + " was not made by podseg and is left alone.");
        }
        calls.find("remove the volume " + name, () -> connection.slow().deleteVolume(name))
                .ifPresent(Response::close);
    }
}
