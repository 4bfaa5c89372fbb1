package io.podseg.cli;

import io.podseg.reconcile.CycleSink;
import io.podseg.reconcile.HistorySink;
import io.podseg.status.Counting;
import io.podseg.status.StatusFiles;
import io.podseg.status.StatusSink;
import java.util.ArrayList;
import java.util.List;

/** Who is told of the turns of {@code podseg run}. */
final class Observers {
    private Observers() {}

    static List<CycleSink> of(Context context, Edges.Host host) {
        Edges edges = context.edges();
        List<CycleSink> sinks = new ArrayList<>();
        StatusSink status =
                new StatusSink(new StatusFiles(context.globals().statusOfController()), edges.clock(), edges.board());
        sinks.add(status);
        sinks.add(new Counting(host.netfilter()::counters, status::counted));
        sinks.add(new HistorySink(edges.history(context.globals().stateFolder()), edges.who("run")));
        sinks.addAll(edges.sinks());
        return sinks;
    }
}
