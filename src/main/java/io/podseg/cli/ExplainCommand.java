package io.podseg.cli;

import io.podseg.desired.Desired;
import io.podseg.model.Diagnostic;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable.Port;
import io.podseg.policy.Verdicts;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code podseg explain}. */
@Command(
        name = "explain",
        header = "Say whether a connection is allowed, and why.",
        description =
                "Works offline, from the manifests alone. Names the policies and rules that decide, or the rule that came"
                        + " nearest and why it fails.",
        exitCodeList = {"0:Answered: allowed or denied", "3:Bad manifests or usage, or a pod that is not declared"},
        footer = {
            "",
            "Examples:",
            "  podseg explain frontend/web backend/db:5432 -f manifests/secure-web",
            "  podseg explain 203.0.113.10 frontend/web:80/TCP -f manifests/secure-web -o json"
        })
final class ExplainCommand implements Callable<Integer> {
    private final Context context;

    @Mixin
    private final TextOutput output = new TextOutput();

    @Parameters(
            index = "0",
            paramLabel = "SRC",
            converter = Target.Converter.class,
            description = "Who opens it: NAMESPACE/POD, POD of the namespace default, or an address")
    private Target source = new Target("", Optional.empty(), Optional.empty());

    @Parameters(
            index = "1",
            paramLabel = "DST[:PORT[/PROTOCOL]]",
            converter = Target.Converter.class,
            description =
                    "Who accepts it, and at which port: a number or a name; TCP where nothing else is said. Without a port:"
                            + " each that the pod declares. IPv6 with a port: [fd00::1]:80")
    private Target destination = new Target("", Optional.empty(), Optional.empty());

    ExplainCommand(Context context) {
        this.context = context;
    }

    @Override
    public Integer call() throws Exception {
        Manifests manifests = Manifests.load(context);
        List<Diagnostic> diagnostics = manifests.diagnostics();
        if (manifests.report(diagnostics)) {
            return manifests.invalid(diagnostics);
        }
        Desired compiled = manifests.compiled(context.globals().hostFacts());
        World world = compiled.world();
        Ends ends = new Ends(world);
        Optional<Endpoint> from = ends.find(source);
        Optional<Endpoint> to = ends.find(destination);
        List<Port> ports = to.map(end -> ends.ports(destination, end)).orElse(List.of());
        List<String> problems = new ArrayList<>(ends.problems());
        if (source.port().isPresent()) {
            problems.add("the source of a connection has no port to ask for; leave it out of " + source.name());
        }
        if (!problems.isEmpty() || from.isEmpty() || to.isEmpty()) {
            problems.stream()
                    .distinct()
                    .forEach(problem ->
                            context.say("podseg: " + Printable.of(problem) + (problem.endsWith("?") ? "" : ".")));
            return ExitCode.INVALID;
        }
        Explained explained = explain(compiled, from.get(), to.get(), ports, manifests);
        context.print(output.format().write(() -> explained.text(context.paint()), explained::tree));
        return ExitCode.OK;
    }

    private static Explained explain(
            Desired compiled, Endpoint from, Endpoint to, List<Port> ports, Manifests manifests) {
        Verdicts verdicts = new Verdicts(with(with(compiled.world(), from), to));
        return new Explained(
                from,
                to,
                ports.stream()
                        .map(port ->
                                new Explained.Answer(port, verdicts.verdict(from, to, port.number(), port.protocol())))
                        .toList(),
                manifests.loaded().declarations().networkPolicies(),
                compiled.protections());
    }

    /** The world with an address outside that it does not know yet. */
    private static World with(World world, Endpoint endpoint) {
        if (world.endpoints().contains(endpoint)) {
            return world;
        }
        List<Endpoint> endpoints = new ArrayList<>(world.endpoints());
        endpoints.add(endpoint);
        return world.withEndpoints(endpoints);
    }
}
