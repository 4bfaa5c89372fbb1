package io.podseg.desired;

import java.util.Collections;
import java.util.List;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What the host can do to confine containers.
 *
 * @param selinux whether SELinux is on
 * @param apparmor whether AppArmor is on and Podman may use it
 * @param seccomp whether the kernel filters system calls
 * @param groups what limits can be kept
 * @param ids ids for user namespaces
 * @param devices names of the block devices
 * @param podman Podman's version, empty where it is not known
 * @param ulimits what limits of setrlimit(2) may be at most, by names such as {@code nofile}; those that are not here have no bound
 */
public record Abilities(
        boolean selinux,
        boolean apparmor,
        boolean seccomp,
        ControlGroups groups,
        SubordinateIds ids,
        SortedSet<String> devices,
        String podman,
        SortedMap<String, Long> ulimits) {
    /** A host of which nothing is known, so that nothing can be said against it. */
    public static final Abilities UNKNOWN = new Abilities(
            true,
            true,
            true,
            new ControlGroups(2, new TreeSet<>(ControlGroups.ALL), true, true),
            new SubordinateIds("", Long.MAX_VALUE, Long.MAX_VALUE),
            new TreeSet<>(),
            "",
            new TreeMap<>());

    public Abilities {
        devices = Collections.unmodifiableSortedSet(new TreeSet<>(devices));
        ulimits = Collections.unmodifiableSortedMap(new TreeMap<>(ulimits));
    }

    /**
     * What a limit may be at most, where it is to be more.
     *
     * @param name such as {@code nofile}
     * @param wanted -1 for none
     */
    OptionalLong exceeded(String name, long wanted) {
        Long most = ulimits.get(name);
        return most == null || wanted >= 0 && wanted <= most ? OptionalLong.empty() : OptionalLong.of(most);
    }

    /**
     * Control groups that Podman can use.
     *
     * @param version 1 or 2
     * @param controllers by their names of version 2, such as {@code io}
     * @param swap whether the kernel limits swap
     * @param weight whether it weighs block I/O
     */
    public record ControlGroups(int version, SortedSet<String> controllers, boolean swap, boolean weight) {
        /** All controllers that a mechanism needs. */
        public static final List<String> ALL = List.of("cpu", "cpuset", "io", "memory", "pids");

        public ControlGroups {
            controllers = Collections.unmodifiableSortedSet(new TreeSet<>(controllers));
        }
    }

    /**
     * Ids that Podman may give to user namespaces.
     *
     * @param owner whose they are in {@code /etc/subuid} and {@code /etc/subgid}
     * @param users how many user ids
     * @param groups how many group ids
     */
    public record SubordinateIds(String owner, long users, long groups) {}
}
