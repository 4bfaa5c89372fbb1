package io.podseg.cli;

import io.podseg.plan.Inventory;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.StateStore;
import io.podseg.status.HostStatus;
import io.podseg.status.StatusTree;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code podseg status}. */
@Command(
        name = "status",
        header = "Show what is in force: objects, addresses, and whether policies are enforced.",
        description = "Reads Podman, the kernel and podseg's memory of the last apply; writes nothing. A policy is"
                + " enforced only when the kernel's rules, read back, are as they were written.",
        exitCodeList = {"0:Done", "1:The host could not be read", "3:Bad usage"},
        footer = {"", "Example:", "  podseg status"})
final class StatusCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final TableOutput output = new TableOutput();

    StatusCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        StateStore store = context.edges().store(context.globals().stateFolder());
        try (Edges.Host host = context.edges()
                .open(context.globals().connection(), context.globals().stateFolder())) {
            Reconciler reconciler = new Reconciler(host.podman(), host.netfilter(), store);
            HostStatus status =
                    HostStatus.of(reconciler.observe(), store.load().orElse(Inventory.EMPTY), reconciler.counters());
            context.print(output.format()
                    .write(() -> new StatusTable(context.paint()).render(status), () -> StatusTree.of(status)));
            return ExitCode.OK;
        }
    }
}
