package io.podseg.host.podman;

import io.podseg.state.Limits;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Limits that the kernel keeps, read from the control group of a container's process (cgroups(7)). Podman's own answer is what a
 * container was made with: version 4.3 does not tell what was updated.
 */
final class Cgroups {
    /** What the kernel writes for no limit is the largest number of pages in bytes. */
    private static final long UNLIMITED = 1L << 62;

    private final Path processes;
    private final Path groups;

    Cgroups() {
        this(Path.of("/proc"), Path.of("/sys/fs/cgroup"));
    }

    /**
     * Control groups.
     *
     * @param processes where processes are told of, {@code /proc}
     * @param groups where control groups are mounted
     */
    Cgroups(Path processes, Path groups) {
        this.processes = processes;
        this.groups = groups;
    }

    /** Limits of the container that a process belongs to; empty where they cannot be read. */
    Optional<Limits> limits(long process, String containerId) {
        try {
            Map<String, Path> folders = folders(process, containerId);
            Path unified = folders.get("");
            if (folders.containsKey("memory") && folders.containsKey("cpu")) {
                return Optional.of(new Limits(
                        number(folders.get("memory").resolve("memory.limit_in_bytes")),
                        quota(
                                number(folders.get("cpu").resolve("cpu.cfs_quota_us")),
                                number(folders.get("cpu").resolve("cpu.cfs_period_us")))));
            }
            if (unified == null) {
                return Optional.empty();
            }
            String[] cpu = line(unified.resolve("cpu.max")).split(" ", 2);
            return Optional.of(new Limits(
                    number(unified.resolve("memory.max")),
                    quota(number(cpu[0]), cpu.length > 1 ? number(cpu[1]) : Optional.empty())));
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    /** By controller, and by the empty word for version 2, the folder of the container's group. */
    private Map<String, Path> folders(long process, String containerId) throws IOException {
        Map<String, Path> folders = new HashMap<>();
        for (String line : Files.readAllLines(processes.resolve(process + "/cgroup"))) {
            String[] parts = line.split(":", 3);
            // Another process may have the number by now, and Podman may count processes otherwise than podseg.
            if (parts.length < 3 || !parts[2].contains(containerId)) {
                continue;
            }
            // Podman's runtime may put the process one group below that of the container.
            int end = parts[2].indexOf('/', parts[2].indexOf(containerId));
            String own = parts[2].substring(1, end < 0 ? parts[2].length() : end);
            Path mount = parts[1].isEmpty() ? groups : groups.resolve(parts[1]);
            for (String controller : List.of(parts[1].split(",", -1))) {
                folders.put(controller, mount.resolve(own));
            }
        }
        return folders;
    }

    private static Optional<Long> quota(Optional<Long> quota, Optional<Long> period) {
        return quota.flatMap(time -> period.filter(each -> each > 0).map(each -> time * Limits.CPU_PERIOD / each));
    }

    private static Optional<Long> number(Path file) throws IOException {
        return number(line(file));
    }

    private static Optional<Long> number(String text) {
        if (text.equals("max")) {
            return Optional.empty();
        }
        long value = Long.parseLong(text);
        return value < 0 || value >= UNLIMITED ? Optional.empty() : Optional.of(value);
    }

    private static String line(Path file) throws IOException {
        return Files.readString(file).strip();
    }
}
