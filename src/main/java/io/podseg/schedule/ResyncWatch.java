package io.podseg.schedule;

import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import io.quarkus.arc.Arc;
import io.quarkus.scheduler.Scheduled.ConcurrentExecution;
import io.quarkus.scheduler.Scheduler;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/**
 * Wakes for a look at everything, time and again, by quarkus-scheduler. Each time it is a tenth of the interval early or late, so
 * that many hosts that were started together do not ask their Git server together. The scheduler goes by the time of day; where
 * somebody sets that back, the controller itself notices that it has not been woken.
 */
public final class ResyncWatch implements Watch {
    private static final String NAME = "resync";

    private final Duration interval;

    /**
     * Does nothing yet.
     *
     * @param interval time between two looks, more or less
     */
    public ResyncWatch(Duration interval) {
        this.interval = interval;
    }

    @Override
    public AutoCloseable start(Consumer<Trigger> wake) {
        Scheduler scheduler = Arc.container().instance(Scheduler.class).get();
        Duration tenth = interval.dividedBy(10);
        long early = ThreadLocalRandom.current().nextLong(tenth.toMillis() + 1);
        scheduler
                .newJob(NAME)
                .setInterval(interval.minus(tenth).toString())
                .setDelayed(interval.minusMillis(early).toString())
                .setExecutionMaxDelay(tenth.multipliedBy(2).toString())
                .setConcurrentExecution(ConcurrentExecution.SKIP)
                .setTask(execution -> wake.accept(Trigger.SCHEDULE))
                .schedule();
        return () -> scheduler.unscheduleJob(NAME);
    }
}
