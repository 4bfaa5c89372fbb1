package io.podseg.reconcile;

import io.podseg.plan.Inventory;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** A state folder in memory. */
@NullMarked
final class MemoryStore implements StateStore {
    private Optional<Inventory> inventory = Optional.empty();

    @Override
    public AutoCloseable lock(String purpose) {
        return () -> {};
    }

    @Override
    public Optional<Inventory> load() {
        return inventory;
    }

    @Override
    public void clear() {
        inventory = Optional.empty();
    }

    @Override
    public void save(Inventory next) {
        inventory = Optional.of(next);
    }
}
