package io.podseg.reach;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.Compiler;
import io.podseg.desired.Desired;
import io.podseg.desired.HostFacts;
import io.podseg.desired.Known;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable;
import io.podseg.policy.ReachabilityTable.Port;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import io.podseg.state.KernelRules;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the rules of both layers let through together, on a host that has just what is desired. */
class KernelJudgeTest {
    private static final String MANIFESTS = """
            apiVersion: v1
            kind: Pod
            metadata: {name: alone, labels: {app: alone}, annotations: {podseg.io/networks: slirp4netns}}
            spec:
              containers: [{name: main, image: "x:1", ports: [{containerPort: 80, hostPort: 8080}]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: free, annotations: {podseg.io/networks: "slirp4netns:port_handler=slirp4netns"}}
            spec:
              containers: [{name: main, image: "x:1", ports: [{containerPort: 80, hostPort: 8081}]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: web, labels: {app: web}}
            spec:
              containers: [{name: main, image: "x:1", ports: [{containerPort: 80, hostPort: 8082}, {containerPort: 81, hostPort: 8083}]}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: client, labels: {app: client}}
            spec:
              containers: [{name: main, image: "x:1"}]
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: node}
            spec: {hostNetwork: true, containers: [{name: main, image: "x:1"}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: node-too}
            spec: {hostNetwork: true, containers: [{name: main, image: "x:1"}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: alone}
            spec:
              podSelector: {matchLabels: {app: alone}}
              policyTypes: [Ingress, Egress]
              egress:
                - {to: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.11/32]}}], ports: [{port: 80}]}
                - {to: [{namespaceSelector: {}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web}
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress:
                - {from: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: 81}]}
                - {ports: [{port: 80}]}
            """;

    @TempDir
    private Path folder;

    private Desired desired = Desired.nothing();
    private World world = World.EMPTY;

    @BeforeEach
    void rootless() throws IOException {
        compile(MANIFESTS, true);
    }

    private void compile(String manifests, boolean rootless) throws IOException {
        Files.writeString(folder.resolve("all.yaml"), manifests);
        desired = Compiler.compile(
                new FolderSource(List.of(folder)).load().declarations(),
                Known.NOTHING.with(new HostFacts(rootless, Optional.empty())));
        assertThat(desired.diagnostics().stream().filter(d -> d.isError())).isEmpty();
        List<Endpoint> endpoints = new ArrayList<>(desired.world().endpoints().stream()
                .filter(endpoint -> endpoint.kind() != Endpoint.Kind.RESOLVER || endpoint.unseen())
                .toList());
        endpoints.add(Endpoint.external(Ip.of("203.0.113.10")));
        endpoints.add(Endpoint.external(Ip.of("203.0.113.11")));
        world = desired.world().withEndpoints(endpoints);
    }

    @Test
    void bothLayersTogetherDoWhatTheManifestsSay() {
        assertThat(allowedByBoth())
                .contains(
                        "default/alone 203.0.113.10 80",
                        "default/free 203.0.113.11 81",
                        "default/client default/web 81",
                        "203.0.113.10 default/web 80",
                        "203.0.113.10 default/free 80")
                .doesNotContain(
                        "default/alone 203.0.113.11 80",
                        "default/alone 203.0.113.10 81",
                        "203.0.113.10 default/web 81",
                        "203.0.113.10 default/alone 80",
                        "default/alone default/web 80");
    }

    /** Inside their network namespaces the resolver has an address, whatever connects them. */
    @ParameterizedTest
    @ValueSource(strings = {"slirp4netns", "'slirp4netns:cidr=10.9.0.0/24'", "pasta"})
    void podsWithoutANetworkReachTheirResolverAsPoliciesSay(String network) throws IOException {
        compile(MANIFESTS.replace("podseg.io/networks: slirp4netns}", "podseg.io/networks: " + network + "}"), true);

        assertThat(allowedByBoth())
                .contains("default/alone kube-system/dns-host 53", "default/free kube-system/dns-host 53")
                .contains("default/free kube-system/dns-host 80")
                .doesNotContain("default/alone kube-system/dns-host 80", "kube-system/dns-host default/alone 80")
                .doesNotContain("default/client kube-system/dns-host 53");
    }

    /** Rootless Podman's bridges stand in a network namespace of their own, to which the host has no way. */
    @Test
    void aRootlessPodOnTheHostsNetworkReachesWhatTheHostReaches() {
        assertThat(allowedByBoth())
                .contains("default/node default/node-too 80", "default/node 203.0.113.10 80")
                .doesNotContain(
                        "default/node default/web 80",
                        "default/node default/client 80",
                        "default/node default/alone 80",
                        "default/client default/node 80");
    }

    @Test
    void aRootfulPodOnTheHostsNetworkReachesEveryPodOfABridge() throws IOException {
        compile(MANIFESTS, false);

        assertThat(allowedByBoth())
                .contains(
                        "default/node default/node-too 80",
                        "default/node 203.0.113.10 80",
                        "default/node default/web 81",
                        "default/node default/client 80")
                .doesNotContain("default/node default/alone 80", "default/node default/free 80");
    }

    /** What the manifests and the rules alike let pass; they must not differ. */
    private List<String> allowedByBoth() {
        List<Compared.Row> rows = judged(desired.state().podRules()).rows();
        assertThat(rows.stream().filter(row -> row.differs() || row.isDoubtful()))
                .isEmpty();
        return rows.stream()
                .map(Compared.Row::declared)
                .filter(row -> row.allowed())
                .map(row -> row.from() + " " + row.to() + " " + row.port())
                .toList();
    }

    @Test
    void rulesThatAreMissingInsideAPodAreSeen() {
        Map<String, Firewall> without = new HashMap<>(desired.state().podRules());
        without.replaceAll((_, _) -> Firewall.NONE);
        assertThat(judged(without).rows().stream()
                        .filter(Compared.Row::differs)
                        .map(row -> row.declared().from() + " " + row.declared().to() + " "
                                + row.declared().port()))
                .contains(
                        "default/alone 203.0.113.11 80",
                        "203.0.113.10 default/web 81",
                        "203.0.113.10 default/alone 80");
    }

    private Compared judged(Map<String, Firewall> podRules) {
        TreeMap<String, Long> processes = new TreeMap<>();
        Map<String, KernelRules> inside = new HashMap<>();
        desired.state().pods().forEach((name, pod) -> {
            processes.put(name, 1L + processes.size());
            if (pod.podLayer()) {
                inside.put(pod.key().id(), KernelRules.of(podRules.getOrDefault(name, Firewall.NONE)));
            }
        });
        KernelJudge judge = new KernelJudge(
                KernelRules.of(desired.state().firewall()), inside, Whereabouts.of(desired.state(), processes));
        return Compared.of(ReachabilityTable.of(
                        world,
                        List.of(new Port(80, Protocol.TCP), new Port(81, Protocol.TCP), new Port(53, Protocol.UDP))))
                .withLive(world, judge);
    }
}
