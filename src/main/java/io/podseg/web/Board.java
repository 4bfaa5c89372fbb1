package io.podseg.web;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.Trigger;
import io.podseg.status.Account;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.SortedSet;

/** Where the controller's worker puts what others may ask for; asking never waits for the worker. */
@Singleton
public class Board implements CycleSink {
    private final Metrics metrics;
    private volatile Optional<Account> account = Optional.empty();
    private volatile Optional<Cycle.Work> work = Optional.empty();
    private volatile Optional<Long> busySince = Optional.empty();

    @Inject
    Board(Metrics metrics) {
        this.metrics = metrics;
        metrics.watch(() -> busy().toNanos() / 1e9);
    }

    @Override
    public void began(long number, SortedSet<Trigger> triggers) {
        busySince = Optional.of(System.nanoTime());
    }

    @Override
    public void ended(Cycle cycle) {
        busySince = Optional.empty();
        work = cycle.work();
        metrics.ended(cycle);
    }

    /** Takes what the controller has to say. */
    public void told(Account latest) {
        account = Optional.of(latest);
        metrics.told(latest);
    }

    /** What it said last; empty before the first turn has ended. */
    Optional<Account> account() {
        return account;
    }

    /** The last plan and what became of it. */
    Optional<Cycle.Work> work() {
        return work;
    }

    /** How long the worker has been busy with the turn that it is taking; zero where it takes none. */
    Duration busy() {
        return busySince
                .map(since -> Duration.ofNanos(System.nanoTime() - since))
                .orElse(Duration.ZERO);
    }
}
