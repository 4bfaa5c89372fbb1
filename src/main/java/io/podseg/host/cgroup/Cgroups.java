package io.podseg.host.cgroup;

import io.podseg.state.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Limits that the kernel keeps, read from the control group of a container's process (cgroups(7)) and from that process itself.
 * Podman's own answer is what a container was made with: version 4.3 does not tell what was updated.
 */
public final class Cgroups {
    private final Path processes;
    private final Path groups;
    private final BlockDevices devices;

    /** Those of this host. */
    public Cgroups() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"), new BlockDevices(Path.of("/dev"), Path.of("/sys/dev/block")));
    }

    /**
     * Control groups.
     *
     * @param processes where processes are told of, {@code /proc}
     * @param groups where control groups are mounted
     * @param devices the host's block devices
     */
    public Cgroups(Path processes, Path groups, BlockDevices devices) {
        this.processes = processes;
        this.groups = groups;
        this.devices = devices;
    }

    /** Limits of the container that a process belongs to; empty where those of memory and processor time cannot be read. */
    public Optional<Limits> limits(long process, String containerId) {
        return limits(process, containerId, devices.now());
    }

    /**
     * The same in a look at many containers.
     *
     * @param names names of block devices, the same for all of them
     */
    public Optional<Limits> limits(long process, String containerId, DeviceNames names) {
        try {
            GroupFiles files = files(process, containerId);
            Optional<Long> memory = files.memory();
            Optional<Long> cpu = memory.isEmpty() ? Optional.empty() : files.cpuQuota();
            return memory.isEmpty() || cpu.isEmpty()
                    ? Optional.empty()
                    : Optional.of(limits(files, memory.get(), cpu.get(), process, names));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    private Limits limits(GroupFiles files, long memory, long cpu, long process, DeviceNames names) {
        return new Limits(
                Optional.of(memory).filter(bytes -> bytes >= 0),
                Optional.of(cpu).filter(quota -> quota >= 0),
                files.swap(memory),
                files.reservation(),
                files.shares(),
                files.numbers("cpuset.cpus"),
                files.numbers("cpuset.mems"),
                files.pids(),
                files.ioWeight(),
                files.ioRates(names),
                ProcessLimits.read(processes.resolve(process + "/limits")));
    }

    /** The files of a container's group. */
    public GroupFiles files(long process, String containerId) throws IOException {
        return new GroupFiles(groups, Files.readString(processes.resolve(process + "/cgroup")), containerId);
    }

    /** The host's block devices. */
    public BlockDevices devices() {
        return devices;
    }

    /** Whether there can be limits at all: of control groups of version 1 an ordinary user has none, and Podman drops the limits. */
    public boolean canLimit() {
        Path memory = groups.resolve("memory");
        return Files.exists(groups.resolve("cgroup.controllers")) || !Files.exists(memory) || Files.isWritable(memory);
    }
}
