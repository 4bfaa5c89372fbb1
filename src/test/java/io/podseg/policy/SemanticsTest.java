package io.podseg.policy;

import static io.podseg.policy.Fixture.nine;
import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Protocol;
import org.junit.jupiter.api.Test;

/** One test for each sentence of docs/semantics.md about isolation and peers. */
class SemanticsTest {
    @Test
    void withoutPoliciesEverythingIsAllowed() {
        Fixture world = nine();
        assertThat(world.allowed("x/a", "y/b", 80)).isTrue();
        assertThat(world.allowed("x/a", "203.0.113.10", 443)).isTrue();
        assertThat(world.allowed("203.0.113.10", "x/a", 80)).isTrue();
    }

    @Test
    void emptyListDeniesAllAndEmptyRuleAllowsAll() {
        assertThat(nine().policy("x/p", "ingress: []").allowed("y/b", "x/a", 80))
                .isFalse();
        assertThat(nine().policy("x/p", "ingress: [{}]").allowed("y/b", "x/a", 80))
                .isTrue();
        assertThat(nine().policy("x/p", "{policyTypes: [Egress], egress: []}").allowed("x/a", "y/b", 80))
                .isFalse();
        assertThat(nine().policy("x/p", "{policyTypes: [Egress], egress: [{}]}").allowed("x/a", "y/b", 80))
                .isTrue();
    }

    @Test
    void emptyPeersAreAnyPeerAndEmptyPortsAreAnyPort() {
        Fixture ports = nine().policy("x/p", "ingress: [{from: [], ports: [{port: 80}]}]");
        assertThat(ports.allowed("y/b", "x/a", 80)).isTrue();
        assertThat(ports.allowed("203.0.113.10", "x/a", 80)).isTrue();
        assertThat(ports.allowed("y/b", "x/a", 81)).isFalse();
        Fixture peers = nine().policy("x/p", "ingress: [{from: [{podSelector: {}}], ports: []}]");
        assertThat(peers.allowed("x/b", "x/a", 4444, Protocol.SCTP)).isTrue();
        assertThat(peers.allowed("y/b", "x/a", 80)).isFalse();
    }

