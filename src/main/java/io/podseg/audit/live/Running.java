package io.podseg.audit.live;

import io.podseg.audit.facts.CapabilityUse.Watch;
import io.podseg.audit.facts.HostNamespace;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * What the kernel tells of a container that runs.
 *
 * @param shared namespaces that are the same as podseg's own, so the host's
 * @param hostUsers whether its user namespace is the one that podseg is in: the host's or, for rootless Podman, the user's
 * @param rootReadOnly whether the root that its first process sees cannot be written
 * @param confined what its security module says of its first process; empty where there is none
 * @param limits what its control group has
 * @param processes all its processes, the first one first
 * @param lowPorts whether it listens on a port that only capabilities open, in a network of its own
 * @param rawSockets whether it has raw or packet sockets open, in a network of its own
 * @param watch what the kernel counted of its use of capabilities
 * @param blind why it did not, as a sentence without a full stop; empty where it did
 * @param tools paths of programs in it by which users change
 */
public record Running(
        Set<HostNamespace> shared,
        boolean hostUsers,
        boolean rootReadOnly,
        String confined,
        Group limits,
        List<Process> processes,
        boolean lowPorts,
        boolean rawSockets,
        Optional<Watch> watch,
        String blind,
        List<String> tools) {
    public Running {
        shared = Set.copyOf(shared);
        Objects.requireNonNull(confined);
        Objects.requireNonNull(limits);
        processes = List.copyOf(processes);
        Objects.requireNonNull(watch);
        Objects.requireNonNull(blind);
        tools = List.copyOf(tools);
    }

    /**
     * Limits of a control group; empty where there is none, {@link #known} without what could not be read.
     *
     * @param known names of the limits that could be read: {@code memory}, {@code pids}, {@code cpu}
     * @param memory bytes
     * @param pids processes
     * @param milliCpus thousandths of a CPU
     */
    public record Group(Set<String> known, OptionalLong memory, OptionalLong pids, OptionalLong milliCpus) {
        /** Nothing could be read. */
        public static final Group UNKNOWN =
                new Group(Set.of(), OptionalLong.empty(), OptionalLong.empty(), OptionalLong.empty());

        public Group {
            known = Set.copyOf(known);
        }
    }

    /**
     * A process.
     *
     * @param number its number as podseg sees it
     * @param program path of its program inside; empty where the kernel does not tell
     * @param uid effective user, as inside; -1 for one that has no number there
     * @param gid effective group, as inside; -1 likewise
     * @param effective bits of the capabilities that it can use now
     * @param permitted bits of those that it can make effective
     * @param bounding bits of those that programs that it starts can gain
     * @param noNewPrivileges whether programs that it starts gain nothing by set-user-ID bits
     * @param seccomp 0 without, 1 strict, 2 with a filter
     */
    public record Process(
            long number,
            String program,
            long uid,
            long gid,
            long effective,
            long permitted,
            long bounding,
            boolean noNewPrivileges,
            int seccomp) {}

    /** The same with what was counted meanwhile. */
    public Running watched(Optional<Watch> counted, String why) {
        return new Running(
                shared,
                hostUsers,
                rootReadOnly,
                confined,
                limits,
                processes,
                lowPorts,
                rawSockets,
                counted,
                why,
                tools);
    }

    /** The first process; empty where it had ended when podseg looked. */
    public Optional<Process> first() {
        return processes.stream().findFirst();
    }
}
