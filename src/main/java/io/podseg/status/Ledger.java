package io.podseg.status;

import io.podseg.model.ObjectKey;
import io.podseg.plan.Inventory;
import io.podseg.reconcile.Cycle;
import io.podseg.state.Counters;
import io.podseg.state.HostState;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** Keeps account of a host, turn by turn. One thread at a time. */
public final class Ledger {
    /** The host as a whole, among objects. */
    private static final ObjectKey HOST = new ObjectKey("Host", "", "host");

    private final Clock clock;
    private final Transitions transitions = new Transitions();
    private Writer writer;
    private HostStatus host = HostStatus.NOTHING;
    private List<Condition> conditions = List.of();
    private Optional<Account.Turn> turn = Optional.empty();
    private Optional<Cycle> read = Optional.empty();

    /** An empty account. */
    public Ledger(Writer writer, Clock clock) {
        this.writer = writer;
        this.clock = clock;
    }

    /** Goes on from what an earlier process wrote, so that what has not changed since has not changed now. */
    public void remember(Account earlier) {
        List<ObjectStatus> objects = new ArrayList<>(earlier.host().objects());
        objects.add(host(earlier.conditions()));
        transitions.remember(objects);
        turn = earlier.turn();
    }

    /** A turn ended. */
    public Account ended(Cycle cycle) {
        Optional<Instant> success = cycle.result().good()
                ? Optional.of(cycle.occasion().started())
                : turn.flatMap(Account.Turn::lastSuccess);
        turn = Optional.of(Account.Turn.of(cycle, success));
        if (cycle.reading().isPresent()) {
            read = Optional.of(cycle);
            host = status(cycle, cycle.reading().get().counters());
        } else if (cycle.result() == Cycle.Result.FAILED) {
            String why = cycle.problem().orElse("the host could not be read");
            host = host.withObjects(
                    host.objects().stream().map(object -> object.unknown(why)).toList());
        }
        conditions = Overall.of(cycle, host);
        return account();
    }

    /** The kernel has counted on; nothing else is known to have changed. */
    public Account counted(Counters counters) {
        if (turn.filter(last -> last.result() != Cycle.Result.FAILED).isPresent()) {
            read.ifPresent(cycle -> host = status(cycle, counters));
        }
        return account();
    }

    /** The controller ends. */
    public Account stopped() {
        writer = writer.ended(now());
        return account();
    }

    private static HostStatus status(Cycle cycle, Counters counters) {
        HostState actual = cycle.reading().orElseThrow().actual();
        Inventory inventory = cycle.reading().orElseThrow().inventory();
        HostStatus status = HostStatus.of(actual, inventory, counters);
        return cycle.work()
                .map(work -> Outstanding.add(status, cycle.result(), work))
                .orElse(status);
    }

    private Account account() {
        Instant now = now();
        List<ObjectStatus> objects = new ArrayList<>(host.objects());
        objects.add(host(conditions));
        List<ObjectStatus> stamped = transitions.stamp(objects, now);
        host = host.withObjects(stamped.subList(0, stamped.size() - 1));
        conditions = stamped.getLast().conditions();
        return new Account(host, conditions, writer, turn, now);
    }

    private static ObjectStatus host(List<Condition> conditions) {
        return new ObjectStatus(HOST, conditions, new TreeMap<>(), new TreeMap<>());
    }

    private Instant now() {
        return clock.instant().truncatedTo(ChronoUnit.SECONDS);
    }
}
