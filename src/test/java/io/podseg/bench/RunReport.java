package io.podseg.bench;

import java.nio.file.Files;
import java.nio.file.Path;

/** Measures the controller and prints tables for {@code docs/performance.md}. Runs in namespaces of its own: see {@code deploy/bench-run}. */
public final class RunReport {
    private static final int SAMPLES = 40;
    private static final int IDLE_SECONDS = 60;

    private RunReport() {}

    /**
     * Prints what is asked for.
     *
     * @param arguments {@code latency}, {@code repair}, {@code idle} or {@code soak}; number of pods and of policies; number of
     *     rounds or changes
     */
    public static void main(String[] arguments) throws Exception {
        int size = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        Path folder = Files.createTempDirectory("podseg-bench");
        try (Following following = Following.start(Generated.distinct(size, size), folder)) {
            switch (arguments[0]) {
                case "latency" -> latency(following, size, rounds);
                case "repair" -> System.out.println(new Repair(following).measure(rounds));
                case "idle" -> System.out.println(Idle.measure(following, IDLE_SECONDS));
                case "soak" ->
                    new Soak(following, size)
                            .run(rounds, Math.max(1, rounds / SAMPLES), sample -> System.out.println(sample.row()));
                default -> throw new IllegalArgumentException(arguments[0]);
            }
        }
        System.exit(0);
    }

    private static void latency(Following following, int size, int rounds) throws Exception {
        Latency.Times times = new Latency(following, size / 2).measure(rounds / 2 + 5, rounds);
        System.out.println("| a policy is saved anew | least | p50 | p95 | most |\n|---|---|---|---|---|");
        System.out.print(Latency.row("until the first connection passes that it opens", times.opened()));
        System.out.print(Latency.row("until the last connection has passed that it closes", times.closed()));
        System.out.print(Latency.row("until all is read back, remembered and told", times.settled()));
    }
}
