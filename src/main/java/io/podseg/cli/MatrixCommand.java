package io.podseg.cli;

import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code podseg matrix}. */
@Command(
        name = "matrix",
        header = "Show who may connect to whom, pod by pod and port by port.",
        description = "Works offline, from the manifests alone. Rows open connections, columns accept them.",
        exitCodeList = {"0:Done", "3:Bad manifests or usage"},
        footer = {
            "",
            "Examples:",
            "  podseg matrix -f manifests/secure-web",
            "  podseg matrix -f manifests/secure-web --port 5432/TCP --external 203.0.113.10 -o json"
        })
final class MatrixCommand implements Callable<Integer> {
    static final String SCHEMA = "podseg.io/matrix/v1";

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

    MatrixCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() {
        Manifests manifests = Manifests.load(context);
        List<Diagnostic> diagnostics = manifests.diagnostics();
        if (manifests.report(diagnostics)) {
            return manifests.invalid(diagnostics);
        }
        World world = shown(manifests.compiled().world());
        ReachabilityTable table =
                ports.isEmpty() ? ReachabilityTable.ofDeclaredPorts(world) : ReachabilityTable.of(world, ports);
        context.print(output.format().write(() -> text(table), () -> tree(world, table)));
        return ExitCode.OK;
    }

    /** The world with the endpoints that were asked for. Policies see all addresses, shown or not. */
    private World shown(World world) {
        List<Endpoint> endpoints = new ArrayList<>(world.endpoints().stream()
                .filter(endpoint -> resolver || endpoint.kind() != Endpoint.Kind.RESOLVER)
                .toList());
        new TreeSet<>(externals).forEach(ip -> endpoints.add(Endpoint.external(ip)));
        return world.withEndpoints(endpoints);
    }

    private String text(ReachabilityTable table) {
        Grid.Marks marks = context.terminal().unicode() ? Grid.Marks.UNICODE : Grid.Marks.ASCII;
        return new Grid(table, marks, context.paint())
                .render(context.terminal().width().getAsInt());
    }

    private static Map<String, Object> tree(World world, ReachabilityTable table) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("schema", SCHEMA);
        tree.put(
                "endpoints", world.endpoints().stream().map(MatrixCommand::tree).toList());
        tree.put("flows", table.rows().stream().map(MatrixCommand::tree).toList());
        return tree;
    }

    private static Map<String, Object> tree(Endpoint endpoint) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("id", endpoint.id());
        tree.put(
                "kind",
                switch (endpoint.kind()) {
                    case POD -> "Pod";
                    case FOREIGN -> "Container";
                    case RESOLVER -> "Resolver";
                    case EXTERNAL -> "External";
                });
        if (endpoint.kind() != Endpoint.Kind.EXTERNAL) {
            tree.put(
                    "addresses", endpoint.addresses().stream().map(Ip::toString).toList());
        }
        return tree;
    }

    private static Map<String, Object> tree(ReachabilityTable.Row row) {
        Map<String, Object> tree = new LinkedHashMap<>();
        tree.put("from", row.from());
        tree.put("to", row.to());
        tree.put("port", row.port());
        tree.put("protocol", row.protocol().name());
        tree.put("allowed", row.allowed());
        return tree;
    }
}
