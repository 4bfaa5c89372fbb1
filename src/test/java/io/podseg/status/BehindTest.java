package io.podseg.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HostException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sink that is slow or fails holds nobody up, and in the end knows the latest turn. */
class BehindTest {
    @TempDir
    Path folder = Path.of("");

    private final Semaphore gate = new Semaphore(0);
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final BlockingQueue<String> complaints = new LinkedBlockingQueue<>();

    private final class Slow implements CycleSink {
        @Override
        public void ended(Cycle cycle) throws HostException {
            gate.acquireUninterruptibly();
            told.add("turn " + cycle.occasion().number());
            if (cycle.problem().orElse("").equals("disk full")) {
                throw new HostException("the disk is full");
            }
        }

        @Override
        public void stopped() {
            told.add("stopped");
        }
    }

    @Test
    void turnsDoNotWaitAndTheLatestIsTold() throws Exception {
        Turns turns = new Turns(folder);
        Behind behind = new Behind(new Slow(), complaints::add);
        for (int i = 0; i < 5; i++) {
            behind.ended(turns.fail(Cycle.Result.FAILED, "no answer"));
        }
        gate.release(9);
        behind.stopped();
        assertThat(told).endsWith("turn 5", "stopped").hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void whatFailsIsComplainedOfAndTheNextIsTold() throws Exception {
        Turns turns = new Turns(folder);
        gate.release(9);
        Behind behind = new Behind(new Slow(), complaints::add);
        behind.ended(turns.fail(Cycle.Result.FAILED, "disk full"));
        assertThat(complaints.take()).isEqualTo("the disk is full");
        behind.ended(turns.fail(Cycle.Result.FAILED, "no answer"));
        behind.stopped();
        assertThat(told).containsExactly("turn 1", "turn 2", "stopped");
    }

    @Test
    void whereThereWasNoTurnNothingIsTold() throws Exception {
        new Behind(new Slow(), complaints::add).stopped();
        assertThat(told).isEmpty();
    }
}
