package io.podseg.conformance;

import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.Known;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Flow;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.Verdicts;
import io.podseg.policy.World;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.state.Firewall;
import io.podseg.state.Interpreter;
import io.podseg.state.Packet;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** What podseg says about manifests of the nine pods without a host: by its simulator, and by its rules interpreted. */
public final class Offline {
    private static final String OUTWARDS = "outside0";

    private final World world;
    private final Verdicts verdicts;
    private final Interpreter rules;
    private final String bridge;
    private final Map<String, Endpoint> endpoints = new HashMap<>();

    private final Map<String, Interpreter> inside = new HashMap<>();

    private Offline(World world, Firewall firewall, SortedMap<String, Firewall> podRules, String bridge) {
        this.world = world;
        podRules.forEach((pod, rules) -> inside.put(pod, new Interpreter(rules)));
        this.bridge = bridge;
        verdicts = new Verdicts(world);
        rules = new Interpreter(firewall);
        world.endpoints().forEach(endpoint -> endpoints.put(endpoint.id(), endpoint));
    }

    /**
     * Reads and compiles manifests.
     *
     * @throws AssertionError where they have errors
     */
    public static Offline of(List<Path> manifests) {
        Loaded loaded = new FolderSource(manifests).load();
        loaded.declarations().pods().forEach(Offline::askForTheSecondLine);
        Desired desired = Compiler.compile(loaded.declarations(), Known.NOTHING);
        if (desired.hasErrors() || loaded.diagnostics().stream().anyMatch(d -> d.isError())) {
            throw new AssertionError(manifests + ": " + loaded.diagnostics() + desired.diagnostics());
        }
        World world = desired.world();
        List<Endpoint> endpoints = new ArrayList<>(world.endpoints());
        for (Family family : Family.values()) {
            endpoints.add(Endpoint.external(Nine.address(Nine.OUTSIDE, family)));
        }
        String bridge = Objects.requireNonNull(desired.state().networks().get("nine"))
                .spec()
                .interfaceName()
                .orElseThrow();
        return new Offline(
                new World(world.namespaceLabels(), endpoints, world.policies()),
                desired.state().firewall(),
                desired.state().podRules(),
                bridge);
    }

    private static void askForTheSecondLine(Manifest<Pod> pod) {
        TreeMap<String, String> annotations = new TreeMap<>();
        Optional.ofNullable(pod.object().getMetadata().getAnnotations()).ifPresent(annotations::putAll);
        annotations.put("podseg.io/pod-layer", "true");
        pod.object().getMetadata().setAnnotations(annotations);
    }

    /** The simulator's verdict. */
    public boolean simulated(Attempt attempt) {
        return verdicts.allowed(new Flow(
                endpoint(attempt.from(), attempt.family()),
                endpoint(attempt.to(), attempt.family()),
                Nine.address(attempt.from(), attempt.family()),
                Nine.address(attempt.to(), attempt.family()),
                attempt.port().number(),
                attempt.port().protocol()));
    }

    private Endpoint endpoint(String who, Family family) {
        Endpoint endpoint = endpoints.get(Nine.id(who, family));
        if (endpoint == null) {
            throw new AssertionError(who + " is not in " + endpoints.keySet());
        }
        return endpoint;
    }

    /** The reachability table at a port; two endpoints count as connected where one of their pairs of addresses is. */
    ReachabilityTable table(List<ReachabilityTable.Port> ports) {
        return ReachabilityTable.of(world, ports);
    }

    /** Whether the rules let the first packet pass at every hook on its way. */
    public boolean passes(Attempt attempt) {
        String in = place(attempt.from());
        String out = place(attempt.to());
        if (attempt.from().equals(Nine.DNS)) {
            return passes(attempt, "POSTROUTING", "", out);
        }
        return attempt.to().equals(Nine.DNS)
                ? passes(attempt, "INPUT", in, "")
                : passes(attempt, "FORWARD", in, out) && passes(attempt, "POSTROUTING", "", out);
    }

    /** Whether the rules inside the two pods, each in its own namespace and nothing else, let the first packet pass. */
    public boolean passesInside(Attempt attempt) {
        return passes(inside(attempt.from()), attempt, "POSTROUTING", "", "eth0")
                && passes(inside(attempt.to()), attempt, "INPUT", "eth0", "");
    }

    /** Who is no pod has no rules inside. */
    private Interpreter inside(String who) {
        boolean pod = !who.equals(Nine.OUTSIDE) && !who.equals(Nine.DNS);
        return pod ? Objects.requireNonNull(inside.get(who.replace('/', '_')), who) : new Interpreter(Firewall.NONE);
    }

    private boolean passes(Attempt attempt, String hook, String in, String out) {
        return passes(rules, attempt, hook, in, out);
    }

    private static boolean passes(Interpreter rules, Attempt attempt, String hook, String in, String out) {
        Ip source = Nine.address(attempt.from(), attempt.family());
        Ip destination = Nine.address(attempt.to(), attempt.family());
        return rules.passes(new Packet(
                hook,
                in,
                out,
                source,
                destination,
                attempt.port().protocol(),
                attempt.port().number()));
    }

    private String place(String who) {
        return who.equals(Nine.OUTSIDE) ? OUTWARDS : bridge;
    }
}
