package io.podseg.host.podman;

import io.podseg.host.podman.api.ContainerCreate.Device;
import io.podseg.host.podman.api.ContainerCreate.ImageVolume;
import io.podseg.host.podman.api.ContainerCreate.Mount;
import io.podseg.host.podman.api.ContainerCreate.NamedVolume;
import io.podseg.host.podman.api.ContainerCreate.SecretFile;
import io.podseg.state.MountAccess;
import io.podseg.state.MountSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a container mounts, sorted by the five ways in which Podman is told. */
record Mounts(
        List<Mount> mounts,
        List<NamedVolume> volumes,
        List<SecretFile> secrets,
        List<Device> devices,
        List<ImageVolume> images) {
    static Mounts of(List<MountSpec> specs, Path filesRoot) {
        List<Mount> mounts = new ArrayList<>();
        List<NamedVolume> volumes = new ArrayList<>();
        List<SecretFile> secrets = new ArrayList<>();
        List<Device> devices = new ArrayList<>();
        List<ImageVolume> images = new ArrayList<>();
        for (MountSpec spec : specs) {
            switch (spec) {
                case MountSpec.Tmpfs tmpfs -> mounts.add(tmpfs(tmpfs));
                case MountSpec.PodVolume volume ->
                    volumes.add(volume(volume.volume(), volume.target(), volume.access()));
                case MountSpec.Volume volume -> volumes.add(volume(volume.volume(), volume.target(), volume.access()));
                case MountSpec.Image image ->
                    images.add(new ImageVolume(image.reference(), image.target(), image.subPath()));
                case MountSpec.HostPath path
                when isDevice(path) ->
                    devices.add(new Device(path.source() + ":" + path.target() + ":" + (path.readOnly() ? "r" : "rw")));
                case MountSpec.HostPath path ->
                    mounts.add(bind(
                            path.source(),
                            path.target(),
                            List.of(
                                    "rbind",
                                    path.readOnly() ? "ro" : "rw",
                                    path.access().propagation().option())));
                // z: SELinux would not let a container read the state folder; without SELinux it does nothing.
                case MountSpec.Files files ->
                    mounts.add(bind(
                            filesRoot
                                    .resolve(files.folder())
                                    .resolve(files.subPath())
                                    .toString(),
                            files.target(),
                            List.of("rbind", "ro", "rprivate", "nosuid", "nodev", "z")));
                case MountSpec.SecretFile secret ->
                    secrets.add(new SecretFile(secret.secret(), secret.target(), secret.mode()));
            }
        }
        return new Mounts(mounts, volumes, secrets, devices, images);
    }

    /** A device file is useless as a bind mount: the devices cgroup would refuse it. */
    static boolean isDevice(MountSpec.HostPath path) {
        return path.type().equals("CharDevice") || path.type().equals("BlockDevice");
    }

    private static NamedVolume volume(String name, String target, MountAccess access) {
        List<String> options = new ArrayList<>();
        if (access.readOnly()) {
            options.add("ro");
        }
        if (access.propagation() != MountAccess.Propagation.NONE) {
            options.add(access.propagation().option());
        }
        return new NamedVolume(name, target, options);
    }

    private static Mount bind(String source, String target, List<String> options) {
        return new Mount("bind", source, target, options);
    }

    private static Mount tmpfs(MountSpec.Tmpfs tmpfs) {
        List<String> said = tmpfs.options();
        List<String> options = new ArrayList<>(List.of("rw"));
        Stream.of("nosuid", "nodev")
                .filter(option -> !said.contains(option) && !said.contains(option.substring(2)))
                .forEach(options::add);
        if (said.stream().noneMatch(option -> option.startsWith("mode="))) {
            options.add("mode=1777");
        }
        tmpfs.sizeBytes().ifPresent(size -> options.add("size=" + size));
        options.addAll(said);
        return new Mount("tmpfs", "tmpfs", tmpfs.target(), options);
    }
}
