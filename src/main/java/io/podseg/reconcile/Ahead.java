package io.podseg.reconcile;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that is read while other work goes on. */
final class Ahead<T> {
    private final FutureTask<T> task;

    private Ahead(FutureTask<T> task) {
        this.task = task;
    }

    /** Begins to read. */
    static <T> Ahead<T> read(KeptValue.Reading<T> reading) {
        FutureTask<T> task = new FutureTask<>(reading::read);
        Thread.ofVirtual().name("read-ahead").start(task);
        return new Ahead<>(task);
    }

    /** Waits for it; fails as the reading did. */
    T get() throws HostException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof HostException failed) {
                throw failed;
            }
            if (e.getCause() instanceof RuntimeException fault) {
                throw fault;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new HostException("interrupted while reading", e);
        }
    }
}
