package io.podseg.cli;

import io.podseg.controller.Controller;
import io.podseg.reconcile.Watch;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code podseg run}. */
@Command(
        name = "run",
        header = "Keep this host at what the manifests say, until stopped.",
        description =
                "Follows a folder or a Git branch, carries out what changes, repairs what is changed by hand, and says what it does.",
        exitCodeList = {
            "0:Stopped by a signal",
            "1:The host cannot be worked with",
            "3:Bad usage",
            "5:Another controller keeps this state folder"
        },
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
            names = "--max-deletes",
            paramLabel = "N",
            converter = CountConverter.class,
            description =
                    "Refuse manifests whose plan deletes more objects than this; the last good ones stay in force")
    private Optional<Integer> maxDeletes = Optional.empty();

    @Option(
            names = "--interval",
            paramLabel = "TIME",
            defaultValue = "5m",
            converter = IntervalConverter.class,
            description = "How often to look at everything even if nothing tells of a change, a tenth more or less;"
                    + " 10s or more. Default: ${DEFAULT-VALUE}")
    private Duration interval = Duration.ofMinutes(5);

    @Option(
            names = "--listen",
            paramLabel = "ADDRESS:PORT",
            defaultValue = "127.0.0.1:9467",
            description = "Where health, metrics and a read-only page are served; none serves nothing."
                    + " Default: ${DEFAULT-VALUE}")
    private String listen = "";

    @Mixin
    private final ObserveOptions observe = new ObserveOptions();

    RunCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Edges edges = context.edges();
        Path folder = context.globals().stateFolder();
        Edges.Followed manifests = follow.follow(context);
        try (Edges.Host host = edges.stay(context.globals().connection(), folder);
                Observers observers = new Observers(context, host, observe)) {
            Controller controller = new Controller(
                    new Controller.Parts(
                            new Controller.Manifests(manifests.source(), edges.reader()),
                            new Controller.Host(
                                    host.ports(),
                                    edges.store(folder),
                                    edges.memory(folder),
                                    waits.readiness(host, context),
                                    host::revive),
                            watches(manifests, host),
                            observers.sinks(),
                            edges.clock(),
                            LogSink::warn),
                    new Controller.Rules(scope.scope(), reportOnly, maxDeletes(), interval));
            try (AutoCloseable signals = edges.onStop(controller::stop)) {
                controller.run();
            }
        }
        return ExitCode.OK;
    }

    private List<Watch> watches(Edges.Followed manifests, Edges.Host host) {
        List<Watch> watches = new ArrayList<>(manifests.watches());
        watches.addAll(context.edges().watches(manifests.files(), host));
        watches.add(context.edges().schedule(interval));
        return watches;
    }

    private OptionalInt maxDeletes() {
        return maxDeletes.map(OptionalInt::of).orElseGet(OptionalInt::empty);
    }
}
