package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Protocol;
import io.podseg.state.Attachment;
import io.podseg.state.PodSpec;
import io.podseg.state.PodSpec.PublishedPort;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Services as those without a cluster address are: their names are names of the selected pods on all their networks. NodePort and
 * LoadBalancer publish ports of the host besides, straight to the one pod that is selected.
 */
final class Services {
    private static final String CLUSTER_IP = "ClusterIP";
    private static final String LOAD_BALANCER = "LoadBalancer";

    private final Map<String, List<Manifest<Service>>> byNamespace;

    Services(List<Manifest<Service>> services) {
        this.byNamespace = services.stream()
                .collect(Collectors.groupingBy(service -> service.key().namespace()));
    }

    /** By Service, the pods that it selects, in the order given; nothing for one that selects none. */
    Map<ObjectKey, List<Manifest<Pod>>> selected(List<Manifest<Pod>> pods) {
        Map<ObjectKey, List<Manifest<Pod>>> selected = new HashMap<>();
        for (Manifest<Pod> pod : pods) {
            of(pod).forEach(service -> selected.computeIfAbsent(service.key(), key -> new ArrayList<>())
                    .add(pod));
        }
        return selected;
    }

    private List<Manifest<Service>> of(Manifest<Pod> pod) {
        List<Manifest<Service>> near = byNamespace.getOrDefault(pod.key().namespace(), List.of());
        if (near.isEmpty()) {
            return near;
        }
        SortedMap<String, String> labels = ObjectFields.labels(pod.object());
        return near.stream()
                .filter(service -> selects(service.object(), labels))
                .toList();
    }

    /** The pod with the names and ports that Services give it. */
    PodSpec extend(Manifest<Pod> pod, PodSpec spec) {
        List<Manifest<Service>> own = of(pod);
        if (own.isEmpty()) {
            return spec;
        }
        List<String> names = own.stream().flatMap(Services::names).toList();
        List<PublishedPort> ports = new ArrayList<>(spec.ports());
        own.stream()
                .flatMap(service -> published(service.object(), pod.object()).stream())
                .filter(port -> !ports.contains(port))
                .forEach(ports::add);
        return spec.withReach(
                spec.attachments().stream()
                        .map(attachment -> named(attachment, names))
                        .toList(),
                ports);
    }

    private static Attachment named(Attachment attachment, List<String> names) {
        List<String> aliases = new ArrayList<>(attachment.aliases());
        aliases.addAll(names);
        return new Attachment(
                attachment.network(), attachment.addresses(), aliases, attachment.mac(), attachment.interfaceName());
    }

    /** The names that a cluster's DNS would have, from the shortest to the full one. */
    private static Stream<String> names(Manifest<Service> service) {
        String name = service.key().name();
        String full = name + "." + service.key().namespace();
        return Stream.of(name, full, full + ".svc", full + ".svc.cluster.local");
    }

    private static boolean selects(Service service, SortedMap<String, String> labels) {
        Map<String, String> selector = service.getSpec().getSelector();
        return selector != null && !selector.isEmpty() && labels.entrySet().containsAll(selector.entrySet());
    }

    static boolean publishes(Service service) {
        return !type(service).equals(CLUSTER_IP);
    }

    private static String type(Service service) {
        return Optional.ofNullable(service.getSpec().getType()).orElse(CLUSTER_IP);
    }

    /** The host's ports that lead to the pod. */
    static List<PublishedPort> published(Service service, Pod pod) {
        List<PublishedPort> published = new ArrayList<>();
        if (!publishes(service)) {
            return published;
        }
        for (ServicePort port : PodCompiler.orEmpty(service.getSpec().getPorts())) {
            Protocol protocol = PodCompiler.protocol(port.getProtocol());
            Optional<Integer> target = target(port, pod);
            boolean balanced = type(service).equals(LOAD_BALANCER);
            target.ifPresent(number -> Stream.of(
                            Optional.ofNullable(balanced ? port.getPort() : null),
                            Optional.ofNullable(port.getNodePort()))
                    .flatMap(Optional::stream)
                    .map(host -> new PublishedPort(Optional.empty(), host, number, protocol))
                    .forEach(published::add));
        }
        return published;
    }

    /** The pod's port; empty where the pod has none of that name. */
    static Optional<Integer> target(ServicePort port, Pod pod) {
        IntOrString target = port.getTargetPort();
        if (target == null || target.getStrVal() == null && target.getIntVal() == null) {
            return Optional.ofNullable(port.getPort());
        }
        if (target.getStrVal() == null) {
            return Optional.of(target.getIntVal());
        }
        for (Container container : pod.getSpec().getContainers()) {
            for (ContainerPort declared : PodCompiler.orEmpty(container.getPorts())) {
                if (target.getStrVal().equals(declared.getName())
                        && PodCompiler.protocol(declared.getProtocol()) == PodCompiler.protocol(port.getProtocol())) {
                    return Optional.of(declared.getContainerPort());
                }
            }
        }
        return Optional.empty();
    }

    static SortedMap<String, String> fields(Service service) {
        TreeMap<String, String> fields = new TreeMap<>();
        ObjectFields.labels(service).forEach((name, value) -> fields.put("labels[" + name + "]", value));
        new TreeMap<>(service.getSpec().getSelector())
                .forEach((name, value) -> fields.put("selector[" + name + "]", value));
        if (publishes(service)) {
            fields.put("type", type(service));
        }
        for (ServicePort port : PodCompiler.orEmpty(service.getSpec().getPorts())) {
            String target = Optional.ofNullable(port.getTargetPort())
                    .map(value -> value.getStrVal() == null ? String.valueOf(value.getIntVal()) : value.getStrVal())
                    .orElse(String.valueOf(port.getPort()));
            fields.put(
                    "ports[" + port.getPort() + "/" + PodCompiler.protocol(port.getProtocol()) + "]",
                    target + (port.getNodePort() == null ? "" : " nodePort " + port.getNodePort()));
        }
        return fields;
    }
}
