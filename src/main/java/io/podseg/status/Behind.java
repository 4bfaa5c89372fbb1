package io.podseg.status;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HostException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Tells a sink of turns on a thread of its own, so that the controller's next turn need not wait for it. Where turns end faster than
 * the sink takes them, it is told of the latest.
 */
public final class Behind implements CycleSink {
    /** How long the end of the controller waits for what was not told yet. */
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final CycleSink sink;
    private final Consumer<String> complain;
    private Optional<Cycle> latest = Optional.empty();
    private Optional<Thread> thread = Optional.empty();
    private boolean closed;

    /**
     * A sink that has been told nothing.
     *
     * @param complain is told what the sink could not do
     */
    public Behind(CycleSink sink, Consumer<String> complain) {
        this.sink = sink;
        this.complain = complain;
    }

    @Override
    public synchronized void ended(Cycle cycle) {
        latest = Optional.of(cycle);
        if (thread.isEmpty()) {
            thread = Optional.of(Thread.ofPlatform().daemon().name("status").start(this::work));
        }
        notifyAll();
    }

    private void work() {
        try {
            for (Optional<Cycle> next = take(); next.isPresent(); next = take()) {
                tell(next.get());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(Cycle cycle) {
        try {
            sink.ended(cycle);
        } catch (HostException e) {
            complain.accept(String.valueOf(e.getMessage()));
        }
    }

    /** Empty where there is nothing left and nothing will come. */
    private synchronized Optional<Cycle> take() throws InterruptedException {
        while (latest.isEmpty() && !closed) {
            wait();
        }
        Optional<Cycle> taken = latest;
        latest = Optional.empty();
        return taken;
    }

    @Override
    public void stopped() throws HostException {
        Optional<Thread> worker;
        synchronized (this) {
            closed = true;
            notifyAll();
            worker = thread;
        }
        try {
            if (worker.isPresent() && worker.get().join(PATIENCE)) {
                sink.stopped();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
