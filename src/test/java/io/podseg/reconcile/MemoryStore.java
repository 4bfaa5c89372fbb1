package io.podseg.reconcile;

import io.podseg.plan.Inventory;
import io.podseg.state.Firewall;
import java.util.Optional;
import org.jspecify.annotations.NullMarked;

/** A state folder in memory. */
@NullMarked
final class MemoryStore implements StateStore {
    private Optional<Inventory> inventory = Optional.empty();
    private Optional<Firewall> ruleset = Optional.empty();

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
        ruleset = Optional.empty();
    }

    @Override
    public void saveRuleset(Firewall firewall) {
        ruleset = Optional.of(firewall);
    }

    /** What the next boot would load. */
    Optional<Firewall> ruleset() {
        return ruleset;
    }

    @Override
    public void save(Inventory next) {
        inventory = Optional.of(next);
    }
}