    @Test
    void podSelectorAloneMeansThePolicysOwnNamespace() {
        Fixture world = nine().policy("x/p", "ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]");
        assertThat(world.allowed("x/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("y/b", "x/a", 80)).isFalse();
        assertThat(world.allowed("x/c", "x/a", 80)).isFalse();
    }

    @Test
    void bothSelectorsInOneItemMustHoldAndItemsAreAlternatives() {
        Fixture and = nine().policy(
                        "x/p",
                        "ingress: [{from: [{namespaceSelector: {matchLabels: {ns: y}},"
                                + " podSelector: {matchLabels: {pod: b}}}]}]");
        assertThat(and.allowed("y/b", "x/a", 80)).isTrue();
        assertThat(and.allowed("y/c", "x/a", 80)).isFalse();
        assertThat(and.allowed("x/b", "x/a", 80)).isFalse();
        Fixture or = nine().policy(
                        "x/p",
                        "ingress: [{from: [{namespaceSelector: {matchLabels: {ns: y}}},"
                                + " {podSelector: {matchLabels: {pod: b}}}]}]");
        assertThat(or.allowed("y/c", "x/a", 80)).isTrue();
        assertThat(or.allowed("x/b", "x/a", 80)).isTrue();
        assertThat(or.allowed("x/c", "x/a", 80)).isFalse();
    }

    @Test
    void emptyNamespaceSelectorMeansEveryNamespaceButNothingOutside() {
        Fixture world = nine().policy("x/p", "ingress: [{from: [{namespaceSelector: {}}]}]");
        assertThat(world.allowed("y/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("203.0.113.10", "x/a", 80)).isFalse();
    }

    @Test
    void policiesSelectOnlyPodsOfTheirNamespace() {
        Fixture world = nine().policy("x/p", "ingress: []");
        assertThat(world.allowed("x/b", "x/a", 80)).isFalse();
        assertThat(world.allowed("x/b", "y/a", 80)).isTrue();
    }

    @Test
    void policiesAddUp() {
        Fixture world = nine().policy("x/deny", "ingress: []")
                .policy("x/allow", "{podSelector: {matchLabels: {pod: a}}, ingress: [{ports: [{port: 80}]}]}");
        assertThat(world.allowed("y/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("y/b", "x/a", 81)).isFalse();
        assertThat(world.allowed("y/b", "x/b", 80)).isFalse();
    }

    @Test
    void bothEndsMustAllow() {
        Fixture world = nine().policy("x/p", "{policyTypes: [Ingress, Egress], ingress: [{}], egress: []}");
        assertThat(world.allowed("y/a", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/a", "x/b", 80))
                .as("ingress from all does not undo egress none")
                .isFalse();
        Fixture closed = nine().policy("y/p", "ingress: []");
        assertThat(closed.allowed("x/a", "y/a", 80)).isFalse();
    }

    @Test
    void rulesOfADirectionThatIsNotListedDoNothing() {
        Fixture world = nine().policy("x/p", "{policyTypes: [Egress], ingress: [], egress: [{}]}");
        assertThat(world.allowed("y/a", "x/a", 80)).isTrue();
    }

    @Test
    void directionsOfOnePolicyAreNotConfused() {
        Fixture world = nine().policy("x/p", """
                podSelector: {matchLabels: {pod: a}}
                policyTypes: [Ingress, Egress]
                ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]
                egress: [{to: [{podSelector: {matchLabels: {pod: c}}}]}]
                """);
        assertThat(world.allowed("x/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/a", "x/b", 80)).isFalse();
        assertThat(world.allowed("x/a", "x/c", 80)).isTrue();
        assertThat(world.allowed("x/c", "x/a", 80)).isFalse();
    }

    @Test
    void exceptIsNoDeny() {
        Fixture one =
                nine().policy("x/p", "ingress: [{from: [{ipBlock: {cidr: 10.89.0.0/16, except: [10.89.1.0/24]}}]}]");
        assertThat(one.allowed("x/b", "x/a", 80))
                .as("ipBlock matches addresses of pods")
                .isTrue();
        assertThat(one.allowed("y/b", "x/a", 80)).isFalse();
        Fixture other = nine().policy("x/p", """
                ingress:
                - from:
                  - ipBlock: {cidr: 10.89.0.0/16, except: [10.89.1.0/24]}
                  - ipBlock: {cidr: 10.89.1.0/30}
                """);
        assertThat(other.allowed("y/b", "x/a", 80))
                .as("another block allows it again")
                .isTrue();
    }

    @Test
    void exceptionsOfOneBlockDoNotCutAnother() {
        Fixture world = nine().policy("x/p", """
                ingress:
                - from:
                  - ipBlock: {cidr: 10.89.0.0/16, except: [10.89.0.0/24, 10.89.1.0/30]}
                  - ipBlock: {cidr: 10.89.0.0/16, except: [10.89.1.0/24]}
                """);
        assertThat(world.allowed("x/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("y/b", "x/a", 80)).isFalse();
    }

    @Test
    void aPodMayAlwaysReachItself() {
        Fixture world = nine().policy("x/p", "{policyTypes: [Ingress, Egress]}");
        assertThat(world.allowed("x/a", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/a", "x/b", 80)).isFalse();
    }

    @Test
    void undeclaredNamespacesHaveTheirNameAsLabel() {
        Fixture world = nine().pod("z/a", "pod=a", "10.89.2.1")
                .policy(
                        "x/p",
                        "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: z}}}]}]");
        assertThat(world.allowed("z/a", "x/a", 80)).isTrue();
        assertThat(world.allowed("y/a", "x/a", 80)).isFalse();
        assertThat(world.world().namespaceLabels().get("z")).isEqualTo(Fixture.labels("kubernetes.io/metadata.name=z"));
    }

    @Test
    void theNameLabelOfANamespaceCannotBeForged() {
        Fixture world = nine().namespace("y", "kubernetes.io/metadata.name=x")
                .policy(
                        "x/p",
                        "ingress: [{from: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: x}}}]}]");
        assertThat(world.allowed("y/a", "x/a", 80)).isFalse();
    }

    @Test
    void namespacesWithoutALabelMatchNotInAndDoesNotExist() {
        Fixture world = nine().pod("z/a", "", "10.89.2.1").policy("x/p", """
                ingress:
                - from: [{namespaceSelector: {matchExpressions: [{key: ns, operator: NotIn, values: [y]}]}}]
                  ports: [{port: 80}]
                - from: [{namespaceSelector: {matchExpressions: [{key: ns, operator: DoesNotExist}]}}]
                  ports: [{port: 81}]
                """);
        assertThat(world.allowed("z/a", "x/a", 80)).isTrue();
        assertThat(world.allowed("z/a", "x/a", 81)).isTrue();
        assertThat(world.allowed("x/b", "x/a", 81)).isFalse();
        assertThat(world.allowed("y/a", "x/a", 80)).isFalse();
    }

    @Test
    void aRuleNeedsOneOfItsPeersAndOneOfItsPorts() {
        Fixture world = nine().policy(
                        "x/p",
                        "ingress: [{from: [{podSelector: {matchLabels: {pod: b}}},"
                                + " {podSelector: {matchLabels: {pod: c}}}], ports: [{port: 80}, {port: 81}]}]");
        assertThat(world.allowed("x/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/c", "x/a", 81)).isTrue();
        assertThat(world.allowed("x/b", "x/a", 82)).as("the peer alone").isFalse();
        assertThat(world.allowed("y/b", "x/a", 80)).as("the port alone").isFalse();
    }

    @Test
    void peersAndPortsOfDifferentRulesDoNotMix() {
        Fixture world = nine().policy(
                        "x/p",
                        "ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}], ports: [{port: 80}]},"
                                + " {from: [{podSelector: {matchLabels: {pod: c}}}], ports: [{port: 81}]}]");
        assertThat(world.allowed("x/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/b", "x/a", 81)).isFalse();
        assertThat(world.allowed("x/c", "x/a", 81)).isTrue();
        assertThat(world.allowed("x/c", "x/a", 80)).isFalse();
    }

    @Test
    void theOrderOfPoliciesAndRulesDoesNotMatter() {
        String narrow = "{from: [{podSelector: {}}], ports: [{port: 80}]}";
        String wide = "{from: [{ipBlock: {cidr: 0.0.0.0/0, except: [10.89.0.0/24]}}]}";
        for (String rules : new String[] {narrow + ", " + wide, wide + ", " + narrow}) {
            for (String[] names : new String[][] {{"x/a-deny", "x/b"}, {"x/z-deny", "x/b"}}) {
                Fixture world = nine().policy(names[0], "ingress: []").policy(names[1], "ingress: [" + rules + "]");
                assertThat(world.allowed("x/b", "x/a", 80)).isTrue();
                assertThat(world.allowed("x/b", "x/a", 81)).isFalse();
                assertThat(world.allowed("y/b", "x/a", 81)).isTrue();
            }
        }
    }
}
