package io.podseg.bench;

import com.sun.management.UnixOperatingSystemMXBean;
import io.podseg.reconcile.Cycle;
import io.podseg.state.Firewall;
import java.lang.management.ManagementFactory;
import java.util.Locale;
import java.util.function.Consumer;

/** Thousands of changes, one after the other, and what the controller and the kernel hold on the way. */
final class Soak {
    private static final int SHAPES = 6;

    private final Following following;
    private final int policies;

    Soak(Following following, int policies) {
        this.following = following;
        this.policies = policies;
    }

    /**
     * What is held after some changes.
     *
     * @param heap bytes that live after a full collection
     * @param lines written to iptables and ipset since the sample before
     */
    record Sample(int changes, long heap, int threads, long files, int chains, int sets, int lines) {
        String row() {
            return String.format(
                    Locale.ROOT, "%d %.1f %d %d %d %d %d", changes, heap / 1e6, threads, files, chains, sets, lines);
        }
    }

    /** Makes so many changes, and tells a sample before the first one and after each part of them. */
    void run(int changes, int every, Consumer<Sample> told) throws Exception {
        for (int i = 0; i <= changes; i++) {
            if (i % every == 0) {
                settle(i);
                told.accept(sample(i));
            }
            int policy = i * 7 % policies;
            switch (i % SHAPES) {
                case 0 -> following.estate().drop(policy);
                case 1 -> following.estate().save((i - 1) * 7 % policies, TestBed.PORT);
                default -> following.estate().save(policy, 9000 + i % 1000);
            }
            following.await(Cycle.Result.APPLIED);
        }
    }

    /** The same policies at each sample, so that the same is held. */
    private void settle(int round) throws Exception {
        for (int policy = 0; policy < policies; policy++) {
            following.estate().save(policy, 8081 + round % 7);
        }
        following.await(Cycle.Result.APPLIED);
        following.quiet();
    }

    private Sample sample(int changes) throws Exception {
        int lines = following.lines();
        Firewall firewall = following.firewall();
        int chains = firewall.tables().values().stream()
                .mapToInt(table -> table.chains().size())
                .sum();
        int sets = firewall.sets().size();
        for (int i = 0; i < 3; i++) {
            System.gc();
        }
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
        long files = ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
                ? unix.getOpenFileDescriptorCount()
                : 0;
        int threads = ManagementFactory.getThreadMXBean().getThreadCount();
        return new Sample(changes, heap, threads, files, chains, sets, lines);
    }
}
