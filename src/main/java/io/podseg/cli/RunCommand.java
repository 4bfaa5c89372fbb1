package io.podseg.cli;

import io.podseg.controller.Controller;
import io.podseg.controller.Turn;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.StateStore;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code podseg run}. */
@Command(
        name = "run",
        header = "Keep this host at what the manifests say, until stopped.",
        description =
                "Follows a folder, carries out what changes, repairs what is changed by hand, and says what it does.",
        exitCodeList = {"0:Stopped by a signal", "1:The host cannot be worked with", "3:Bad usage"},
        footer = {"", "Example:", "  podseg run -f manifests/secure-web"})
final class RunCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final WaitOptions waits = new WaitOptions();

    @Mixin
    private final ScopeOptions scope = new ScopeOptions();

    @Option(names = "--report-only", description = "Plan and report, change nothing")
    private boolean reportOnly;

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:9467",
            description = "Where health, metrics and a read-only page are served; none serves nothing."
                    + " Default: ${DEFAULT-VALUE}")
    private String listen = "";

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Edges edges = context.edges();
        List<Path> files = context.globals().files();
        ManifestSource source = edges.manifests(files);
        StateStore store = edges.store(context.globals().stateFolder());
        try (Edges.Host host =
                edges.open(context.globals().connection(), context.globals().stateFolder())) {
            Turn turn = new Turn(
                    source,
                    new Reconciler(host.podman(), host.netfilter(), store),
                    store,
                    waits.readiness(host, context),
                    new Turn.Rules(scope.scope(), reportOnly),
                    edges.clock());
            Controller controller = new Controller(
                    turn,
                    edges.watches(files, host),
                    Observers.of(context, host),
                    (sink, e) -> context.say("podseg: " + Printable.of(String.valueOf(e.getMessage()))));
            controller.run();
        }
        return ExitCode.OK;
    }
}
