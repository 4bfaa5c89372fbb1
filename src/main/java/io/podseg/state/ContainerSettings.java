package io.podseg.state;

import io.podseg.model.Hardening.BlockIo;
import io.podseg.model.Hardening.Ulimit;
import io.podseg.model.Sorted;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a container asks for beyond its image, command, environment, mounts, security and limits.
 *
 * @param tty it has a terminal
 * @param stdin its standard input stays open
 * @param init a small init process is its first one
 * @param stopSignal number of the signal that ends it; the image's where empty
 * @param confinement security beyond {@link ContainerSpec.Security}
 * @param bounds limits beyond memory and processor time
 * @param volumesFrom Podman names of containers whose volumes it mounts too, each with {@code :options} where it has some
 * @param hostEnv environment that only the host knows
 * @param labels labels of its own in Podman
 * @param annotations annotations of its own in Podman
 */
public record ContainerSettings(
        boolean tty,
        boolean stdin,
        boolean init,
        Optional<Integer> stopSignal,
        Confinement confinement,
        Bounds bounds,
        List<String> volumesFrom,
        SortedMap<String, HostValue> hostEnv,
        SortedMap<String, String> labels,
        SortedMap<String, String> annotations) {
    public static final ContainerSettings NONE = new ContainerSettings(
            false,
            false,
            false,
            Optional.empty(),
            Confinement.DEFAULT,
            Bounds.NONE,
            List.of(),
            new TreeMap<>(),
            new TreeMap<>(),
            new TreeMap<>());

    public ContainerSettings {
        volumesFrom = List.copyOf(volumesFrom);
        hostEnv = Sorted.map(hostEnv);
        labels = Sorted.map(labels);
        annotations = Sorted.map(annotations);
    }

    /**
     * How the kernel confines it.
     *
     * @param unmaskedProc nothing of {@code /proc} is hidden
     * @param nonRoot it must not start where it would run as root
     * @param seccomp {@code unconfined} or the path of a profile on the host; Podman's default where empty
     * @param profile a seccomp profile of its own, in place of one on the host
     * @param apparmor {@code unconfined} or the name of a loaded profile; Podman's default where empty
     */
    public record Confinement(
            boolean unmaskedProc,
            boolean nonRoot,
            Optional<String> seccomp,
            Optional<SeccompFile> profile,
            Optional<String> apparmor) {
        public static final Confinement DEFAULT =
                new Confinement(false, false, Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * A seccomp profile that is written for Podman.
     *
     * @param folder below the files root; its name tells the content
     * @param json the profile (containers-common, seccomp.json(5))
     * @param origin where it was declared, for people
     */
    public record SeccompFile(String folder, String json, String origin) {
        /** Name of the file in its folder. */
        public static final String NAME = "seccomp.json";
    }

    /**
     * Limits.
     *
     * @param memoryReservation bytes that the kernel tries to leave it when memory is short ({@code requests.memory})
     * @param pids how many processes; -1 for any number
     * @param cpus which processors, such as {@code 0-2,4}
     * @param memoryNodes which memory nodes
     * @param ulimits limits of each of its processes
     * @param memorySwap bytes of memory and swap together; -1 for any amount
     * @param cpuShares weight against other containers, where 1024 is usual
     * @param blockIo weight and rates of block devices
     */
    public record Bounds(
            Optional<Long> memoryReservation,
            Optional<Long> pids,
            Optional<String> cpus,
            Optional<String> memoryNodes,
            List<Ulimit> ulimits,
            Optional<Long> memorySwap,
            Optional<Long> cpuShares,
            BlockIo blockIo) {
        public static final Bounds NONE = new Bounds(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                BlockIo.NONE);

        public Bounds {
            ulimits = List.copyOf(ulimits);
        }
    }

    /**
     * A value that is known on the host only, when the container is made.
     *
     * @param what which one
     * @param divisor the unit it is told in
     */
    public record HostValue(Kind what, long divisor) {
        /** What the host is asked for. */
        public enum Kind {
            /** Podman's id of the pod. */
            POD_ID,
            /** The host's name. */
            NODE_NAME,
            /** All memory of the host, in bytes. */
            MEMORY,
            /** Processors of the host, in thousandths. */
            CPU_MILLIS
        }
    }
}
