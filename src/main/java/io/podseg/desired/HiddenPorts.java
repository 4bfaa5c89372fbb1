package io.podseg.desired;

import io.podseg.model.Diagnostic;
import io.podseg.model.Family;
import io.podseg.model.Source;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.policy.PortMatch;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Published ports whose clients nobody sees, and policies that let some of them in: none is, and people should know. */
final class HiddenPorts {
    private final Endpoint pod;
    private final List<Policy> policies;

    HiddenPorts(World world, Endpoint pod) {
        this.pod = pod;
        this.policies = world.enforced().stream()
                .filter(policy -> policy.rules(Direction.INGRESS).isPresent() && policy.selects(pod))
                .toList();
    }

    /** A warning for each port that is closed to everybody though some would be let in. */
    List<Diagnostic> warnings(Source source) {
        List<Diagnostic> warnings = new ArrayList<>();
        for (ContainerPort port : pod.ports()) {
            List<Family> closed = port.hidden().stream()
                    .filter(family -> !everybody(policies, pod, port, family))
                    .toList();
            if (!policies.isEmpty() && !closed.isEmpty() && somebody(port)) {
                warnings.add(Diagnostic.warning(
                        source.at("/spec/containers"),
                        "port " + port + " of Pod " + pod.id()
                                + " is published by rootless Podman, which hides who comes: the"
                                + " rules for some addresses cannot be told apart there, so that nobody is let in; allow "
                                + closed.stream()
                                        .map(family -> family == Family.V4 ? "0.0.0.0/0" : "::/0")
                                        .collect(Collectors.joining(" and "))
                                + ", or use a network that shows clients: slirp4netns:port_handler=slirp4netns, pasta, or"
                                + " rootful Podman"));
            }
        }
        return warnings;
    }

    private boolean somebody(ContainerPort port) {
        return rules(policies).stream().anyMatch(rule -> isMeant(rule, pod, port));
    }

    /** Whether every client of a family may come to a port. */
    static boolean everybody(List<Policy> policies, Endpoint pod, ContainerPort port, Family family) {
        return rules(policies).stream().anyMatch(rule -> rule.everybody(family) && isMeant(rule, pod, port));
    }

    private static List<PolicyRule> rules(List<Policy> policies) {
        return policies.stream()
                .flatMap(policy -> policy.rules(Direction.INGRESS).stream().flatMap(List::stream))
                .toList();
    }

    private static boolean isMeant(PolicyRule rule, Endpoint pod, ContainerPort port) {
        for (PortMatch match : rule.ports()) {
            if (match.matches(pod, port.port(), port.protocol())) {
                return true;
            }
        }
        return rule.ports().isEmpty();
    }
}
