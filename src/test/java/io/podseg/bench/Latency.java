package io.podseg.bench;

import java.util.Arrays;
import java.util.Locale;

/** From a policy that is saved to the first packet that is treated otherwise. */
final class Latency {
    /** Attempts begin this far apart; one that is not answered by then has failed. */
    private static final int PAUSE_MICROS = 500;

    private static final int WAIT_MICROS = 2000;
    private static final int SETTLE_MILLIS = 300;

    private final Following following;
    private final int subject;

    /** @param subject number of the pod that is connected to, whose policy has the same number */
    Latency(Following following, int subject) {
        this.following = following;
        this.subject = subject;
    }

    /** Milliseconds, sorted: until the first connection passes, and until the last one has passed. */
    record Times(double[] opened, double[] closed, double[] settled) {}

    Times measure(int warm, int rounds) throws Exception {
        double[] opened = new double[rounds];
        double[] closed = new double[rounds];
        double[] settled = new double[rounds];
        String server = following.pod(subject).addresses().getFirst().toString();
        String client = following.pod(subject + 1).addresses().getFirst().toString();
        try (TestBed bed = TestBed.open(following.bridge(), client, server, 16);
                Knocking knocking = bed.knock(PAUSE_MICROS, WAIT_MICROS)) {
            following.quiet();
            knocking.first(true, 0);
            for (int i = -warm; i < rounds; i++) {
                int at = Math.max(0, i);
                closed[at] = save(9090, false, knocking);
                opened[at] = save(TestBed.PORT, true, knocking);
                settled[at] = (System.nanoTime() - saved) / 1e6;
                Thread.sleep(SETTLE_MILLIS);
            }
        }
        Arrays.sort(opened);
        Arrays.sort(closed);
        Arrays.sort(settled);
        return new Times(opened, closed, settled);
    }

    private long saved;

    private double save(int port, boolean opens, Knocking knocking) throws Exception {
        saved = System.nanoTime();
        following.estate().save(subject, port);
        double until;
        if (opens) {
            until = (knocking.first(true, saved) - saved) / 1e6;
            following.await(io.podseg.reconcile.Cycle.Result.APPLIED);
        } else {
            following.await(io.podseg.reconcile.Cycle.Result.APPLIED);
            until = (knocking.lastPassed() - saved) / 1e6;
        }
        return until;
    }

    static String row(String what, double[] sorted) {
        return String.format(
                Locale.ROOT,
                "| %s | %.0f ms | %.0f ms | %.0f ms | %.0f ms |%n",
                what,
                sorted[0],
                sorted[sorted.length / 2],
                sorted[(int) Math.ceil(sorted.length * 0.95) - 1],
                sorted[sorted.length - 1]);
    }
}
