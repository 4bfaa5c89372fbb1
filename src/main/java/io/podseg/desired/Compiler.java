package io.podseg.desired;

import io.fabric8.kubernetes.api.model.networking.v1.NetworkPolicy;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Workload;
import io.podseg.policy.Parsed;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyWarnings;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import io.podseg.state.PodState;
import io.podseg.state.Transition;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Compiles declarations to the desired state. */
public final class Compiler {
    private final Memory memory;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    private Compiler(Memory memory) {
        this.memory = memory;
    }

    /**
     * Compiles.
     *
     * @param declarations what the manifests say
     * @param known what the host has already, so that choices made before are kept
     * @return never fails; problems are in the result
     */
    public static Desired compile(Declarations declarations, Known known) {
        return compile(declarations, known, Kept.NOTHING);
    }

    /**
     * Compiles beside what stays as it is.
     *
     * @param declarations what the manifests say of everything else
     * @param known what the host has already
     * @param kept what stays; none of it is declared
     */
    public static Desired compile(Declarations declarations, Known known, Kept kept) {
        return compile(declarations, known, kept, new Memory());
    }

    /**
     * Compiles what differs from what was compiled last.
     *
     * @param memory what was compiled last; the result is the same whatever is in it
     */
    public static Desired compile(Declarations declarations, Known known, Kept kept, Memory memory) {
        Desired desired = new Compiler(memory).compile(new Ground.Input(declarations, known, kept));
        memory.turn();
        return desired;
    }

    private Desired compile(Ground.Input input) {
        Declarations declarations = input.declarations();
        List<Policy> policies = policies(declarations.networkPolicies(), input.kept());
        Ground ground = memory.ground(input);
        diagnostics.addAll(ground.diagnostics());
        World world = ground.world().withPolicies(policies);
        Retiring retiring = ground.retiring();
        RuleMemory rules = memory.rules(world);
        Firewall firewall = new FirewallCompiler(world, ground.bridges(), ground.places(), rules).compile();
        PodLayer podLayer = new PodLayer(networks(ground), input.known().facts());
        SortedMap<String, Firewall> podRules = podLayer.compile(world, ground.sites(), rules);
        World both = retiring.with(world);
        Transition transition = retiring.pods().isEmpty()
                ? new Transition(firewall, List.of(), podRules)
                : new Transition(meanwhile(ground, both), retiring.pods(), meanwhile(ground, world, podLayer));
        diagnostics.addAll(new Refusals(input.known(), ground, world).all());
        diagnostics.addAll(
                PolicyWarnings.of(world, GroundCompiler.sources(declarations.networkPolicies()), ground.podSources()));
        HostSettings settings = HostSettings.of(declarations, input.known().facts());
        diagnostics.addAll(settings.diagnostics());
        SortedMap<ObjectKey, SortedMap<String, String>> objects =
                objects(ground, declarations.networkPolicies(), policies, settings, input.kept());
        TreeMap<ObjectKey, Workload> workloads = new TreeMap<>();
        declarations.workloads().forEach(workload -> workloads.put(workload.key(), workload.object()));
        return new Desired(
                ground.state().withFirewall(firewall).withPodRules(podRules).withSettings(HostSettings.wanted(objects)),
                ground.pods(),
                ground.secrets(),
                world,
                objects,
                diagnostics,
                transition,
                both,
                workloads,
                ground.protections());
    }

    private static Firewall meanwhile(Ground ground, World both) {
        return new FirewallCompiler(both, ground.bridges(), ground.meanwhile()).compile();
    }

    private static SortedMap<String, Firewall> meanwhile(Ground ground, World world, PodLayer podLayer) {
        List<Site> sites = new ArrayList<>(ground.sites());
        ground.retiring().pods().stream()
                .filter(PodState::podLayer)
                .map(Site::of)
                .forEach(sites::add);
        return podLayer.compile(ground.retiring().withEach(world), sites, new RuleMemory());
    }

    private static SortedMap<String, NetworkSpec> networks(Ground ground) {
        TreeMap<String, NetworkSpec> networks = new TreeMap<>();
        ground.state().networks().forEach((name, network) -> networks.put(name, network.spec()));
        return networks;
    }

    private List<Policy> policies(List<Manifest<NetworkPolicy>> manifests, Kept kept) {
        List<Policy> policies = new ArrayList<>();
        manifests.forEach(manifest -> {
            Parsed parsed = memory.parsed(manifest);
            diagnostics.addAll(parsed.diagnostics());
            parsed.policy().ifPresent(policies::add);
        });
        policies.addAll(kept.policies());
        return policies;
    }

    private SortedMap<ObjectKey, SortedMap<String, String>> objects(
            Ground ground,
            List<Manifest<NetworkPolicy>> manifests,
            List<Policy> policies,
            HostSettings settings,
            Kept kept) {
        TreeMap<ObjectKey, SortedMap<String, String>> objects = new TreeMap<>(ground.objects());
        policies.forEach(policy -> objects.put(policy.key(), memory.fields(policy)));
        manifests.forEach(manifest ->
                objects.computeIfPresent(manifest.key(), (key, fields) -> ObjectFields.marked(manifest, fields)));
        settings.objects()
                .forEach((key, fields) ->
                        objects.put(key, ObjectFields.with(objects.getOrDefault(key, new TreeMap<>()), fields)));
        objects.putAll(kept.objects());
        return objects;
    }
}
