package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.manifest.FolderSource;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Flow;
import io.podseg.policy.Verdicts;
import io.podseg.reconcile.ManifestSource.Loaded;
import io.podseg.state.Interpreter;
import io.podseg.state.Packet;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Where implementations of NetworkPolicy are known to open too much, from the manifest to the rules: whatever a rule's lists hold
 * that means nothing now, the rule must mean nothing and not everything. Simulator and interpreted rules must both say so.
 */
class RuleEdgesTest {
    private static final String WORLD = """
            apiVersion: podseg.io/v1alpha1
            kind: Network
            metadata: {name: n}
            spec: {interfaceName: edge0, subnets: [{subnet: 10.97.0.0/24}, {subnet: fd97::/64}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: a, namespace: x, labels: {pod: a}, annotations: {podseg.io/networks: "n:ip=10.97.0.10,ip6=fd97::10"}}
            spec:
              containers:
              - {name: one, image: i, ports: [{containerPort: 80, name: http}, {containerPort: 5000, name: s, protocol: SCTP}]}
              - {name: two, image: i, ports: [{containerPort: 8080, name: http}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: b, namespace: x, labels: {pod: b}, annotations: {podseg.io/networks: "n:ip=10.97.0.11,ip6=fd97::11"}}
            spec: {containers: [{name: c, image: i}]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: p, namespace: x}
            spec:
              podSelector: {matchLabels: {pod: a}}
              ingress:
            """;
    private static final Ip A = Ip.of("10.97.0.10");
    private static final Ip B = Ip.of("10.97.0.11");
    private static final Ip A6 = Ip.of("fd97::10");
    private static final Ip B6 = Ip.of("fd97::11");

    @TempDir
    Path folder = Path.of("");

    /** Pods a and b, and a policy of a. */
    private final class Case {
        private final Desired desired;
        private final Interpreter rules;
        private final Verdicts verdicts;

        Case(String ingress) throws IOException {
            Path file = Files.writeString(folder.resolve("all.yaml"), WORLD + ingress.indent(2));
            Loaded loaded = new FolderSource(java.util.List.of(file)).load();
            desired = Compiler.compile(loaded.declarations(), Known.NOTHING);
            assertThat(loaded.diagnostics()).noneMatch(problem -> problem.isError());
            assertThat(desired.diagnostics()).noneMatch(problem -> problem.isError());
            rules = new Interpreter(desired.state().firewall());
            verdicts = new Verdicts(desired.world());
        }

        /** Whether b reaches a, by the rules and by the simulator. */
        boolean open(Ip from, Ip to, int port, Protocol protocol) {
            boolean passes = rules.passes(new Packet("FORWARD", "edge0", "edge0", from, to, protocol, port));
            Flow flow = new Flow(endpoint("x/b"), endpoint("x/a"), from, to, port, protocol);
            assertThat(verdicts.allowed(flow)).as("the simulator on %s", flow).isEqualTo(passes);
            return passes;
        }

        boolean open(int port) {
            boolean four = open(B, A, port, Protocol.TCP);
            assertThat(open(B6, A6, port, Protocol.TCP)).as("IPv6").isEqualTo(four);
            return four;
        }

        boolean pings() {
            return rules.passes(new Packet("FORWARD", "edge0", "edge0", B, A, Optional.empty(), 0));
        }

        private Endpoint endpoint(String id) {
            return desired.world().endpoints().stream()
                    .filter(endpoint -> endpoint.id().equals(id))
                    .findFirst()
                    .orElseThrow();
        }
    }

    @Test
    void peersOfTheOtherFamilyOnlyAreNobody() throws IOException {
        Case six = new Case("- from: [{ipBlock: {cidr: '::/0'}}]");
        assertThat(six.open(B, A, 80, Protocol.TCP)).isFalse();
        assertThat(six.open(B6, A6, 80, Protocol.TCP)).isTrue();
        Case four = new Case("- from: [{ipBlock: {cidr: 0.0.0.0/0}}]");
        assertThat(four.open(B, A, 80, Protocol.TCP)).isTrue();
        assertThat(four.open(B6, A6, 80, Protocol.TCP)).isFalse();
    }

    @Test
    void peersThatFindNobodyAreNobody() throws IOException {
        assertThat(new Case("- from: [{podSelector: {matchLabels: {pod: later}}}]").open(80))
                .isFalse();
        assertThat(new Case("- from: [{namespaceSelector: {matchLabels: {team: later}}}]").open(80))
                .isFalse();
        assertThat(new Case("- from: [{podSelector: {matchLabels: {pod: later}}}, {podSelector: {}}]").open(80))
                .isTrue();
    }

