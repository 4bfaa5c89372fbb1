package io.podseg.state;

import io.podseg.model.Hardening.BlockIo;
import io.podseg.model.Hardening.Rate;
import io.podseg.model.Hardening.Ulimit;
import io.podseg.model.Sorted;
import io.podseg.state.ContainerSettings.Bounds;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What a container may use at most: what it should have, or what the kernel keeps. Of memory and processor time nothing means no
 * limit. Of all others it means that nothing is asked for, so that what Podman chose is right, or that it could not be read.
 *
 * @param memory bytes
 * @param cpuQuota microseconds of processor time in each {@link #CPU_PERIOD}
 * @param swap bytes of memory and swap together; -1 for any amount
 * @param reservation bytes that the kernel tries to leave it when memory is short
 * @param shares weight of its processor time
 * @param cpus which processors
 * @param memoryNodes which memory nodes
 * @param pids how many processes; -1 for any number
 * @param ioWeight weight of its block I/O
 * @param ioRates by kind and device, such as {@code readBps[/dev/sda]}, what a second may have
 * @param ulimits limits of each of its processes; of those that were read, of its first one
 */
public record Limits(
        Optional<Long> memory,
        Optional<Long> cpuQuota,
        Optional<Long> swap,
        Optional<Long> reservation,
        Optional<Weight> shares,
        Optional<NumberSet> cpus,
        Optional<NumberSet> memoryNodes,
        Optional<Long> pids,
        Optional<Weight> ioWeight,
        Optional<SortedMap<String, Long>> ioRates,
        List<Ulimit> ulimits) {
    /** Microseconds; the kernel's default and what kube play uses. */
    public static final long CPU_PERIOD = 100_000;
    /** The kernel takes no shorter quota, in microseconds; kubelet rounds up to it too. */
    private static final long MIN_CPU_QUOTA = 1_000;

    private static final long MILLIS = 1_000;

    /** No limit. */
    public static final Limits NONE = of(Optional.empty(), Optional.empty());

    public Limits {
        ioRates = ioRates.map(Sorted::map);
        ulimits = List.copyOf(ulimits);
    }

    /** Limits of memory and processor time alone. */
    public static Limits of(Optional<Long> memory, Optional<Long> cpuQuota) {
        return of(memory, cpuQuota, Bounds.NONE);
    }

    /** Limits that a container should have. */
    public static Limits of(ContainerSpec container) {
        return of(
                container.memoryLimit(),
                container
                        .cpuMillis()
                        .map(millis -> Math.max(MIN_CPU_QUOTA, Math.multiplyExact(millis, CPU_PERIOD / MILLIS))),
                container.settings().bounds());
    }

    /** Those beyond memory and processor time. */
    static Limits of(Bounds bounds) {
        return of(Optional.empty(), Optional.empty(), bounds);
    }

    private static Limits of(Optional<Long> memory, Optional<Long> cpuQuota, Bounds bounds) {
        return new Limits(
                memory,
                cpuQuota,
                bounds.memorySwap(),
                bounds.memoryReservation(),
                bounds.cpuShares().map(Weight::shares),
                bounds.cpus().map(NumberSet::new),
                bounds.memoryNodes().map(NumberSet::new),
                bounds.pids(),
                bounds.blockIo().weight().map(Weight::io),
                Optional.of(rates(bounds.blockIo())).filter(rates -> !rates.isEmpty()),
                bounds.ulimits());
    }

    private static SortedMap<String, Long> rates(BlockIo io) {
        TreeMap<String, Long> rates = new TreeMap<>();
        Map.of(
                        "readBps",
                        io.readBps(),
                        "writeBps",
                        io.writeBps(),
                        "readIops",
                        io.readIops(),
                        "writeIops",
                        io.writeIops())
                .forEach((kind, each) -> each.forEach(rate -> rates.put(rate(kind, rate.device()), rate.rate())));
        return rates;
    }

    /**
     * Name of a rate in {@link #ioRates}.
     *
     * @param kind as {@link BlockIo} calls it
     * @param device path, as {@link Rate} has it
     */
    public static String rate(String kind, String device) {
        return kind + "[" + device + "]";
    }

    /** Whether a container that should have these limits has them. */
    public boolean areKept(Limits actual) {
        return equals(against(actual));
    }

    /** What is kept of these limits: each one that is right as it stands here, the others as the kernel has them. */
    public Limits against(Limits actual) {
        return LimitComparison.of(this, actual);
    }

    /** The memory limit as Kubernetes writes it. */
    public Optional<String> memoryText() {
        return memory.map(PodFields::bytes);
    }

    /** The processor limit as Kubernetes writes it. */
    public Optional<String> cpuText() {
        return cpuQuota.map(quota -> quota * MILLIS / CPU_PERIOD + "m");
    }
}
