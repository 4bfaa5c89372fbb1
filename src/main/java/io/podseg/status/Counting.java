package io.podseg.status;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HostException;
import io.podseg.state.Counters;
import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Reads the kernel's counters between turns, seldom enough to cost almost nothing however many rules there are. */
public final class Counting implements CycleSink {
    private static final Duration LEAST = Duration.ofSeconds(15);

    /** At most half a percent of one processor. */
    private static final int SHARE = 200;

    private final Source source;
    private final Target target;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(
            task -> Thread.ofPlatform().daemon().name("counters").unstarted(task));
    private boolean begun;

    /** Reads the counters. */
    public interface Source {
        Counters read() throws HostException;
    }

    /** Is told of them. */
    public interface Target {
        void counted(Counters counters) throws HostException;
    }

    /** Begins when the first turn has ended. */
    public Counting(Source source, Target target) {
        this.source = source;
        this.target = target;
    }

    @Override
    public synchronized void ended(Cycle cycle) {
        if (!begun) {
            begun = true;
            again(LEAST);
        }
    }

    private void read() {
        long begin = System.nanoTime();
        try {
            target.counted(source.read());
        } catch (HostException e) {
            // The next turn meets the same trouble and says so.
            begin = System.nanoTime();
        }
        again(pause(Duration.ofNanos(System.nanoTime() - begin)));
    }

    /** How long to wait after a reading that took so long. */
    static Duration pause(Duration took) {
        Duration pause = took.multipliedBy(SHARE);
        return pause.compareTo(LEAST) < 0 ? LEAST : pause;
    }

    private synchronized void again(Duration pause) {
        if (!thread.isShutdown()) {
            thread.schedule(this::read, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public synchronized void stopped() {
        thread.shutdownNow();
    }
}
