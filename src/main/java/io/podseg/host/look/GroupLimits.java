package io.podseg.host.look;

import io.podseg.audit.live.Running.Group;
import io.podseg.host.cgroup.GroupFiles;
import io.podseg.state.Limits;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeSet;

/** Limits that the kernel keeps for a container, whatever Podman was asked for, as the audit looks at them. */
final class GroupLimits {
    private static final long MILLIS = 1_000;

    private GroupLimits() {}

    /** What these files say. */
    static Group of(GroupFiles files) {
        try {
            Optional<Long> memory = files.memory();
            Optional<Long> pids = files.pids();
            Optional<Long> cpu = files.cpuQuota();
            TreeSet<String> known = new TreeSet<>();
            memory.ifPresent(it -> known.add("memory"));
            pids.ifPresent(it -> known.add("pids"));
            cpu.ifPresent(it -> known.add("cpu"));
            return new Group(
                    known,
                    limited(memory),
                    limited(pids),
                    limited(cpu.map(quota -> quota < 0 ? quota : quota * MILLIS / Limits.CPU_PERIOD)));
        } catch (NumberFormatException e) {
            return Group.UNKNOWN;
        }
    }

    private static OptionalLong limited(Optional<Long> limit) {
        return limit.filter(value -> value >= 0).map(OptionalLong::of).orElseGet(OptionalLong::empty);
    }
}
