package io.podseg.desired;

import io.podseg.hardening.Hardened;
import io.podseg.hardening.Hardener;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Source;
import io.podseg.model.Workload;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.Attachment;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.SecretSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Compiles everything but policies: networks, addresses, pods, and who is where. One use for each compilation. */
final class GroundCompiler {
    private final Hardened hardened;
    private final Replicas replicas;
    private final List<Manifest<Workload>> workloads;
    private final Declarations declarations;
    private final Known known;
    private final Kept kept;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    GroundCompiler(Ground.Input input) {
        this.hardened = Hardener.harden(input.declarations(), input.kept().namespaces());
        this.replicas = Replicas.of(hardened, input.known());
        this.workloads = hardened.declarations().workloads();
        this.declarations = replicas.declarations();
        this.known = input.known();
        this.kept = input.kept();
    }

    Ground compile() {
        hardened.findings().forEach(finding -> finding.diagnostic().ifPresent(diagnostics::add));
        NetworkWishes wishes = NetworkWishes.of(declarations, diagnostics);
        NetworkCompiler networkCompiler = new NetworkCompiler(declarations, known, kept, diagnostics);
        SortedMap<String, NetworkSpec> networks = networkCompiler.compile(wishes);
        Retiring retiring = new Retiring(known, workloads, replicas, networks);
        SortedMap<ObjectKey, List<Attachment>> attachments = new AddressPlanner(networks, known, diagnostics)
                .keep(kept.pods())
                .assign(networkCompiler.resolvable(wishes, networks), retiring.taken());
        TreeMap<String, SecretSpec> secrets = new TreeMap<>();
        Layering layering = new Layering(declarations, known.facts(), diagnostics);
        SortedMap<ObjectKey, PodSpec> pods = new PodsCompiler(hardened, replicas, known, kept, diagnostics)
                .compile(attachments, secrets, wishes, layering);
        TreeMap<ObjectKey, List<Attachment>> meanwhile = new TreeMap<>(attachments);
        Set<ObjectKey> completed = new Completed(known, networks).among(pods.values());
        meanwhile.keySet().removeAll(completed);
        meanwhile.putAll(kept.attachments());
        meanwhile.putAll(retiring.attachments());
        ForeignEndpoints foreign = new ForeignEndpoints(known, networks, diagnostics);
        foreign.settle(meanwhile);
        TreeMap<ObjectKey, List<Attachment>> governed = new TreeMap<>(meanwhile);
        governed.keySet().removeAll(retiring.attachments().keySet());
        World world = new WorldBuilder(declarations, networks, governed, others(foreign), List.of())
                .keep(kept.namespaces())
                .connected(pods, completed, layering.layers())
                .build();
        return new Ground(
                world,
                retiring,
                NetworkCompiler.ownBridges(networks),
                places(networks, governed, foreign),
                places(networks, meanwhile, foreign),
                GroundState.of(declarations, kept, networks, pods, secrets),
                pods,
                secrets,
                objects(networks, pods),
                layering.protections(kept.pods().values()),
                sites(pods),
                sources(declarations.pods()),
                diagnostics);
    }

    private List<Site> sites(SortedMap<ObjectKey, PodSpec> pods) {
        List<Site> sites = new ArrayList<>();
        pods.values().stream().filter(PodSpec::podLayer).map(Site::of).forEach(sites::add);
        kept.pods().values().stream().filter(PodState::podLayer).map(Site::of).forEach(sites::add);
        return sites;
    }

    private static Map<String, SortedMap<Ip, String>> places(
            SortedMap<String, NetworkSpec> networks,
            SortedMap<ObjectKey, List<Attachment>> attachments,
            ForeignEndpoints foreign) {
        Map<String, SortedMap<Ip, String>> places = WorldBuilder.places(networks, attachments);
        places.putAll(foreign.bridges());
        return places;
    }

    /** Containers of others, and pods that stay as they are. */
    private List<Endpoint> others(ForeignEndpoints foreign) {
        List<Endpoint> others = new ArrayList<>(foreign.endpoints());
        others.addAll(kept.endpoints());
        return others;
    }

    private SortedMap<ObjectKey, SortedMap<String, String>> objects(
            SortedMap<String, NetworkSpec> networks, SortedMap<ObjectKey, PodSpec> pods) {
        TreeMap<ObjectKey, SortedMap<String, String>> objects =
                new TreeMap<>(ObjectFields.of(declarations, networks, pods));
        workloads.forEach(workload -> objects.put(
                workload.key(),
                ObjectFields.marked(
                        workload,
                        WorkloadFields.of(workload, replicas.templates().get(workload.key())))));
        hardened.origins()
                .forEach((key, fields) -> objects.computeIfPresent(key, (same, own) -> ObjectFields.with(own, fields)));
        objects.putAll(kept.objects());
        return objects;
    }

    static <T> Map<String, Source> sources(List<Manifest<T>> manifests) {
        return manifests.stream()
                .collect(Collectors.toMap(manifest -> manifest.key().id(), Manifest::source));
    }
}
