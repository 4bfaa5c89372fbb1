package io.podseg.host.look;

import io.podseg.audit.live.Running.Group;
import io.podseg.state.ControlGroupText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Limits that the kernel keeps for a container, whatever Podman was asked for (cgroups(7)). */
final class GroupLimits {
    /** What the kernel writes for no limit of memory is the largest number of pages in bytes. */
    private static final long UNLIMITED = 1L << 62;

    private static final long MILLIS = 1_000;

    private final Path groups;

    /** @param groups where control groups are mounted, {@code /sys/fs/cgroup} */
    GroupLimits(Path groups) {
        this.groups = groups;
    }

    /**
     * The limits of a container.
     *
     * @param membership the file {@code /proc/PID/cgroup} of a process of it
     */
    Group read(String membership, String containerId) {
        Map<String, Path> folders = folders(membership, containerId);
        TreeSet<String> known = new TreeSet<>();
        Optional<Path> unified = Optional.ofNullable(folders.get(""));
        Optional<String> memory = text(folders, "memory", "memory.limit_in_bytes")
                .or(() -> unified.flatMap(folder -> text(folder.resolve("memory.max"))));
        Optional<String> pids =
                text(folders, "pids", "pids.max").or(() -> unified.flatMap(folder -> text(folder.resolve("pids.max"))));
        Optional<String> cpu = text(folders, "cpu", "cpu.cfs_quota_us")
                .flatMap(quota -> text(folders, "cpu", "cpu.cfs_period_us").map(period -> quota + " " + period))
                .or(() -> unified.flatMap(folder -> text(folder.resolve("cpu.max"))));
        memory.ifPresent(it -> known.add("memory"));
        pids.ifPresent(it -> known.add("pids"));
        cpu.ifPresent(it -> known.add("cpu"));
        return new Group(known, number(memory), number(pids), milliCpus(cpu));
    }

    private static OptionalLong milliCpus(Optional<String> text) {
        String[] words = text.orElse("").split(" ", 2);
        OptionalLong quota = number(Optional.of(words[0]));
        OptionalLong period = words.length > 1 ? number(Optional.of(words[1])) : OptionalLong.empty();
        return quota.isPresent() && period.orElse(0) > 0
                ? OptionalLong.of(quota.getAsLong() * MILLIS / period.getAsLong())
                : OptionalLong.empty();
    }

    private static OptionalLong number(Optional<String> text) {
        if (text.isEmpty() || !text.get().matches("[0-9]{1,19}")) {
            return OptionalLong.empty();
        }
        try {
            long value = Long.parseLong(text.get());
            return value >= UNLIMITED ? OptionalLong.empty() : OptionalLong.of(value);
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    private static Optional<String> text(Map<String, Path> folders, String controller, String file) {
        return Optional.ofNullable(folders.get(controller)).flatMap(folder -> text(folder.resolve(file)));
    }

    private static Optional<String> text(Path file) {
        try {
            return Optional.of(Files.readString(file).strip());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** By controller, and by the empty word for version 2, the folder of the container's group. */
    private Map<String, Path> folders(String membership, String containerId) {
        Map<String, Path> folders = new HashMap<>();
        ControlGroupText.folders(membership, containerId)
                .forEach((controller, folder) -> folders.put(controller, groups.resolve(folder)));
        return folders;
    }
}
