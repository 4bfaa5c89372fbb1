package io.podseg.host.podman;

import io.podseg.reconcile.HostException;
import io.podseg.state.ContainerSpec;
import io.podseg.state.MountAccess;
import io.podseg.state.MountSpec;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;

/**
 * Parts of volumes and of host paths as paths of the host, which every version of Podman can mount. As in Kubernetes, a part that
 * is not there is made as a folder, and no symbolic link may lead out of the volume.
 */
final class SubPaths {
    private final PodVolumes volumes;

    SubPaths(PodVolumes volumes) {
        this.volumes = volumes;
    }

    /** The container with a path of the host in place of each part; its volumes exist. */
    ContainerSpec resolve(ContainerSpec container) throws HostException {
        List<MountSpec> mounts = new ArrayList<>();
        for (MountSpec mount : container.mounts()) {
            mounts.add(resolve(mount));
        }
        return container.withMounts(mounts);
    }

    private MountSpec resolve(MountSpec mount) throws HostException {
        return switch (mount) {
            case MountSpec.HostPath path -> part(path, path.target(), path.source(), path.access());
            case MountSpec.PodVolume volume -> part(volume, volume.volume(), volume.access());
            case MountSpec.Volume volume -> part(volume, volume.volume(), volume.access());
            case MountSpec.Tmpfs _, MountSpec.Image _, MountSpec.Files _, MountSpec.SecretFile _ -> mount;
        };
    }

    private MountSpec part(MountSpec mount, String volume, MountAccess access) throws HostException {
        return access.subPath().isEmpty()
                ? mount
                : part(mount, mount.target(), volumes.folder(volume).toString(), access);
    }

    private static MountSpec part(MountSpec mount, String target, String source, MountAccess access)
            throws HostException {
        if (access.subPath().isEmpty()) {
            return mount;
        }
        try {
            Path whole = Path.of(source).toRealPath();
            return new MountSpec.HostPath(
                    target, inside(whole, access.subPath()).toString(), access.whole(), "");
        } catch (IOException e) {
            throw new HostException(
                    "The sub-path " + access.subPath() + " of " + source + " could not be mounted: " + e.getMessage()
                            + ".",
                    e);
        }
    }

    /** Goes down step by step, so that nothing is made where a link leads out. */
    private static Path inside(Path whole, String subPath) throws HostException, IOException {
        Path at = whole;
        for (Path name : Path.of(subPath)) {
            Path next = at.resolve(name).normalize();
            if (Files.notExists(next, LinkOption.NOFOLLOW_LINKS)) {
                Files.createDirectory(next);
                Files.setPosixFilePermissions(next, PosixFilePermissions.fromString("rwxr-x---"));
            }
            at = next.toRealPath();
            if (!at.startsWith(whole)) {
                throw new HostException("The sub-path " + subPath + " of " + whole + " leads out of it.");
            }
        }
        return at;
    }
}
