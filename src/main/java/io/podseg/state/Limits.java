package io.podseg.state;

import java.util.Optional;

/**
 * What a container may use at most; these can change while it runs.
 *
 * @param memory bytes
 * @param cpuQuota microseconds of processor time in each {@link #CPU_PERIOD}
 */
public record Limits(Optional<Long> memory, Optional<Long> cpuQuota) {
    /** Microseconds; the kernel's default and what kube play uses. */
    public static final long CPU_PERIOD = 100_000;
    /** The kernel takes no shorter quota, in microseconds; kubelet rounds up to it too. */
    private static final long MIN_CPU_QUOTA = 1_000;

    private static final long PAGE = 4096;
    private static final long MILLIS = 1_000;

    /** No limit. */
    public static final Limits NONE = new Limits(Optional.empty(), Optional.empty());

    /** Limits that a container should have. */
    public static Limits of(ContainerSpec container) {
        return new Limits(
                container.memoryLimit(),
                container
                        .cpuMillis()
                        .map(millis -> Math.max(MIN_CPU_QUOTA, Math.multiplyExact(millis, CPU_PERIOD / MILLIS))));
    }

    /** Whether the kernel's memory limit is what was asked for; it keeps whole pages. */
    public boolean sameMemory(Limits actual) {
        return memory.map(Limits::pages).equals(actual.memory.map(Limits::pages));
    }

    /** Whether the kernel's processor limit is what was asked for. */
    public boolean sameCpu(Limits actual) {
        return cpuQuota.equals(actual.cpuQuota);
    }

    private static long pages(long bytes) {
        return bytes / PAGE;
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
