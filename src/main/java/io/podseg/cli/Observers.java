package io.podseg.cli;

import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HistorySink;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PodReadings;
import io.podseg.status.Account;
import io.podseg.status.Behind;
import io.podseg.status.Counting;
import io.podseg.status.StatusFiles;
import io.podseg.status.StatusSink;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** Who is told of the turns of {@code podseg run}. */
final class Observers implements AutoCloseable {
    private final List<CycleSink> sinks = new ArrayList<>();
    private final Optional<Edges.Notifying> notifying;

    /**
     * All of them; what was opened for them is open until closed.
     *
     * @throws HostException where somebody is to be notified and a file that says whom cannot be used
     */
    Observers(Context context, Edges.Host host, ObserveOptions options) throws HostException {
        Edges edges = context.edges();
        Optional<Edges.Notifications> notifications = options.notifications();
        this.notifying = notifications.isPresent()
                ? Optional.of(edges.notifying(notifications.get(), LogSink::warn))
                : Optional.empty();
        Consumer<Account> board = edges.board();
        StatusSink status =
                new StatusSink(new StatusFiles(context.globals().statusOfController()), edges.clock(), account -> {
                    board.accept(account);
                    notifying.ifPresent(each -> each.told().accept(account));
                });
        sinks.add(new LogSink());
        switch (options.events(context.terminal().shown())) {
            case text -> sinks.add(new EventSink(false, edges.clock(), context::line));
            case json -> sinks.add(new EventSink(true, edges.clock(), context::line));
            case none -> {}
        }
        sinks.add(new Behind(status, LogSink::warn));
        sinks.add(new Counting(new PodReadings(host.ports())::everywhere, status::counted));
        sinks.add(new HistorySink(edges.history(context.globals().stateFolder()), edges.who("run")));
        sinks.addAll(edges.sinks());
    }

    List<CycleSink> sinks() {
        return List.copyOf(sinks);
    }

    @Override
    public void close() throws Exception {
        if (notifying.isPresent()) {
            notifying.get().end().close();
        }
    }
}
