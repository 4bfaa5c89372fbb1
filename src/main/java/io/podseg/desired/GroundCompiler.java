package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.desired.AddressPlanner.Wish;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.Marks;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.model.Source;
import io.podseg.model.Workload;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.Firewall;
import io.podseg.state.HostState;
import io.podseg.state.NetworkState;
import io.podseg.state.PodFields;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.SecretSpec;
import io.podseg.state.VolumeState;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Compiles everything but policies: networks, addresses, pods, and who is where. One use for each compilation. */
final class GroundCompiler {
    private final Replicas replicas;
    private final List<Manifest<Workload>> workloads;
    private final Declarations declarations;
    private final Known known;
    private final Kept kept;
    private final List<Diagnostic> diagnostics = new ArrayList<>();

    GroundCompiler(Ground.Input input) {
        this.replicas = Replicas.of(input.declarations(), input.known());
        this.workloads = input.declarations().workloads();
        this.declarations = replicas.declarations();
        this.known = input.known();
        this.kept = input.kept();
    }

    Ground compile() {
        NetworkWishes wishes = NetworkWishes.of(declarations, diagnostics);
        SortedMap<String, NetworkSpec> networks = networks(wishes);
        Retiring retiring = new Retiring(known, workloads, replicas, networks);
        SortedMap<ObjectKey, List<Attachment>> attachments = new AddressPlanner(networks, known, diagnostics)
                .keep(kept.pods())
                .assign(resolvable(wishes, networks), retiring.taken());
        TreeMap<String, SecretSpec> secrets = new TreeMap<>();
        SortedMap<ObjectKey, PodSpec> pods = pods(attachments, secrets);
        checkContainerNames(pods);
        diagnostics.addAll(new SubPathCheck(pods.values())
                .errors(key -> declared(key).source().at("/metadata/name")));
        TreeMap<ObjectKey, List<Attachment>> meanwhile = new TreeMap<>(attachments);
        meanwhile.keySet().removeAll(new Completed(known, networks).among(pods.values()));
        meanwhile.putAll(kept.attachments());
        meanwhile.putAll(retiring.attachments());
        ForeignEndpoints foreign = new ForeignEndpoints(known, networks, diagnostics);
        foreign.settle(meanwhile);
        TreeMap<ObjectKey, List<Attachment>> governed = new TreeMap<>(meanwhile);
        governed.keySet().removeAll(retiring.attachments().keySet());
        World world = new WorldBuilder(declarations, networks, governed, others(foreign), List.of())
                .keep(kept.namespaces())
                .build();
        return new Ground(
                world,
                retiring,
                ownBridges(networks),
                places(networks, governed, foreign),
                places(networks, meanwhile, foreign),
                state(networks, pods, secrets),
                pods,
                secrets,
                objects(networks, pods),
                sources(declarations.pods()),
                diagnostics);
    }

    private static Map<String, SortedMap<Ip, String>> places(
            SortedMap<String, NetworkSpec> networks,
            SortedMap<ObjectKey, List<Attachment>> attachments,
            ForeignEndpoints foreign) {
        Map<String, SortedMap<Ip, String>> places = WorldBuilder.places(networks, attachments);
        places.putAll(foreign.bridges());
        return places;
    }

    private HostState state(
            SortedMap<String, NetworkSpec> networks,
            SortedMap<ObjectKey, PodSpec> pods,
            SortedMap<String, SecretSpec> secrets) {
        TreeMap<String, PodState> podStates = new TreeMap<>();
        pods.values().forEach(pod -> podStates.put(pod.podmanName(), desiredState(pod)));
        kept.pods().values().forEach(pod -> podStates.put(pod.podmanName(), pod));
        TreeMap<String, NetworkState> networkStates = new TreeMap<>();
        networks.forEach((name, spec) -> networkStates.put(name, new NetworkState(spec, true)));
        TreeMap<String, String> secretNames = new TreeMap<>(kept.secrets());
        secrets.forEach((name, secret) -> secretNames.put(name, secret.key().id()));
        return new HostState(
                networkStates, podStates, secretNames, Firewall.NONE, new TreeMap<>(), new TreeSet<>(), volumes());
    }

    private SortedMap<String, VolumeState> volumes() {
        TreeMap<String, VolumeState> volumes = new TreeMap<>();
        declarations.claims().stream()
                .map(ClaimCompiler::compile)
                .forEach(volume -> volumes.put(volume.podmanName(), new VolumeState(volume, true)));
        return volumes;
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
        objects.putAll(kept.objects());
        return objects;
    }

    static <T> Map<String, Source> sources(List<Manifest<T>> manifests) {
        return manifests.stream()
                .collect(Collectors.toMap(manifest -> manifest.key().id(), Manifest::source));
    }

