package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.ContainerPort;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** The ports of one pod's containers; clashes on the host are found by {@link HostPortCheck}. */
final class PortCheck {
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");

    private final Problems problems;
    private final Values values;

    PortCheck(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    void check(PodSpec spec) {
        boolean hostNetwork = Boolean.TRUE.equals(spec.getHostNetwork());
        for (int c = 0; c < spec.getContainers().size(); c++) {
            Container container = spec.getContainers().get(c);
            String pointer = Pointers.child("/spec/containers", c) + "/ports";
            Set<String> names = new HashSet<>();
            for (int p = 0; p < container.getPorts().size(); p++) {
                port(container.getPorts().get(p), Pointers.child(pointer, p), names, hostNetwork);
            }
        }
    }

    private void port(ContainerPort port, String pointer, Set<String> names, boolean hostNetwork) {
        if (port.getContainerPort() == null) {
            problems.missing(pointer, "containerPort");
        }
        values.range(pointer + "/containerPort", port.getContainerPort(), 1, PortRange.MAX);
        values.range(pointer + "/hostPort", port.getHostPort(), 1, PortRange.MAX);
        values.oneOf(pointer + "/protocol", port.getProtocol(), PROTOCOLS);
        if (port.getName() != null
                && Syntax.PORT.check(problems, pointer + "/name", "port name", port.getName())
                && !names.add(port.getName())) {
            problems.error(
                    pointer + "/name", "port name " + Quoted.of(port.getName()) + " stands twice in the container");
        }
        hostIp(port, pointer + "/hostIP");
        if (hostNetwork
                && port.getHostPort() != null
                && port.getContainerPort() != null
                && !port.getHostPort().equals(port.getContainerPort())) {
            problems.error(
                    pointer + "/hostPort",
                    "hostPort is " + port.getHostPort()
                            + ", but with hostNetwork: true it can only be the containerPort "
                            + port.getContainerPort());
        }
    }

    private void hostIp(ContainerPort port, String pointer) {
        String ip = port.getHostIP();
        if (ip == null || ip.isEmpty()) {
            return;
        }
        if (Ip.parse(ip).isEmpty()) {
            problems.error(pointer, "hostIP " + Quoted.of(ip) + " is not an IP address");
        } else if (port.getHostPort() == null) {
            problems.error(pointer, "hostIP has no effect without hostPort");
        }
    }
}
