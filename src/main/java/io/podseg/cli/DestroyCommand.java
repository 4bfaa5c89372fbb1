package io.podseg.cli;

import io.podseg.reconcile.Readiness;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.StateStore;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code podseg destroy}. */
@Command(
        name = "destroy",
        header = "Remove everything that podseg made on this host, and nothing else.",
        description = "Shows the plan, asks, and carries it out. Manifests are not read. Volumes of claims are kept.",
        exitCodeList = {
            "0:Done, or nothing to remove",
            "1:The host could not be read or nothing could be removed; also when the answer is no",
            "3:Bad usage; also without a terminal and without --yes",
            "4:Removed in part",
            "5:Another podseg holds the lock"
        },
        footer = {"", "Example:", "  podseg destroy"})
final class DestroyCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final ApplyOptions options = new ApplyOptions();

    @Option(
            names = "--delete-volumes",
            description = "Also remove the volumes of claims, with all that is in them. Default: they are kept")
    private boolean deleteVolumes;

    DestroyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        StateStore store = context.edges().store(context.globals().stateFolder());
        try (Edges.Host host = context.edges()
                        .open(context.globals().connection(), context.globals().stateFolder());
                AutoCloseable lock = store.lock("destroy")) {
            Reconciler reconciler = new Reconciler(host.ports(), store);
            return new Carrier(context, options, Carrier.Words.DESTROY, Readiness.none(host.podman()))
                    .carry(reconciler, reconciler.planDestroy(deleteVolumes));
        }
    }
}
