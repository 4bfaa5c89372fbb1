package io.podseg.plan;

import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A value that is worked out when it is first asked for, always the same: what only people read need not hold up what the
 * kernel waits for. Equal to another where the values are.
 *
 * @param <T> type of the value
 */
public final class Deferred<T> {
    private @Nullable Supplier<T> work;
    private @Nullable T value;

    private Deferred(Supplier<T> work) {
        this.work = work;
    }

    /** The result of some work that depends on nothing that may change. */
    public static <T> Deferred<T> of(Supplier<T> work) {
        return new Deferred<>(work);
    }

    /** The value. */
    public synchronized T get() {
        Supplier<T> open = work;
        if (open != null) {
            value = open.get();
            work = null;
        }
        return Objects.requireNonNull(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return this == other || other instanceof Deferred<?> deferred && get().equals(deferred.get());
    }

    @Override
    public int hashCode() {
        return get().hashCode();
    }

    @Override
    public String toString() {
        return get().toString();
    }
}
