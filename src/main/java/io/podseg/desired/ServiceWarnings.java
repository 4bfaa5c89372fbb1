package io.podseg.desired;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Protocol;
import io.podseg.state.PodSpec.PublishedPort;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** What Services and the pods that they select do not agree on. */
final class ServiceWarnings {
    private final List<Diagnostic> diagnostics;
    private final Kept kept;
    private final Map<String, ObjectKey> taken = new HashMap<>();

    /**
     * A check of all Services.
     *
     * @param kept what stays as it is: pods among it may be those that a Service means
     */
    ServiceWarnings(List<Diagnostic> diagnostics, Kept kept) {
        this.diagnostics = diagnostics;
        this.kept = kept;
    }

    /** Reports; workloads are taken apart already. */
    void check(Declarations declarations) {
        if (declarations.services().isEmpty()) {
            return;
        }
        declarations.pods().forEach(this::take);
        Map<ObjectKey, List<Manifest<Pod>>> selected =
                new Services(declarations.services()).selected(declarations.pods());
        for (Manifest<Service> service : declarations.services()) {
            List<Manifest<Pod>> pods = selected.getOrDefault(service.key(), List.of());
            if (pods.isEmpty() && kept.isEmpty()) {
                warning(service, "/spec/selector", service.key() + " selects no pod");
            }
            if (pods.size() > 1 && Services.publishes(service.object())) {
                diagnostics.add(Diagnostic.error(
                        service.source().at("/spec/type"),
                        service.key() + " selects " + pods.size() + " pods ("
                                + pods.get(0).key().id() + ", "
                                + pods.get(1).key().id() + (pods.size() > 2 ? " ..." : "")
                                + "): a port of the host leads to one pod, since nothing balances"));
            } else {
                pods.forEach(pod -> check(service, pod));
            }
        }
    }

    private void take(Manifest<Pod> pod) {
        for (Container container : pod.object().getSpec().getContainers()) {
            for (ContainerPort port : PodCompiler.orEmpty(container.getPorts())) {
                if (port.getHostPort() != null) {
                    taken.put(port.getHostPort() + "/" + PodCompiler.protocol(port.getProtocol()), pod.key());
                }
            }
        }
    }

    private void check(Manifest<Service> service, Manifest<Pod> pod) {
        if (Boolean.TRUE.equals(pod.object().getSpec().getHostNetwork())) {
            warning(
                    service,
                    "/spec/selector",
                    pod.key() + " uses the host's network and has no names of " + service.key());
            return;
        }
        List<ServicePort> ports = PodCompiler.orEmpty(service.object().getSpec().getPorts());
        for (int i = 0; i < ports.size(); i++) {
            port(service, pod, ports.get(i), "/spec/ports/" + i);
        }
        for (PublishedPort port : Services.published(service.object(), pod.object())) {
            String name = port.hostPort() + "/" + port.protocol();
            ObjectKey first = taken.putIfAbsent(name, service.key());
            if (first != null) {
                diagnostics.add(Diagnostic.error(
                        service.source().at("/spec/ports"), "hostPort " + name + " is taken by " + first));
            }
        }
    }

    private void port(Manifest<Service> service, Manifest<Pod> pod, ServicePort port, String pointer) {
        Optional<Integer> target = Services.target(port, pod.object());
        Protocol protocol = PodCompiler.protocol(port.getProtocol());
        if (target.isEmpty()) {
            warning(
                    service,
                    pointer + "/targetPort",
                    pod.key() + " declares no " + protocol + " port named "
                            + port.getTargetPort().getStrVal());
        } else if (!Services.publishes(service.object()) && !Objects.equals(target.get(), port.getPort())) {
            warning(
                    service,
                    pointer + "/targetPort",
                    "the names of " + service.key() + " lead to the pods themselves, which are reached at port "
                            + target.get() + " and not at " + port.getPort() + ": nothing translates ports");
        }
    }

    private void warning(Manifest<Service> service, String pointer, String message) {
        diagnostics.add(Diagnostic.warning(service.source().at(pointer), message));
    }
}
