package io.podseg.manifest.check;

import io.fabric8.kubernetes.api.model.IntOrString;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.ServicePort;
import io.podseg.manifest.yaml.Pointers;
import io.podseg.manifest.yaml.Problems;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.PortRange;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** One Service by itself; which pods it selects is found when all are compiled. */
public final class ServiceCheck {
    private static final List<String> PROTOCOLS = List.of("TCP", "UDP", "SCTP");
    private static final List<String> TYPES = List.of("ClusterIP", "NodePort", "LoadBalancer");

    private final Problems problems;
    private final Values values;

    /** A check of one document. */
    public ServiceCheck(Problems problems) {
        this.problems = problems;
        this.values = new Values(problems);
    }

    /** Reports what is wrong. */
    public void check(Service service) {
        if (service.getMetadata() != null && service.getMetadata().getName() != null) {
            Syntax.LABEL.check(
                    problems, "/metadata/name", "name", service.getMetadata().getName());
        }
        if (service.getSpec() == null) {
            problems.missing("", "spec");
            return;
        }
        String type = service.getSpec().getType();
        values.oneOf("/spec/type", type, TYPES);
        if (service.getSpec().getSelector() == null
                || service.getSpec().getSelector().isEmpty()) {
            problems.error("/spec", "a Service without a selector names nothing: there are no Endpoints here");
        }
        Set<String> names = new HashSet<>();
        List<ServicePort> ports = service.getSpec().getPorts();
        for (int i = 0; i < ports.size(); i++) {
            port(ports.get(i), Pointers.child("/spec/ports", i), type == null ? "ClusterIP" : type, names);
        }
    }

    private void port(ServicePort port, String pointer, String type, Set<String> names) {
        if (port.getPort() == null) {
            problems.missing(pointer, "port");
        }
        values.range(pointer + "/port", port.getPort(), 1, PortRange.MAX);
        values.range(pointer + "/nodePort", port.getNodePort(), 1, PortRange.MAX);
        values.oneOf(pointer + "/protocol", port.getProtocol(), PROTOCOLS);
        if (port.getName() != null
                && Syntax.LABEL.check(problems, pointer + "/name", "port name", port.getName())
                && !names.add(port.getName())) {
            problems.error(
                    pointer + "/name", "port name " + Quoted.of(port.getName()) + " stands twice in the Service");
        }
        target(port.getTargetPort(), pointer + "/targetPort");
        if (type.equals("NodePort") && port.getNodePort() == null) {
            problems.error(pointer, "a NodePort without nodePort: podseg chooses no ports; write the one to publish");
        }
        if (type.equals("ClusterIP") && port.getNodePort() != null) {
            problems.error(pointer + "/nodePort", "nodePort needs type NodePort or LoadBalancer");
        }
    }

    private void target(@Nullable IntOrString target, String pointer) {
        if (target == null) {
            return;
        }
        if (target.getStrVal() != null) {
            Syntax.PORT.check(problems, pointer, "port name", target.getStrVal());
        } else {
            values.range(pointer, target.getIntVal(), 1, PortRange.MAX);
        }
    }
}
