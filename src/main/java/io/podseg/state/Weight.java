package io.podseg.state;

import java.util.Locale;

/**
 * A weight against other containers. Control groups of version 2 count otherwise than what containers are made with, and OCI
 * runtimes convert in two ways.
 *
 * @param scale what the number counts
 * @param value the weight
 */
public record Weight(Scale scale, long value) {
    /** What weights count. */
    public enum Scale {
        /** Processor time, 2 to 262144. */
        SHARES,
        /** Processor time in control groups of version 2, 1 to 10000. */
        CPU_WEIGHT,
        /** Block I/O, 10 to 1000. */
        IO,
        /** Block I/O in control groups of version 2, 1 to 10000. */
        IO_WEIGHT
    }

    private static final long MIN_SHARES = 2;
    private static final long MAX_SHARES = 262_144;
    private static final long MIN_IO = 10;
    private static final long MAX_IO = 1_000;
    private static final long STEPS = 9_999;

    /** Processor time as containers are made with it. */
    public static Weight shares(long value) {
        return new Weight(Scale.SHARES, value);
    }

    /** Block I/O as containers are made with it. */
    public static Weight io(long value) {
        return new Weight(Scale.IO, value);
    }

    /** Whether what the kernel has is what was asked for. */
    boolean isKept(Weight actual) {
        return switch (actual.scale) {
            case SHARES, IO -> equals(actual);
            case CPU_WEIGHT -> isConverted(value, actual.value);
            case IO_WEIGHT -> actual.value == 1 + (value - MIN_IO) * STEPS / (MAX_IO - MIN_IO);
        };
    }

    /**
     * By the linear conversion of older runtimes, or the one that took its place, in which 1024 becomes 100
     * (github.com/opencontainers/cgroups, ConvertCPUSharesToCgroupV2Value).
     */
    private static boolean isConverted(long shares, long weight) {
        long linear = 1 + (shares - MIN_SHARES) * STEPS / (MAX_SHARES - MIN_SHARES);
        double log = Math.log(shares) / Math.log(2);
        double curved = Math.pow(10, (log * log + 125 * log) / 612 - 7.0 / 34);
        // It is rounded up, from a logarithm that may differ in the last digit.
        return weight == linear || Math.abs(weight - Math.ceil(curved)) <= 1;
    }

    @Override
    public String toString() {
        return switch (scale) {
            case SHARES, IO -> Long.toString(value);
            case CPU_WEIGHT, IO_WEIGHT -> scale.name().toLowerCase(Locale.ROOT).replace('_', '.') + " " + value;
        };
    }
}
