package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.Pod;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.Manifest;
import io.podseg.model.ObjectKey;
import io.podseg.model.Position;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds ports of the host that two containers want. Without {@code hostIP}, or with an unspecified one, a port is taken on every address. */
public final class HostPortCheck {
    private static final Ip ANY_V4 = Ip.of("0.0.0.0");
    private static final Ip ANY_V6 = Ip.of("::");

    private final Map<String, List<Taken>> taken = new HashMap<>();
    private final List<Diagnostic> diagnostics;

    private record Taken(Optional<Ip> ip, ObjectKey pod, Position position) {
        // An unspecified IPv6 address takes IPv4 too, as the kernel has it by default.
        boolean clashes(Taken other) {
            return ip.isEmpty() || other.ip.isEmpty() || ip.equals(other.ip);
        }
    }

    /** A check of many pods, one after the other. */
    public HostPortCheck(List<Diagnostic> diagnostics) {
        this.diagnostics = diagnostics;
    }

    /** Reports the ports of this pod that it, or a pod before it, has taken already. */
    public void check(Manifest<Pod> pod) {
        if (pod.object().getSpec() == null) {
            return;
        }
        List<Container> containers = pod.object().getSpec().getContainers();
        for (int c = 0; c < containers.size(); c++) {
            String pointer = Pointers.child("/spec/containers", c) + "/ports";
            List<ContainerPort> ports = containers.get(c).getPorts();
            for (int p = 0; p < ports.size(); p++) {
                if (ports.get(p).getHostPort() != null) {
                    take(ports.get(p), pod, Pointers.child(pointer, p) + "/hostPort");
                }
            }
        }
    }

    private void take(ContainerPort port, Manifest<Pod> pod, String pointer) {
        Optional<Ip> ip = Optional.ofNullable(port.getHostIP())
                .flatMap(Ip::parse)
                .filter(address -> !address.equals(ANY_V4) && !address.equals(ANY_V6));
        Taken wanted = new Taken(ip, pod.key(), pod.source().at(pointer));
        String protocol = port.getProtocol() == null ? "TCP" : port.getProtocol();
        String name = port.getHostPort() + "/" + protocol;
        List<Taken> same = taken.computeIfAbsent(name, n -> new ArrayList<>());
        same.stream()
                .filter(wanted::clashes)
                .findFirst()
                .ifPresent(first -> diagnostics.add(Diagnostic.error(
                        wanted.position, "hostPort " + name + " is taken by " + first.pod + " at " + first.position)));
        same.add(wanted);
    }
}
