package io.podseg.status;

import io.podseg.reconcile.Cycle;
import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HostException;
import io.podseg.state.Counters;
import java.time.Clock;
import java.util.Optional;
import java.util.function.Consumer;

/** Keeps the status files of a controller, and tells others what it has written. Any thread may tell it something. */
public final class StatusSink implements CycleSink {
    private final StatusFiles files;
    private final Ledger ledger;
    private final Consumer<Account> others;
    private boolean begun;

    /**
     * A sink that has been told nothing.
     *
     * @param others take what there is to say, also where the files cannot be written
     */
    public StatusSink(StatusFiles files, Clock clock, Consumer<Account> others) {
        this.files = files;
        this.ledger = new Ledger(Writer.self(), clock);
        this.others = others;
    }

    @Override
    public synchronized void ended(Cycle cycle) throws HostException {
        Optional<HostException> unreadable = begin();
        tell(ledger.ended(cycle));
        if (unreadable.isPresent()) {
            throw unreadable.get();
        }
    }

    /** The kernel has counted on. */
    public synchronized void counted(Counters counters) throws HostException {
        if (begun) {
            tell(ledger.counted(counters));
        }
    }

    @Override
    public synchronized void stopped() throws HostException {
        // One that never took a turn, since another is at work, leaves the other's files alone.
        if (begun) {
            tell(ledger.stopped());
        }
    }

    /** What cannot be read is overwritten. */
    private Optional<HostException> begin() {
        if (begun) {
            return Optional.empty();
        }
        begun = true;
        try {
            files.read().ifPresent(ledger::remember);
            return Optional.empty();
        } catch (HostException e) {
            return Optional.of(e);
        }
    }

    private void tell(Account account) throws HostException {
        try {
            files.write(account);
        } finally {
            others.accept(account);
        }
    }
}
