package io.podseg.cli;

import io.podseg.model.Diagnostic;
import io.podseg.reconcile.PlanFiles.UnusablePlanException;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import io.podseg.reconcile.StateStore;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

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
            "1:The host could not be read or nothing could be applied; also when the answer is no, and where a saved"
                    + " plan is stale",
            "3:Bad manifests or usage; also without a terminal and without --yes",
            "4:Applied in part, or a pod did not become ready",
            "5:Another podseg holds the lock"
        },
        footer = {
            "",
            "Examples:",
            "  podseg apply --yes -f manifests/secure-web",
            "  podseg plan --out web.plan -f manifests/secure-web && podseg apply web.plan"
        })
final class ApplyCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final ApplyOptions options = new ApplyOptions();

    @Mixin
    private final WaitOptions waits = new WaitOptions();

    @Mixin
    private final ScopeOptions scope = new ScopeOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "FILE",
            description = "A plan that was saved by plan --out; refused where it would not do the same any more")
    private Optional<Path> saved = Optional.empty();

    @Spec
    private CommandSpec spec = CommandSpec.create();

    ApplyCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Optional<Approval> approval = Optional.empty();
        if (saved.isPresent()) {
            if (context.globals().namesManifests() || scope.given()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "a saved plan says what it was made from; leave out -f, --git, --ref, --path, --prune, --no-prune and"
                                + " --target");
            }
            try {
                approval = Optional.of(Approval.read(context, saved.get()));
            } catch (UnusablePlanException e) {
                context.say("podseg: " + Printable.of(String.valueOf(e.getMessage())));
                return ExitCode.INVALID;
            }
        }
        Manifests manifests =
                approval.isPresent() ? Manifests.load(context, approval.get().source()) : Manifests.load(context);
        if (!manifests.readable()) {
            List<Diagnostic> all = manifests.diagnostics();
            manifests.report(all);
            return invalid(approval, manifests, all);
        }
        return apply(manifests, approval);
    }

    private int apply(Manifests manifests, Optional<Approval> approval) throws Exception {
        StateStore store = context.edges().store(context.globals().stateFolder());
        try (Edges.Host host = context.edges()
                        .open(context.globals().connection(), context.globals().stateFolder());
                AutoCloseable lock = store.lock("apply")) {
            Reconciler reconciler = new Reconciler(host.ports(), store);
            Planned planned = reconciler.plan(
                    manifests.loaded().declarations(),
                    manifests.loaded().revision(),
                    approval.map(Approval::scope).orElseGet(scope::scope));
            List<Diagnostic> all = manifests.merged(planned.desired().diagnostics());
            if (manifests.report(all)) {
                return invalid(approval, manifests, all);
            }
            Optional<Integer> stale = approval.flatMap(each -> each.refusal(planned));
            return stale.isPresent()
                    ? stale.get()
                    : new Carrier(context, options, Carrier.Words.APPLY, waits.readiness(host, context))
                            .carry(reconciler, planned);
        }
    }

    private static int invalid(Optional<Approval> approval, Manifests manifests, List<Diagnostic> all) {
        return approval.isPresent() ? approval.get().spoilt(manifests.loaded().revision()) : manifests.invalid(all);
    }
}
