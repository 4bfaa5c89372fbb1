package io.podseg.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The policies of {@link Crowd}. */
final class CrowdPolicies {
    private CrowdPolicies() {}

    /** The policies of a generation, as documents. */
    static List<String> of(int generation) {
        boolean even = Crowd.even(generation);
        List<String> policies = new ArrayList<>(List.of(
                policy(
                        "default",
                        "all",
                        "{}",
                        "ingress: [{ports: [{port: 80}, {port: 80, protocol: UDP}]}]",
                        "egress: [{ports: [{port: 80}, {port: 80, protocol: UDP}]}]"),
                policy("default", "loud", "{matchLabels: {loud: 'yes'}}", "egress: " + ports(82, 83)),
                policy(
                        "default",
                        "receivers",
                        "{matchLabels: {kind: receiver}}",
                        "ingress: [" + rule("", 84) + ", "
                                + rule("from: [{podSelector: {matchLabels: {role: privileged}}}], ", 85) + ", "
                                + rule("from: [{namespaceSelector: {matchLabels: {team: b}}}], ", 88) + "]"),
                policy("default", "privileged", "{matchLabels: {role: privileged}}", "egress: " + ports(85)),
                policy("default", "side-a", "{matchLabels: {side: a}}", "egress: " + ports(86)),
                policy("default", "side-b", "{matchLabels: {side: b}}", "ingress: " + ports(86)),
                policy("default", "swap-out", "{matchLabels: {swap: out}}", "egress: " + ports(even ? 87 : 80)),
                policy("default", "swap-in", "{matchLabels: {swap: in}}", "ingress: " + ports(even ? 80 : 87)),
                policy("teams", "all", "{}", "egress: " + ports(even ? 88 : 80))));
        if (Crowd.wide(generation)) {
            policies.add(policy("default", "wide", "{matchLabels: {kind: fresh}}", "ingress: " + ports(82)));
        }
        return policies;
    }

    private static String policy(String namespace, String name, String selector, String... rules) {
        String types = List.of(rules).stream()
                .map(rule -> rule.startsWith("ingress") ? "Ingress" : "Egress")
                .collect(Collectors.joining(", "));
        return """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: %s, namespace: %s}
                spec:
                  podSelector: %s
                  policyTypes: [%s]
                  %s
                """.formatted(name, namespace, selector, types, String.join("\n  ", rules));
    }

    private static String ports(int... ports) {
        return "[" + rule("", ports) + "]";
    }

    private static String rule(String peers, int... ports) {
        return "{" + peers + "ports: ["
                + IntStream.of(ports)
                        .mapToObj(port -> "{port: " + port + "}, {port: " + port + ", protocol: UDP}")
                        .collect(Collectors.joining(", "))
                + "]}";
    }
}
