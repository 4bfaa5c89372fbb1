package io.podseg.reconcile;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A value that was read, until something changes. Changes may be made by several threads: a value that was read while one was
 * under way is given to whoever asked and not kept.
 */
final class KeptValue<T> {
    private final AtomicLong changes = new AtomicLong();
    private volatile @Nullable Version<T> kept;

    private record Version<T>(long change, T value) {}

    /** Something that changes what would be read. */
    interface Change {
        void make() throws HostException;
    }

    /** The value that is kept, or a new one. */
    T get(Ahead.Reading<T> reading) throws HostException {
        Version<T> found = kept;
        return found != null && found.change() == changes.get() ? found.value() : again(reading);
    }

    /** The value that is kept. */
    Optional<T> kept() {
        return Optional.ofNullable(kept).map(Version::value);
    }

    /** A new value. */
    T again(Ahead.Reading<T> reading) throws HostException {
        long before = changes.get();
        T value = reading.read();
        kept = new Version<>(before, value);
        return value;
    }

    /** Another form of the value that is kept, if one is. */
    void replace(UnaryOperator<T> form) {
        Version<T> found = kept;
        if (found != null) {
            kept = new Version<>(found.change(), form.apply(found.value()));
        }
    }

    /** Makes a change; whether it succeeds or fails, nobody knows what it left. */
    void change(Change change) throws HostException {
        forget();
        try {
            change.make();
        } finally {
            forget();
        }
    }

    /** The next one who asks reads. */
    void forget() {
        changes.incrementAndGet();
        kept = null;
    }
}
