package io.podseg.reconcile;

import java.util.List;
import java.util.Optional;

/** Remembers what the controller applies. What it tries again and again, and fails at in the same way, is one apply. */
public final class HistorySink implements CycleSink {
    private final History history;
    private final Applied.Who who;
    private Optional<History.Entry> last = Optional.empty();

    public HistorySink(History history, Applied.Who who) {
        this.history = history;
        this.who = who;
    }

    @Override
    public void ended(Cycle cycle) throws HostException {
        List<Outcome> outcomes = cycle.outcomes();
        if (cycle.work().isEmpty() || !Applied.acted(outcomes)) {
            return;
        }
        Applied applied = Applied.of(
                cycle.work().get().planned(),
                outcomes,
                who,
                cycle.occasion().started(),
                cycle.occasion().took());
        Optional<History.Entry> same = last.filter(entry -> !applied.result().equals("applied"))
                .filter(entry -> entry.applied().isSameAs(applied));
        if (same.isPresent()) {
            History.Entry again =
                    new History.Entry(same.get().number(), same.get().applied().again(applied.when()));
            last = Optional.of(again);
            history.replace(again.number(), again.applied());
        } else {
            last = Optional.empty();
            last = Optional.of(new History.Entry(history.add(applied), applied));
        }
    }
}
