package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReachabilityDifferenceTest {
    private static final String DENY = "{policyTypes: [Ingress, Egress]}";

    private static Fixture pods() {
        return new Fixture()
                .pod("frontend/web-0", "app=web,pod-template-hash=1", "10.89.0.10")
                .pod("frontend/web-1", "app=web,pod-template-hash=2", "10.89.0.11")
                .pod("frontend/admin", "app=admin", "10.89.0.12")
                .pod("backend/db", "app=db", "10.90.0.10", "pg:5432/TCP");
    }

    private static Fixture closed() {
        return pods().policy("frontend/deny", DENY).policy("backend/deny", DENY);
    }

    private static Fixture openDb(Fixture world) {
        return world.policy("frontend/out", """
                        podSelector: {matchLabels: {app: web}}
                        policyTypes: [Egress]
                        egress: [{to: [{namespaceSelector: {}}], ports: [{port: 5432}]}]
                        """).policy("backend/in", """
                        podSelector: {matchLabels: {app: db}}
                        ingress:
                        - from: [{namespaceSelector: {}, podSelector: {matchLabels: {app: web}}}]
                          ports: [{port: pg}]
                        """);
    }

    private static List<String> opened(Fixture before, Fixture after) {
        return lines(
                ReachabilityDifference.between(before.world(), after.world()).opened());
    }

    private static List<String> closed(Fixture before, Fixture after) {
        return lines(
                ReachabilityDifference.between(before.world(), after.world()).closed());
    }

    private static List<String> lines(List<Connection> connections) {
        return connections.stream().map(line -> line + " x" + line.pairs()).toList();
    }

    @Test
    void replicasAreOneLine() {
        List<String> line = List.of("frontend/app=web (2 pods) -> backend/db 5432/TCP x2");
        assertThat(opened(closed(), openDb(closed()))).isEqualTo(line);
        assertThat(closed(closed(), openDb(closed()))).isEmpty();
        assertThat(closed(openDb(closed()), closed())).isEqualTo(line);
    }

    @Test
    void openPodsAreThreeLines() {
        assertThat(opened(new Fixture(), pods()))
                .containsExactly(
                        "every pod -> every pod any port x12",
                        "every pod -> outside any port x4",
                        "outside -> every pod any port x4");
    }

    @Test
    void whatStaysOpenIsLeftOut() {
        Fixture all = pods().policy("backend/in", "{ingress: [{ports: [{port: 5432}]}]}");
        assertThat(closed(pods(), all))
                .containsExactly(
                        "every pod of frontend (3 pods) -> backend/db any port but 5432/TCP x3",
                        "outside -> backend/db any port but 5432/TCP x1");
        assertThat(opened(pods(), all)).isEmpty();
    }

    @Test
    void blocksOutsideAreNamedAsTheyAreWritten() {
        Fixture after = closed().policy("frontend/net", """
                podSelector: {matchLabels: {app: admin}}
                egress:
                - to: [{ipBlock: {cidr: 203.0.113.0/24, except: [203.0.113.64/26]}}]
                  ports: [{port: 443}, {port: 1000, endPort: 2000, protocol: UDP}]
                - to: [{ipBlock: {cidr: 198.51.100.0/24}}]
                  ports: [{port: 22}]
                """);
        assertThat(opened(closed(), after))
                .containsExactly(
                        "frontend/admin -> 198.51.100.0/24 22/TCP x1",
                        "frontend/admin -> 203.0.113.0/24 except 203.0.113.64/26 443/TCP, 1000-2000/UDP x1");
    }

    @Test
    void everythingOutsideButABlock() {
        Fixture after = closed().policy("frontend/net", """
                podSelector: {matchLabels: {app: admin}}
                egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.0.0.0/8]}}]}]
                """);
        assertThat(opened(closed(), after)).containsExactly("frontend/admin -> outside except 10.0.0.0/8 any port x1");
    }

    @Test
    void familiesOutsideAreToldApartOnlyWhereItMatters() {
        Fixture two = new Fixture().pod("x/a", "", "10.89.0.1 fd00::1");
        assertThat(opened(new Fixture(), two)).contains("x/a -> outside any port x1");
        Fixture four = new Fixture()
                .pod("x/a", "", "10.89.0.1 fd00::1")
                .policy("x/p", "{egress: [{to: [{ipBlock: {cidr: 0.0.0.0/0}}]}]}");
        assertThat(closed(two, four))
                .containsExactly("outside -> x/a any port x1", "x/a -> outside (IPv6) any port x1");
    }

    @Test
    void aRelabelledPodKeepsItsConnectionsWhereNothingChanges() {
        Fixture before = new Fixture().pod("x/a", "app=a", "10.89.0.1").pod("x/b", "", "10.89.0.2");
        Fixture after = new Fixture().pod("x/a", "app=b", "10.89.0.1").pod("x/b", "", "10.89.0.2");
        String policy = "ingress: [{from: [{podSelector: {matchLabels: {app: a}}}]}]";
        assertThat(closed(before, after)).isEmpty();
        assertThat(closed(before.policy("x/p", policy), after.policy("x/p", policy)))
                .containsExactly("x/a -> x/b any port x1");
    }

    @Test
    void resolversAreEndpointsAndTheNodeIsNoSource() {
        Endpoint dns = Endpoint.resolver("dns/net", List.of(Ip.of("10.89.0.1")));
        String allowDns = "{policyTypes: [Ingress, Egress], egress: [{to: [{namespaceSelector: {}, podSelector:"
                + " {matchLabels: {k8s-app: kube-dns}}}]}]}";
        Fixture before = pods().add(dns).policy("frontend/p", DENY).policy("backend/p", DENY);
        Fixture after = pods().add(dns).policy("frontend/p", allowDns).policy("backend/p", DENY);
        assertThat(opened(before, after))
                .containsExactly("every pod of frontend (3 pods) -> dns/net 53/TCP, 53/UDP x3");
    }

    @Test
    void aPodThatGoesClosesWhatItHad() {
        Fixture before = new Fixture().pod("x/a", "", "10.89.0.1").pod("x/b", "", "10.89.0.2");
        Fixture after = new Fixture().pod("x/b", "", "10.89.0.2");
        assertThat(closed(before, after))
                .containsExactly(
                        "outside -> x/a any port x1",
                        "x/a -> outside any port x1",
                        "x/a -> x/b any port x1",
                        "x/b -> x/a any port x1");
    }

    @Test
    void aPodThatMovesToTheHostsNetworkClosesWhatPoliciesGoverned() {
        Fixture before = new Fixture().pod("x/a", "", "10.89.0.1").pod("x/b", "", "10.89.0.2");
        Endpoint host = Fixture.endpoint(Endpoint.Kind.POD, "x/a", "", "10.89.0.254", "", true);
        Fixture after = new Fixture().add(host).pod("x/b", "", "10.89.0.2");
        assertThat(closed(before, after)).contains("x/a -> x/b any port x1", "outside -> x/a any port x1");
    }
}
