package io.podseg.reconcile;

import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;

/** Something that is read while other work goes on. */
public final class Ahead<T> {
    private final FutureTask<T> task;

    /** What takes time. */
    @FunctionalInterface
    public interface Reading<T> {
        T read() throws HostException;
    }

    private Ahead(FutureTask<T> task) {
        this.task = task;
    }

    /** Begins to read. */
    public static <T> Ahead<T> read(Reading<T> reading) {
        FutureTask<T> task = new FutureTask<>(reading::read);
        Thread.ofVirtual().name("read-ahead").start(task);
        return new Ahead<>(task);
    }

    /** Waits for it; fails as the reading did. */
    public T get() throws HostException {
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