    @Test
    void namesOfPortsThatNobodyHasAreNoPort() throws IOException {
        assertThat(new Case("- ports: [{port: nowhere}]").open(80)).isFalse();
        assertThat(new Case("- ports: [{port: http, protocol: UDP}]").open(80)).isFalse();
        Case partly = new Case("- ports: [{port: nowhere}, {port: 80}]");
        assertThat(partly.open(80)).isTrue();
        assertThat(partly.open(81)).isFalse();
    }

    @Test
    void oneNameMayMeanSeveralPortsOfAPod() throws IOException {
        Case named = new Case("- ports: [{port: http}]");
        assertThat(named.open(80)).isTrue();
        assertThat(named.open(8080)).isTrue();
        assertThat(named.open(81)).isFalse();
    }

    /** No set of the kernel can hold a block with a prefix of 0, and two halves are the whole. */
    @Test
    void exceptionsMayLeaveNothing() throws IOException {
        Case none = new Case("""
                - from:
                  - ipBlock: {cidr: 0.0.0.0/0, except: [0.0.0.0/1, 128.0.0.0/1]}
                  - ipBlock: {cidr: '::/0', except: ['::/1', '8000::/1']}
                """);
        assertThat(none.open(80)).isFalse();
        Case nested = new Case("- from: [{ipBlock: {cidr: 10.0.0.0/8, except: [10.97.0.0/16, 10.97.0.11/32]}}]");
        assertThat(nested.open(B, A, 80, Protocol.TCP)).isFalse();
    }

    @Test
    void allPortsMayBeWrittenAsARange() throws IOException {
        Case all = new Case("- ports: [{port: 1, endPort: 65535}]");
        assertThat(all.open(1)).isTrue();
        assertThat(all.open(65535)).isTrue();
        assertThat(all.open(B, A, 80, Protocol.UDP)).isFalse();
        Case twice = new Case("- ports: [{port: 80}, {port: 80}, {port: 70, endPort: 90}, {port: 80, endPort: 80}]");
        assertThat(twice.open(80)).isTrue();
        assertThat(twice.open(91)).isFalse();
    }

    /** One match of iptables takes fifteen ports, a range counts twice. */
    @Test
    void morePortsThanOneMatchTakes() throws IOException {
        StringBuilder ports = new StringBuilder("- ports:\n");
        for (int i = 0; i < 40; i++) {
            int port = 1000 + 10 * i;
            ports.append("  - {port: ")
                    .append(port)
                    .append(i % 3 == 0 ? "" : ", endPort: " + (port + 4))
                    .append("}\n");
        }
        Case many = new Case(ports.toString());
        for (int i = 0; i < 40; i++) {
            int port = 1000 + 10 * i;
            assertThat(many.open(port)).as("port %s", port).isTrue();
            assertThat(many.open(port + 4)).as("port %s", port + 4).isEqualTo(i % 3 != 0);
            assertThat(many.open(port + 5)).as("port %s", port + 5).isFalse();
        }
    }

    @Test
    void sctpIsJudgedLikeTheOthers() throws IOException {
        Case sctp = new Case("- ports: [{port: s, protocol: SCTP}, {port: 9, endPort: 12, protocol: SCTP}]");
        assertThat(sctp.open(B, A, 5000, Protocol.SCTP)).isTrue();
        assertThat(sctp.open(B, A, 12, Protocol.SCTP)).isTrue();
        assertThat(sctp.open(B, A, 13, Protocol.SCTP)).isFalse();
        assertThat(sctp.open(5000)).isFalse();
    }

    /** NetworkPolicy has no word for ICMP and its like: what names ports or protocols allows those alone. */
    @Test
    void onlyARuleWithoutPortsAllowsPing() throws IOException {
        assertThat(new Case("- from: [{podSelector: {}}]").pings()).isTrue();
        assertThat(new Case("- {}").pings()).isTrue();
        assertThat(new Case("- ports: [{port: 80}]").pings()).isFalse();
        assertThat(new Case("- ports: [{protocol: TCP}, {protocol: UDP}, {protocol: SCTP}]").pings())
                .isFalse();
        assertThat(new Case("- from: [{podSelector: {matchLabels: {pod: later}}}]").pings())
                .isFalse();
    }
}
