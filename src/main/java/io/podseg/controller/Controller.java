package io.podseg.controller;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Trigger;
import io.podseg.reconcile.Watch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.function.BiConsumer;

/** Wakes when something may have changed, takes a turn, and tells what came of it. */
public final class Controller {
    private static final Duration LONG = Duration.ofDays(1);

    private final Turn turn;
    private final List<Watch> watches;
    private final List<CycleSink> sinks;
    private final BiConsumer<CycleSink, HostException> untold;
    private final Queue queue = new Queue();

    /**
     * A controller at rest.
     *
     * @param untold is told which sink failed and why
     */
    public Controller(
            Turn turn, List<Watch> watches, List<CycleSink> sinks, BiConsumer<CycleSink, HostException> untold) {
        this.turn = turn;
        this.watches = List.copyOf(watches);
        this.sinks = List.copyOf(sinks);
        this.untold = untold;
    }

    /** Adds a trigger, from any thread. */
    public void wake(Trigger trigger) {
        queue.add(trigger);
    }

    /** Ends {@link #run} after the turn that is being taken. */
    public void stop() {
        queue.close();
    }

    /** Works until it is stopped. */
    public void run() throws InterruptedException {
        List<AutoCloseable> watching = new ArrayList<>();
        try {
            queue.add(Trigger.START);
            watches.forEach(watch -> watching.add(watch.start(queue::add)));
            long number = 0;
            while (!queue.closed()) {
                SortedSet<Trigger> triggers = queue.take(LONG);
                if (!triggers.isEmpty()) {
                    number++;
                    Cycle cycle = turn.take(number, triggers);
                    tell(sink -> sink.ended(cycle));
                }
            }
        } finally {
            watching.forEach(Controller::end);
            tell(CycleSink::stopped);
        }
    }

    private interface Word {
        void to(CycleSink sink) throws HostException;
    }

    private void tell(Word word) {
        for (CycleSink sink : sinks) {
            try {
                word.to(sink);
            } catch (HostException e) {
                untold.accept(sink, e);
            }
        }
    }

    private static void end(AutoCloseable watch) {
        try {
            watch.close();
        } catch (Exception e) {
            // It ends with the process.
            Thread.currentThread().isInterrupted();
        }
    }
}
