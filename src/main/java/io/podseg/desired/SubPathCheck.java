package io.podseg.desired;

import io.podseg.model.Diagnostic;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import io.podseg.state.MountAccess;
import io.podseg.state.MountSpec;
import io.podseg.state.PodSpec;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Finds sub-paths that a container could turn into a link out of their volume (CVE-2017-1002101 of Kubernetes): Podman mounts a
 * sub-path by its name whenever the container starts, and whoever may write to a folder above it can put a link in its place,
 * so that some other folder of the host is mounted.
 */
final class SubPathCheck {
    /** A folder of a volume or of the host; {@code path} begins with a slash and is the root of the volume where it is just that. */
    private record Folder(String volume, String path) {}

    private record Use(ObjectKey pod, String container, Folder folder, MountAccess access) {}

    private final List<Use> uses = new ArrayList<>();
    private final Map<Folder, Use> writable = new HashMap<>();

    SubPathCheck(Collection<PodSpec> pods) {
        for (PodSpec pod : pods) {
            pod.everyContainer()
                    .forEach(container -> container.mounts().forEach(mount -> use(pod.key(), container.name(), mount)));
        }
        uses.stream().filter(use -> !use.access().readOnly()).forEach(use -> writable.putIfAbsent(use.folder(), use));
    }

    private void use(ObjectKey pod, String container, MountSpec mount) {
        switch (mount) {
            case MountSpec.HostPath path -> use(pod, container, "", path.source(), path.access());
            case MountSpec.PodVolume volume -> use(pod, container, volume.volume(), "", volume.access());
            case MountSpec.Volume volume -> use(pod, container, volume.volume(), "", volume.access());
            case MountSpec.Tmpfs _, MountSpec.Image _, MountSpec.Files _, MountSpec.SecretFile _ -> {}
        }
    }

    private void use(ObjectKey pod, String container, String volume, String root, MountAccess access) {
        uses.add(new Use(pod, container, new Folder(volume, normal(root + "/" + access.subPath())), access));
    }

    private static String normal(String path) {
        StringBuilder normal = new StringBuilder();
        for (String name : path.split("/", -1)) {
            if (!name.isEmpty() && !name.equals(".")) {
                normal.append('/').append(name);
            }
        }
        return normal.isEmpty() ? "/" : normal.toString();
    }

    /** One error for each mount that could be led astray, at its pod. */
    List<Diagnostic> errors(Function<ObjectKey, Position> place) {
        List<Diagnostic> errors = new ArrayList<>();
        for (Use use : uses) {
            if (!use.access().subPath().isEmpty()) {
                above(use.folder()).ifPresent(writer -> errors.add(error(place.apply(use.pod()), use, writer)));
            }
        }
        return errors;
    }

    private Optional<Use> above(Folder folder) {
        String path = folder.path();
        while (path.length() > 1) {
            path = path.substring(0, Math.max(1, path.lastIndexOf('/')));
            Use writer = writable.get(new Folder(folder.volume(), path));
            if (writer != null) {
                return Optional.of(writer);
            }
        }
        return Optional.empty();
    }

    private static Diagnostic error(Position place, Use use, Use writer) {
        return Diagnostic.error(
                place,
                "container \"" + use.container() + "\" mounts the subPath \""
                        + use.access().subPath() + "\" of a volume in which container \"" + writer.container()
                        + "\" of "
                        + writer.pod()
                        + " may write above it: it could put a link there that leads out of the volume; mount "
                        + "it readOnly there, or give the part a volume of its own");
    }
}
