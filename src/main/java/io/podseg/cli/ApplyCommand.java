package io.podseg.cli;

import io.podseg.model.Diagnostic;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.StateStore;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code podseg apply}. */
@Command(
        name = "apply",
        header = "Make this host what the manifests say.",
        description =
                "Shows the plan, asks, and carries it out. What is no longer declared is removed, if podseg made it."
                        + " A change that fails does not stop those that do not need it. Waits until the pods that it has"
                        + " started are ready.",
        exitCodeList = {
            "0:Done, or no changes",
            "1:The host could not be read or nothing could be applied; also when the answer is no",
            "3:Bad manifests or usage; also without a terminal and without --yes",
            "4:Applied in part, or a pod did not become ready",
            "5:Another podseg holds the lock"
        },
        footer = {"", "Example:", "  podseg apply --yes -f manifests/secure-web"})
final class ApplyCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final ApplyOptions options = new ApplyOptions();

    @Mixin
    private final WaitOptions waits = new WaitOptions();

    ApplyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Manifests manifests = Manifests.load(context);
        if (!manifests.readable()) {
            List<Diagnostic> all = manifests.diagnostics();
            manifests.report(all);
            return manifests.invalid(all);
        }
        StateStore store = context.edges().store(context.globals().stateFolder());
        try (Edges.Host host = context.edges()
                        .open(context.globals().connection(), context.globals().stateFolder());
                AutoCloseable lock = store.lock("apply")) {
            Reconciler reconciler = new Reconciler(host.podman(), host.netfilter(), store);
            Planned planned = reconciler.plan(
                    manifests.loaded().declarations(), manifests.loaded().revision(), true);
            List<Diagnostic> all = manifests.merged(planned.desired().diagnostics());
            if (manifests.report(all)) {
                return manifests.invalid(all);
            }
            return new Carrier(context, options, Carrier.Words.APPLY, waits.readiness(host, context))
                    .carry(reconciler, planned);
        }
    }
}
