package io.podseg.cli;

import io.podseg.controller.Controller;
import io.podseg.controller.Turn;
import io.podseg.reconcile.Reconciler;
import io.podseg.reconcile.StateStore;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code podseg run}. */
@Command(
        name = "run",
        header = "Keep this host at what the manifests say, until stopped.",
        description =
                "Follows a folder or a Git branch, carries out what changes, repairs what is changed by hand, and says what it does.",
        exitCodeList = {"0:Stopped by a signal", "1:The host cannot be worked with", "3:Bad usage"},
        footer = {
            "",
            "Examples:",
            "  podseg run -f manifests/secure-web",
            "  podseg run --git https://git.example.org/site.git --ref main --path deploy/host1"
        })
final class RunCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final WaitOptions waits = new WaitOptions();

    @Mixin
    private final ScopeOptions scope = new ScopeOptions();

    @Mixin
    private final FollowOptions follow = new FollowOptions();

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
        Edges.Followed manifests = follow.follow(context);
        StateStore store = edges.store(context.globals().stateFolder());
        try (Edges.Host host =
                edges.open(context.globals().connection(), context.globals().stateFolder())) {
            Turn turn = new Turn(
                    manifests.source(),
                    new Reconciler(host.podman(), host.netfilter(), store),
                    store,
                    waits.readiness(host, context),
                    new Turn.Rules(scope.scope(), reportOnly),
                    edges.clock());
            Controller controller = new Controller(
                    turn,
                    Stream.concat(manifests.watches().stream(), edges.watches(manifests.files(), host).stream())
                            .toList(),
                    Observers.of(context, host),
                    (sink, e) -> context.say("podseg: " + Printable.of(String.valueOf(e.getMessage()))));
            controller.run();
        }
        return ExitCode.OK;
    }
}
