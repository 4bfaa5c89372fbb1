package io.podseg.e2e;

import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * One world in three steps. Wide: everything may. Narrow: ports 9000 to 9049 and, one by one, 9051 to 9053. Last: what these three
 * hang on is taken away, each by another cause, and a pod goes.
 */
enum Revoked {
    WIDE,
    NARROW,
    LAST;

    static final String CLIENT = "cut_client-main";
    static final String SERVER = "cut_server-main";
    static final String FAR = "cut_far-main";
    static final String DOOMED = "cut_doomed-main";
    static final String GUEST = "guests_guest-main";

    String yaml() {
        boolean last = this == LAST;
        Stream<String> fixed = Stream.of(
                network("a", 93),
                network("b", 94),
                "apiVersion: v1\nkind: Namespace\nmetadata: {name: guests, labels: {env: %s}}\n"
                        .formatted(last ? "test" : "prod"),
                pod("cut", "client", 0, 10, "team: " + (last ? "blue" : "red"), ""),
                pod("cut", "server", 0, 11, "role: server", ports()),
                pod("cut", "far", 1, 10, "role: far", ""),
                pod("guests", "guest", 0, 13, "x: 'y'", ""));
        Stream<String> doomed = last ? Stream.of() : Stream.of(pod("cut", "doomed", 0, 12, "x: 'y'", ""));
        return Stream.of(fixed, doomed, policies()).flatMap(all -> all).collect(Collectors.joining("---\n"));
    }

    private Stream<String> policies() {
        if (this == WIDE) {
            return Stream.of(policy("all", "{}", "ingress: [{}]\n  egress: [{}]"));
        }
        Stream<String> kept = Stream.of(
                policy(
                        "all",
                        "{}",
                        "ingress: [{ports: %s}]\n  egress: [{ports: %s}]"
                                .formatted(range(9000, 9049), range(9000, 9099))),
                policy(
                        "team",
                        "{matchLabels: {role: server}}",
                        "ingress: [{from: [{podSelector: {matchLabels: {team: red}}}], ports: %s}]"
                                .formatted(range(9052, 9052))),
                policy(
                        "guests",
                        "{matchLabels: {role: server}}",
                        "ingress: [{from: [{namespaceSelector: {matchLabels: {env: prod}}}], ports: %s}]"
                                .formatted(range(9053, 9053))));
        return this == LAST
                ? kept
                : Stream.concat(
                        kept,
                        Stream.of(policy(
                                "extra",
                                "{matchLabels: {role: server}}",
                                "ingress: [{ports: %s}]".formatted(range(9051, 9051)))));
    }

    private static String range(int first, int last) {
        return "[{port: %d, endPort: %d}, {port: %d, endPort: %d, protocol: UDP}]".formatted(first, last, first, last);
    }

    private static String network(String name, int number) {
        return """
                apiVersion: podseg.io/v1alpha1
                kind: Network
                metadata: {name: cut-%s}
                spec: {ipv6: true, subnets: [{subnet: 10.%d.0.0/24}, {subnet: "fd%d::/64"}]}
                """.formatted(name, number, number);
    }

    /** Two ports of the server are published, one that stays allowed and one that does not. */
    private static String ports() {
        return "\n      ports:\n"
                + IntStream.of(9010, 9110)
                        .mapToObj(port -> "        - {containerPort: " + port + ", hostPort: " + (port - 1000) + "}")
                        .collect(Collectors.joining("\n"));
    }

    private static String policy(String name, String selector, String rules) {
        return """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: %s, namespace: cut}
                spec:
                  podSelector: %s
                  policyTypes: [%s]
                  %s
                """.formatted(name, selector, rules.contains("egress") ? "Ingress, Egress" : "Ingress", rules);
    }

    private static String pod(String namespace, String name, int network, int host, String label, String ports) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: %s
                  labels: {%s}
                  annotations: {podseg.io/networks: "cut-%c:ip=10.%d.0.%d,ip6=fd%d::%d"}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: main
                      image: localhost/podseg-test:1
                      imagePullPolicy: Never
                      command: [sleep, infinity]%s
                """.formatted(
                        name, namespace, label, "ab".charAt(network), 93 + network, host, 93 + network, host, ports);
    }
}
