package io.podseg.cli;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.World;
import io.podseg.reach.Compared;
import io.podseg.reach.KernelJudge;
import io.podseg.reach.Whereabouts;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PodReadings;
import io.podseg.reconcile.Probing;
import io.podseg.reconcile.Reconciler;
import io.podseg.state.HostState;
import io.podseg.state.KernelRules;
import io.podseg.state.PodState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code podseg matrix}. */
@Command(
        name = "matrix",
        header = "Show who may connect to whom, pod by pod and port by port.",
        description =
                "Rows open connections, columns accept them. Works offline, from the manifests alone; --live tells what"
                        + " the kernel's rules let through, --probe what real connections meet, and where that differs.",
        exitCodeList = {
            "0:Done",
            "1:The host could not be read; with --fail-on-difference: the answers differ",
            "3:Bad manifests or usage"
        },
        footer = {
            "",
            "Examples:",
            "  podseg matrix -f manifests/secure-web",
            "  podseg matrix -f manifests/secure-web --port 5432/TCP --external 203.0.113.10 -o json",
            "  podseg matrix -f manifests/secure-web --live --probe --fail-on-difference"
        })
final class MatrixCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final TableOutput output = new TableOutput();

    @Option(
            names = "--port",
            paramLabel = "PORT[/PROTOCOL]",
            converter = PortConverter.class,
            description = "Ask for this port of every destination; may be repeated. Default: the ports that containers"
                    + " declare")
    private List<ReachabilityTable.Port> ports = new ArrayList<>();

    @Option(
            names = "--external",
            paramLabel = "IP",
            converter = IpConverter.class,
            description = "Add an address outside the host; may be repeated")
    private List<Ip> externals = new ArrayList<>();

    @Option(names = "--resolver", description = "Add the DNS resolvers of the networks")
    private boolean resolver;

    @Option(
            names = "--live",
            description =
                    "Ask the kernel's rules, as read back from this host, and show where they differ from the manifests")
    private boolean live;

    @Option(
            names = "--probe",
            description = "Make real connections from pod to pod, and show where they differ from the manifests")
    private boolean probe;

    @Option(
            names = "--timeout",
            paramLabel = "TIME",
            converter = TimeConverter.class,
            description =
                    "With --probe: how long an answer is waited for, such as 500ms or 5s; what should pass and does not is"
                            + " tried once more with three times as long. Default: 2s")
    private Duration timeout = Duration.ofSeconds(2);

    @Option(
            names = "--fail-on-difference",
            description =
                    "With --live or --probe: exit with 1 where the answers differ, or where a rule of others cannot be judged")
    private boolean failing;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    MatrixCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        if (failing && !live && !probe) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--fail-on-difference needs --live or --probe: the manifests alone differ from nothing");
        }
        Manifests manifests = Manifests.load(context);
        if (!live && !probe || !manifests.readable()) {
            List<Diagnostic> diagnostics = manifests.diagnostics();
            if (manifests.report(diagnostics)) {
                return manifests.invalid(diagnostics);
            }
            World world =
                    shown(manifests.compiled(context.globals().hostFacts()).world());
            return show(world, Compared.of(table(world)));
        }
        try (Edges.Host host = context.edges()
                .open(context.globals().connection(), context.globals().stateFolder())) {
            HostState actual = new Reconciler(
                            host.ports(),
                            context.edges().store(context.globals().stateFolder()))
                    .observe();
            Desired desired = Compiler.compile(
                    manifests.loaded().declarations(), Known.of(actual).with(host.facts()));
            List<Diagnostic> diagnostics = manifests.merged(desired.diagnostics());
            if (manifests.report(diagnostics)) {
                return manifests.invalid(diagnostics);
            }
            World world = shown(desired.world());
            return show(world, compared(host, actual, world));
        }
    }

    private Compared compared(Edges.Host host, HostState actual, World world) throws HostException {
        Whereabouts where = Whereabouts.of(actual, host.podman().processes());
        where.absent(world)
                .forEach(id -> context.say("podseg: " + Printable.of(id) + " does not run here; nothing reaches it."));
        KernelRules rules = host.netfilter().rules();
        Compared table = Compared.of(table(world));
        if (live) {
            table = table.withLive(world, new KernelJudge(rules, inside(host, actual), where));
        }
        if (probe) {
            Probing probing = new Probing(host.prober(), host.netfilter(), world, where, rules.bridged());
            table = table.withProbed(probing.probe(
                    table.rows().stream().map(Compared.Row::declared).toList(), timeout, this::progress));
        }
        return table;
    }

    /** The rules in the namespaces of pods, by the endpoints' ids. */
    private static Map<String, KernelRules> inside(Edges.Host host, HostState actual) throws HostException {
        Map<String, PodState> pods = new HashMap<>(actual.pods());
        pods.values().removeIf(pod -> !pod.podLayer());
        Map<String, KernelRules> inside = new HashMap<>();
        new PodReadings(host.ports())
                .everything(pods.keySet())
                .forEach((name, rules) -> Optional.ofNullable(pods.get(name))
                        .ifPresent(pod -> inside.put(pod.key().id(), rules)));
        return inside;
    }

    /** On a terminal, on a line that is gone at the end. */
    private void progress(int percent) {
        if (context.terminal().interactive()) {
            context.terminal().err().print(percent < 100 ? "\rprobing: " + percent + " % " : "\r               \r");
            context.terminal().err().flush();
        }
    }

    private ReachabilityTable table(World world) {
        return ports.isEmpty() ? ReachabilityTable.ofDeclaredPorts(world) : ReachabilityTable.of(world, ports);
    }

    /** The world with the endpoints that were asked for. Policies see all addresses, shown or not. */
    private World shown(World world) {
        List<Endpoint> endpoints = new ArrayList<>(world.endpoints().stream()
                .filter(endpoint -> resolver || endpoint.kind() != Endpoint.Kind.RESOLVER)
                .toList());
        new TreeSet<>(externals).forEach(ip -> endpoints.add(Endpoint.external(ip)));
        return world.withEndpoints(endpoints);
    }

    private int show(World world, Compared table) {
        MatrixOutput.Ways ways = new MatrixOutput.Ways(live, probe);
        context.print(output.format()
                .write(
                        () -> text(table) + MatrixOutput.text(table, ways),
                        () -> MatrixOutput.tree(world, table, ways)));
        boolean differs = table.rows().stream().anyMatch(row -> row.differs() || row.isDoubtful());
        return failing && differs ? ExitCode.FAILED : ExitCode.OK;
    }

    private String text(Compared table) {
        Grid.Marks marks = context.terminal().unicode() ? Grid.Marks.UNICODE : Grid.Marks.ASCII;
        return new Grid(table, marks, context.paint())
                .render(context.terminal().width().getAsInt());
    }
}
