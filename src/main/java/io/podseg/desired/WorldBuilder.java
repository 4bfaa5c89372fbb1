package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.model.Declarations;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Network;
import io.podseg.policy.Policy;
import io.podseg.policy.World;
import io.podseg.state.Attachment;
import io.podseg.state.PodSpec;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What policies see of the declarations: namespaces, pods with their addresses, and each network's resolver. */
final class WorldBuilder {
    private final Declarations declarations;
    private final SortedMap<String, NetworkSpec> networks;
    private final SortedMap<ObjectKey, List<Attachment>> attachments;
    private final List<Endpoint> foreign;
    private final List<Policy> policies;
    private final TreeMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
    private SortedMap<ObjectKey, PodSpec> pods = new TreeMap<>();
    private Set<ObjectKey> completed = Set.of();
    private Layers layers = new Layers(HostFacts.ROOTFUL);

    WorldBuilder(
            Declarations declarations,
            SortedMap<String, NetworkSpec> networks,
            SortedMap<ObjectKey, List<Attachment>> attachments,
            List<Endpoint> foreign,
            List<Policy> policies) {
        this.declarations = declarations;
        this.networks = networks;
        this.attachments = attachments;
        this.foreign = foreign;
        this.policies = policies;
    }

    /** Namespaces that have these labels unless they are declared. */
    WorldBuilder keep(SortedMap<String, SortedMap<String, String>> kept) {
        namespaces.putAll(kept);
        return this;
    }

    /**
     * How the pods are connected.
     *
     * @param specs of the pods
     * @param ended pods that have run to completion
     */
    WorldBuilder connected(SortedMap<ObjectKey, PodSpec> specs, Set<ObjectKey> ended, Layers host) {
        pods = specs;
        completed = ended;
        layers = host;
        return this;
    }

    World build() {
        for (Manifest<Namespace> manifest : declarations.namespaces()) {
            namespaces.put(manifest.key().name(), ObjectFields.labels(manifest.object()));
        }
        List<Endpoint> endpoints = new ArrayList<>(foreign);
        for (Manifest<Pod> manifest : declarations.pods()) {
            endpoints.add(pod(manifest));
        }
        Set<String> taken = endpoints.stream().map(Endpoint::id).collect(Collectors.toSet());
        networks.values().stream()
                .filter(NetworkSpec::dns)
                .forEach(network -> endpoints.add(Endpoint.resolver(
                        free("kube-system/dns-" + network.name(), taken),
                        network.subnets().stream()
                                .flatMap(subnet -> subnet.gateway().stream())
                                .toList())));
        if (endpoints.stream().anyMatch(endpoint -> endpoint.unseen() && !endpoint.hostNetwork())) {
            endpoints.add(Endpoint.resolver(free("kube-system/dns-host", taken), Endpoint.UNSEEN));
        }
        return new World(namespaces, networks.values().stream().map(Network::of).toList(), endpoints, policies);
    }

    /** A pod of kube-system may have the name that a resolver would be called by. */
    private static String free(String id, Set<String> taken) {
        String free = id;
        while (!taken.add(free)) {
            free += "-resolver";
        }
        return free;
    }

    private Endpoint pod(Manifest<Pod> manifest) {
        List<ContainerPort> ports = manifest.object().getSpec().getContainers().stream()
                .flatMap(container -> PodCompiler.orEmpty(container.getPorts()).stream())
                .map(port -> new ContainerPort(
                        Optional.ofNullable(port.getName()).filter(name -> !name.isEmpty()),
                        port.getContainerPort(),
                        PodCompiler.protocol(port.getProtocol())))
                .toList();
        PodSpec spec = pods.get(manifest.key());
        boolean hostNetwork = Boolean.TRUE.equals(manifest.object().getSpec().getHostNetwork());
        boolean unseen = spec != null
                && (spec.network().userMode() || hostNetwork && layers.rootless())
                && !completed.contains(manifest.key());
        return new Endpoint(
                manifest.key().id(),
                Endpoint.Kind.POD,
                manifest.key().namespace(),
                ObjectFields.labels(manifest.object()),
                unseen
                        ? Endpoint.UNSEEN
                        : attachments.getOrDefault(manifest.key(), List.of()).stream()
                                .flatMap(attachment -> attachment.addresses().stream())
                                .toList(),
                spec == null ? ports : published(spec, ports),
                hostNetwork);
    }

    /** The declared ports, and those that a Service publishes, each with the clients that it does not see. */
    private List<ContainerPort> published(PodSpec pod, List<ContainerPort> declared) {
        List<ContainerPort> ports = new ArrayList<>();
        declared.forEach(port -> ports.add(port.hiding(layers.hidden(pod, port.port(), port.protocol()))));
        for (PodSpec.PublishedPort port : layers.hiding(pod)) {
            if (ports.stream()
                    .noneMatch(known -> known.port() == port.containerPort() && known.protocol() == port.protocol())) {
                ports.add(new ContainerPort(
                        Optional.empty(),
                        port.containerPort(),
                        port.protocol(),
                        layers.hidden(pod, port.containerPort(), port.protocol())));
            }
        }
        return ports;
    }

    /** For each endpoint id: its addresses and the bridge that each stands on. */
    static Map<String, SortedMap<Ip, String>> places(
            SortedMap<String, NetworkSpec> networks, SortedMap<ObjectKey, List<Attachment>> attachments) {
        Map<String, SortedMap<Ip, String>> places = new HashMap<>();
        attachments.forEach((pod, all) -> {
            TreeMap<Ip, String> byAddress = new TreeMap<>();
            for (Attachment attachment : all) {
                NetworkSpec network = networks.get(attachment.network());
                if (network != null) {
                    attachment
                            .addresses()
                            .forEach(ip ->
                                    byAddress.put(ip, network.interfaceName().orElseThrow()));
                }
            }
            places.put(pod.id(), byAddress);
        });
        return places;
    }
}
