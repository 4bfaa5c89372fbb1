package io.podseg.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Measures the controller and prints tables for {@code docs/performance.md}. Runs in namespaces of its own: see {@code deploy/bench-run}. */
public final class RunReport {
    private RunReport() {}

    /**
     * Prints the tables.
     *
     * @param arguments number of pods and of policies, number of rounds
     */
    public static void main(String[] arguments) throws Exception {
        int size = Integer.parseInt(arguments[0]);
        int rounds = Integer.parseInt(arguments[1]);
        Path folder = Files.createTempDirectory("podseg-bench");
        try (Following following = Following.start(Generated.distinct(size, size), folder)) {
            Latency.Times times = new Latency(following, size / 2).measure(rounds / 2 + 5, rounds);
            System.out.print(Latency.row("a port is opened: until the first connection passes", times.opened()));
            System.out.print(Latency.row("a port is closed: until the last connection has passed", times.closed()));
            System.out.print(Latency.row("until it was read back, remembered and told", times.settled()));
        }
        System.exit(0);
    }
}
