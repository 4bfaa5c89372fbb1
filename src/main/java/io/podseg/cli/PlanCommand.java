package io.podseg.cli;

import io.podseg.model.Diagnostic;
import io.podseg.plan.Plan;
import io.podseg.plan.PlanJson;
import io.podseg.plan.PlanText;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.Reconciler.Planned;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code podseg plan}. */
@Command(
        name = "plan",
        header = "Show what apply would change, and which connections would open or close.",
        description = "Reads the manifests and this host, prints the difference and changes nothing.",
        exitCodeList = {
            "0:There are no changes, or some (see --detailed-exitcode)",
            "1:The host could not be read",
            "2:With --detailed-exitcode: there are changes",
            "3:Bad manifests or usage"
        },
        footer = {"", "Example:", "  podseg plan -f manifests/secure-web"})
final class PlanCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final TextOutput output = new TextOutput();

    @Option(names = "--detailed-exitcode", description = "Exit with 2 where there are changes")
    private boolean detailed;

    @Mixin
    private final ScopeOptions scope = new ScopeOptions();

    @Option(
            names = "--out",
            paramLabel = "FILE",
            description = "Save the plan, to be carried out by: podseg apply FILE")
    private Optional<Path> out = Optional.empty();

    PlanCommand(Context context) {
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
        try (Edges.Host host = context.edges()
                .open(context.globals().connection(), context.globals().stateFolder())) {
            Reconciler reconciler = new Reconciler(
                    host.ports(), context.edges().store(context.globals().stateFolder()));
            Planned planned = reconciler.plan(
                    manifests.loaded().declarations(), manifests.loaded().revision(), scope.scope());
            List<Diagnostic> all = manifests.merged(planned.desired().diagnostics());
            boolean told = all.stream().anyMatch(Diagnostic::isError) || output.format() == Format.HUMAN;
            if (told && manifests.report(all)) {
                return manifests.invalid(all);
            }
            return show(planned, all);
        }
    }

    private int show(Planned planned, List<Diagnostic> warnings) throws HostException {
        Plan plan = planned.plan().withWarnings(warnings);
        scope.tell(context);
        if (out.isPresent()) {
            Approval.save(context, out.get(), scope, planned);
        }
        context.print(output.format().write(() -> PlanText.render(plan, context.color()), () -> PlanJson.tree(plan)));
        out.ifPresent(file -> context.say(
                "The plan is saved; to carry out just this: podseg apply " + Printable.of(file.toString())));
        return detailed && !plan.isEmpty() ? ExitCode.CHANGES : ExitCode.OK;
    }
}