    private SortedMap<String, NetworkSpec> networks(NetworkWishes wishes) {
        List<NetworkSpec> specs = new ArrayList<>(
                declarations.networks().stream().map(GroundCompiler::spec).toList());
        boolean declared = specs.stream().anyMatch(spec -> spec.name().equals(Names.DEFAULT_NETWORK));
        if (!declared && wishes.names().contains(Names.DEFAULT_NETWORK)) {
            specs.add(NetworkSpec.bridge(Names.DEFAULT_NETWORK, List.of()));
        }
        Set<String> names = specs.stream().map(NetworkSpec::name).collect(Collectors.toSet());
        kept.networks().values().stream()
                .filter(network -> !names.contains(network.name()))
                .forEach(specs::add);
        try {
            return new NetworkPlanner(known, specs.stream()).complete(specs, wishes.wanted());
        } catch (NetworkPlanner.PoolExhausted e) {
            declarations.networks().stream()
                    .findFirst()
                    .ifPresent(first ->
                            diagnostics.add(Diagnostic.error(first.source().start(), String.valueOf(e.getMessage()))));
            return new TreeMap<>();
        }
    }

    /** That it is not to be pruned stands on the network itself, for whoever has lost the inventory. */
    private static NetworkSpec spec(Manifest<NetworkSpec> manifest) {
        if (!manifest.marks().keep()) {
            return manifest.object();
        }
        TreeMap<String, String> labels = new TreeMap<>(manifest.object().labels());
        labels.put(Owner.PRUNE, Marks.DISABLED);
        return manifest.object().withLabels(labels);
    }

    /** The wishes without networks that do not exist, each of which is reported. */
    private List<Wish> resolvable(NetworkWishes wishes, SortedMap<String, NetworkSpec> networks) {
        List<Wish> resolvable = new ArrayList<>();
        for (Wish wish : wishes.wishes()) {
            List<AttachmentRequest> existing = new ArrayList<>();
            for (AttachmentRequest request : wish.requests()) {
                if (networks.containsKey(request.network())) {
                    existing.add(request);
                } else {
                    diagnostics.add(Diagnostic.error(
                            wish.position(),
                            "network \"" + request.network() + "\" is not declared; expected one of "
                                    + networks.keySet() + " or a Network of that name"));
                }
            }
            resolvable.add(new Wish(wish.pod(), wish.position(), existing));
        }
        return resolvable;
    }

    private SortedMap<ObjectKey, PodSpec> pods(
            SortedMap<ObjectKey, List<Attachment>> attachments, TreeMap<String, SecretSpec> secrets) {
        PodCompiler compiler = new PodCompiler(new Lookup(declarations), secrets, diagnostics);
        Services services = new Services(declarations.services());
        new ServiceWarnings(diagnostics, kept).check(declarations);
        TreeMap<ObjectKey, PodSpec> pods = new TreeMap<>();
        for (Manifest<Pod> manifest : declarations.pods()) {
            PodSpec bare = services.extend(
                            manifest, compiler.compile(manifest, attachments.getOrDefault(manifest.key(), List.of())))
                    .withMember(Optional.ofNullable(replicas.members().get(manifest.key())));
            SortedMap<String, String> labels = Owner.others(ObjectFields.labels(manifest.object()));
            labels.putAll(Owner.labels(manifest.key()));
            bare.member().ifPresent(member -> labels.putAll(member.labels()));
            if (manifest.marks().keep()) {
                labels.put(Owner.PRUNE, Marks.DISABLED);
            }
            labels.put(Owner.SPEC_HASH, PodFields.hash(bare));
            pods.put(manifest.key(), bare.withLabels(labels));
        }
        return pods;
    }

    private Manifest<Pod> declared(ObjectKey pod) {
        return declarations.pods().stream()
                .filter(candidate -> candidate.key().equals(pod))
                .findFirst()
                .orElseThrow();
    }

    /** {@code a-b} with container {@code c} and {@code a} with container {@code b-c} would have the same name in Podman. */
    private void checkContainerNames(SortedMap<ObjectKey, PodSpec> pods) {
        Map<String, ObjectKey> seen = new HashMap<>();
        pods.values().forEach(pod -> {
            seen.merge(pod.podmanName(), pod.key(), (one, other) -> one);
            pod.everyContainer().forEach(container -> {
                ObjectKey other = seen.putIfAbsent(container.podmanName(), pod.key());
                if (other != null) {
                    diagnostics.add(Diagnostic.error(
                            declared(pod.key()).source().at("/metadata/name"),
                            "container \"" + container.name() + "\" would be named " + container.podmanName()
                                    + " in Podman, as one of " + other + " is; rename one of them"));
                }
            });
        });
    }

    private static List<String> ownBridges(SortedMap<String, NetworkSpec> networks) {
        return networks.values().stream()
                .flatMap(spec -> spec.interfaceName().stream())
                .filter(name -> !name.startsWith(Names.BRIDGE_PREFIX))
                .sorted()
                .toList();
    }

    private static PodState desiredState(PodSpec pod) {
        TreeMap<String, ContainerRun> containers = new TreeMap<>();
        pod.containers().forEach(container -> containers.put(container.name(), ContainerRun.RUNNING));
        return new PodState(
                pod.key(),
                pod.podmanName(),
                pod.labels().getOrDefault(Owner.SPEC_HASH, ""),
                pod.attachments(),
                containers,
                new TreeMap<>(),
                new TreeMap<>(),
                pod.member());
    }
}
