package io.podseg.bench;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

/** Measured values by what they are of, in the order in which each came first; the median is what is shown. */
final class Median {
    private final Map<String, double[]> values = new LinkedHashMap<>();

    /** Something that is timed. */
    interface Work {
        void run() throws Exception;
    }

    void add(String what, double value) {
        values.merge(
                what,
                new double[] {value},
                (old, one) -> DoubleStream.concat(Arrays.stream(old), Arrays.stream(one))
                        .toArray());
    }

    /** Adds the milliseconds that work takes. */
    void time(String what, Work work) throws Exception {
        long start = System.nanoTime();
        work.run();
        add(what, (System.nanoTime() - start) / 1e6);
    }

    double of(String what) {
        double[] sorted = values.getOrDefault(what, new double[0]).clone();
        Arrays.sort(sorted);
        if (sorted.length == 0) {
            throw new IllegalArgumentException("never measured: " + what);
        }
        int half = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
    }

    /** {@code 12 ms} or {@code 1.2 s}. */
    String time(String what) {
        return time(of(what));
    }

    static String time(double milliseconds) {
        return milliseconds < 9.95
                ? String.format(Locale.ROOT, "%.1f ms", milliseconds)
                : milliseconds < 999.5
                        ? String.format(Locale.ROOT, "%.0f ms", milliseconds)
                        : String.format(Locale.ROOT, "%.2f s", milliseconds / 1000);
    }

    /** One median as a multiple of another. */
    String ratio(String what, String base) {
        return String.format(Locale.ROOT, "%.2f", of(what) / of(base));
    }
}
