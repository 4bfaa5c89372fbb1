package io.podseg.host.podman;

import io.podseg.state.ControlGroupText;
import io.podseg.state.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Limits that the kernel keeps, read from the control group of a container's process (cgroups(7)) and from that process itself.
 * Podman's own answer is what a container was made with: version 4.3 does not tell what was updated.
 */
final class Cgroups {
    private final Path processes;
    private final Path groups;
    private final BlockDevices devices;

    Cgroups() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"), new BlockDevices(Path.of("/dev"), Path.of("/sys/dev/block")));
    }

    /**
     * Control groups.
     *
     * @param processes where processes are told of, {@code /proc}
     * @param groups where control groups are mounted
     * @param devices the host's block devices
     */
    Cgroups(Path processes, Path groups, BlockDevices devices) {
        this.processes = processes;
        this.groups = groups;
        this.devices = devices;
    }

    /** Limits of the container that a process belongs to; empty where those of memory and processor time cannot be read. */
    Optional<Limits> limits(long process, String containerId) {
        try {
            GroupFiles files = files(process, containerId);
            if (!files.areThere()) {
                return Optional.empty();
            }
            return Optional.of(new Limits(
                    files.memory(),
                    files.cpuQuota(),
                    files.swap(),
                    files.reservation(),
                    files.shares(),
                    files.numbers("cpuset.cpus"),
                    files.numbers("cpuset.mems"),
                    files.pids(),
                    files.ioWeight(),
                    files.ioRates(devices),
                    ProcessLimits.read(processes.resolve(process + "/limits"))));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** The files of a container's group. */
    GroupFiles files(long process, String containerId) throws IOException {
        return new GroupFiles(
                groups,
                ControlGroupText.folders(Files.readString(processes.resolve(process + "/cgroup")), containerId));
    }

    BlockDevices devices() {
        return devices;
    }

    /** Whether there can be limits at all: of control groups of version 1 an ordinary user has none, and Podman drops the limits. */
    boolean canLimit() {
        Path memory = groups.resolve("memory");
        return Files.exists(groups.resolve("cgroup.controllers")) || !Files.exists(memory) || Files.isWritable(memory);
    }
}
