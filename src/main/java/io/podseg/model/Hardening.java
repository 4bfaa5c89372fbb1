package io.podseg.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What confines a pod beyond what Kubernetes has fields for. It holds for each of the pod's containers, but for the user
 * namespace, which is the pod's.
 *
 * @param tmpfs file systems in memory, for what must be writable
 * @param seccomp a profile of one's own
 * @param users the user namespace
 * @param memorySwap bytes of memory and swap together; what is not more than the memory limit means no swap
 * @param memoryReservation bytes that the kernel tries to leave it when memory is short
 * @param cpuShares weight against other containers, 2 to 262144, where 1024 is usual
 * @param cpus which processors, such as {@code 0-2,4}
 * @param pids how many processes
 * @param ulimits limits of each process, setrlimit(2)
 * @param blockIo rates of block devices
 * @param maxRetries how often a container that fails is started again
 */
public record Hardening(
        List<Tmpfs> tmpfs,
        Optional<Seccomp> seccomp,
        Optional<UserNamespace> users,
        Optional<Long> memorySwap,
        Optional<Long> memoryReservation,
        Optional<Long> cpuShares,
        Optional<String> cpus,
        Optional<Long> pids,
        List<Ulimit> ulimits,
        BlockIo blockIo,
        Optional<Integer> maxRetries) {
    public static final Hardening NONE = new Hardening(
            List.of(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            Optional.empty(),
            List.of(),
            BlockIo.NONE,
            Optional.empty());

    public Hardening {
        tmpfs = List.copyOf(tmpfs);
        ulimits = List.copyOf(ulimits);
    }

    /** The same with this seccomp profile. */
    public Hardening withSeccomp(Seccomp profile) {
        return new Hardening(
                tmpfs,
                Optional.of(profile),
                users,
                memorySwap,
                memoryReservation,
                cpuShares,
                cpus,
                pids,
                ulimits,
                blockIo,
                maxRetries);
    }

    /**
     * A file system in memory.
     *
     * @param path absolute path in the container
     * @param size bytes; half of the host's memory where empty
     * @param mode permissions in octal, such as {@code 1777}
     * @param noexec nothing on it can be executed
     * @param nosuid set-user-ID bits have no effect on it
     * @param nodev device files have no effect on it
     */
    public record Tmpfs(
            String path, Optional<Long> size, Optional<String> mode, boolean noexec, boolean nosuid, boolean nodev) {}

    /**
     * A seccomp profile in Podman's format (containers-common, seccomp.json(5)).
     *
     * @param json the profile, checked; empty as long as the file is not found
     * @param origin where it comes from, for the plan: the path of a file, or {@link #INLINE}
     */
    public record Seccomp(String json, String origin) {
        /** Origin of a profile that stands in the manifest itself. */
        public static final String INLINE = "inline";

        /** {@code localhostProfile} of the containers that it is for, since Kubernetes has no field for a profile's content. */
        public static final String LOCALHOST = "podseg/profile.json";
    }

    /**
     * A user namespace.
     *
     * @param mode how ids are mapped
     * @param size number of ids, for {@link Mode#AUTO}
     * @param uids for {@link Mode#MAPPED}
     * @param gids for {@link Mode#MAPPED}; as the users where empty
     */
    public record UserNamespace(Mode mode, Optional<Long> size, List<IdMapping> uids, List<IdMapping> gids) {
        public UserNamespace {
            uids = List.copyOf(uids);
            gids = List.copyOf(gids);
        }

        /** One without size or mappings. */
        public static UserNamespace of(Mode mode) {
            return new UserNamespace(mode, Optional.empty(), List.of(), List.of());
        }

        /** The group ids, which are as the users' where nothing is said of them. */
        public List<IdMapping> groups() {
            return gids.isEmpty() ? uids : gids;
        }

        /** In the words of podman-run(1): {@code auto:size=1024}, {@code keep-id}, {@code uidmap=0:100000:65536 gidmap=...}. */
        @Override
        public String toString() {
            return switch (mode) {
                case HOST -> "host";
                case AUTO -> "auto" + size.map(ids -> ":size=" + ids).orElse("");
                case KEEP_ID -> "keep-id";
                case NOMAP -> "nomap";
                case MAPPED -> "uidmap=" + join(uids) + " gidmap=" + join(groups());
            };
        }

        private static String join(List<IdMapping> mappings) {
            return mappings.stream().map(IdMapping::toString).collect(Collectors.joining(","));
        }

        /** podman-run(1), {@code --userns}. */
        public enum Mode {
            HOST,
            AUTO,
            KEEP_ID,
            NOMAP,
            MAPPED
        }
    }

    /**
     * Ids of a container that stand for ids of the host.
     *
     * @param container first id inside
     * @param host first id outside
     * @param size how many
     */
    public record IdMapping(long container, long host, long size) {
        @Override
        public String toString() {
            return container + ":" + host + ":" + size;
        }
    }

    /**
     * One limit of setrlimit(2).
     *
     * @param name such as {@code nofile}
     * @param soft the limit in force; -1 for none
     * @param hard how far a process may raise it; -1 for none
     */
    public record Ulimit(String name, long soft, long hard) {
        /** In the words of podman-run(1). */
        @Override
        public String toString() {
            return name + "=" + soft + ":" + hard;
        }
    }

    /**
     * Rates of block devices.
     *
     * @param weight 10 to 1000, against other containers
     */
    public record BlockIo(
            Optional<Integer> weight,
            List<Rate> readBps,
            List<Rate> writeBps,
            List<Rate> readIops,
            List<Rate> writeIops) {
        public static final BlockIo NONE = new BlockIo(Optional.empty(), List.of(), List.of(), List.of(), List.of());

        public BlockIo {
            readBps = List.copyOf(readBps);
            writeBps = List.copyOf(writeBps);
            readIops = List.copyOf(readIops);
            writeIops = List.copyOf(writeIops);
        }
    }

    /**
     * A rate of one device.
     *
     * @param device path of the host, such as {@code /dev/sda}
     * @param rate bytes or operations in a second
     */
    public record Rate(String device, long rate) {}
}
