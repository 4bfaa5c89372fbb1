package io.podseg.bench;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/** What a controller costs to which nothing happens. */
final class Idle {
    /** Clock ticks a second (getconf CLK_TCK), in which /proc counts. */
    private static final double TICKS = 100;

    private Idle() {}

    /** Processor time of this process and of the programs that it ran, as a share of one processor. */
    static String measure(Following following, int seconds) throws Exception {
        following.quiet();
        System.gc();
        double before = processor();
        long start = System.nanoTime();
        Thread.sleep(seconds * 1000L);
        double share = (processor() - before) / ((System.nanoTime() - start) / 1e9);
        System.gc();
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        return String.format(Locale.ROOT, "%.2f %% of one processor, %.0f MB of heap in use", share * 100, heap / 1e6);
    }

    /** Seconds: user, system, and both of children that have ended. */
    private static double processor() throws IOException {
        String[] words =
                Files.readString(Path.of("/proc/self/stat")).split("\\) ", 2)[1].split(" ");
        double ticks = 0;
        for (int i = 11; i <= 14; i++) {
            ticks += Long.parseLong(words[i]);
        }
        return ticks / TICKS;
    }
}
