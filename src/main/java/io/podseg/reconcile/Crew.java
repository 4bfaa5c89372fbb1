package io.podseg.reconcile;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;

/** Does the same to many things, to some of them at once. */
final class Crew {
    private final int size;

    /**
     * Starts no thread yet.
     *
     * @param size how many things at once; with 1 everything is done by the calling thread, in order
     */
    Crew(int size) {
        this.size = size;
    }

    /**
     * Takes the things in their order and returns when all are done. An unchecked exception keeps the things that nobody has
     * begun from being done, and is thrown when those that somebody has begun are done.
     */
    <T> void each(List<T> things, Consumer<T> work) {
        if (size == 1 || things.size() < 2) {
            things.forEach(work);
            return;
        }
        try (ExecutorService crew = Executors.newFixedThreadPool(Math.min(size, things.size()))) {
            await(
                    crew,
                    things.stream()
                            .<Future<?>>map(thing -> crew.submit(() -> work.accept(thing)))
                            .toList());
        }
    }

    private static void await(ExecutorService crew, List<Future<?>> all) {
        try {
            for (Future<?> one : all) {
                one.get();
            }
        } catch (ExecutionException e) {
            all.forEach(one -> one.cancel(false));
            if (e.getCause() instanceof RuntimeException unchecked) {
                throw unchecked;
            }
            throw new IllegalStateException(e.getCause());
        } catch (InterruptedException e) {
            crew.shutdownNow();
            Thread.currentThread().interrupt();
            throw new CancellationException("interrupted");
        }
    }
}
