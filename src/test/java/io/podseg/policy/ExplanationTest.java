package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExplanationTest {
    private static Fixture world() {
        return new Fixture()
                .namespace("y", "team=b")
                .pod("x/a", "app=web", "10.89.0.1", "http:80/TCP")
                .pod("x/b", "app=db", "10.89.0.2")
                .pod("y/c", "app=web", "10.89.0.3")
                .add(Endpoint.external(Ip.of("10.9.0.1")))
                .add(Endpoint.resolver("dns/net", List.of(Ip.of("10.89.0.254"))));
    }

    private static List<String> texts(Fixture world, String from, String to, int port) {
        return world.verdict(from, to, port, Protocol.TCP).reasons().stream()
                .map(Reason::text)
                .toList();
    }

    @Test
    void allowedNamesOneReasonForEachDirection() {
        Fixture world = world().policy("x/allow-web", "ingress: [{ports: [{port: 443}]}, {ports: [{port: 80}]}]");
        Verdict verdict = world.verdict("y/c", "x/a", 80, Protocol.TCP);
        assertThat(verdict.reasons().stream().map(Reason::kind))
                .containsExactly(Reason.Kind.NOT_ISOLATED, Reason.Kind.ALLOWED);
        assertThat(verdict.reasons().get(1).rule()).contains(1);
        assertThat(verdict.reasons().stream().map(Reason::text))
                .containsExactly("no policy isolates y/c for egress", "ingress rule 2 of policy x/allow-web allows it");
    }

    @Test
    void deniedNamesThePoliciesAndTheRuleWhosePeerFits() {
        Fixture world = world().policy("x/allow-web", """
                        ingress:
                        - from: [{podSelector: {}}]
                          ports: [{port: 81}]
                        - from: [{namespaceSelector: {matchLabels: {team: b}}}]
                          ports: [{port: 80}, {port: 8000, endPort: 8010}]
                        """).policy("x/deny", "ingress: []");
        assertThat(texts(world, "y/c", "x/a", 81))
                .containsExactly(
                        "policy x/allow-web isolates x/a for ingress and has no rule that allows it",
                        "policy x/deny isolates x/a for ingress and has no ingress rule",
                        "port 81/TCP is not in rule 2 of policy x/allow-web (80/TCP, 8000:8010/TCP)");
    }

    @Test
    void bothDirectionsAreExplainedWhereBothDeny() {
        Fixture world = world().policy("x/in", "ingress: []").policy("y/out", "{policyTypes: [Egress]}");
        assertThat(texts(world, "y/c", "x/a", 80))
                .containsExactly(
                        "policy y/out isolates y/c for egress and has no egress rule",
                        "policy x/in isolates x/a for ingress and has no ingress rule");
    }

    private static String nearest(String from, String peer) {
        Fixture world = world().policy("x/p", "ingress: [{from: [" + peer + "]}]");
        return texts(world, from, "x/a", 80).getLast();
    }

    @Test
    void whyAPeerDoesNotFit() {
        assertThat(nearest("x/b", "{podSelector: {matchLabels: {app: api}}}"))
                .isEqualTo("x/b is not a peer of rule 1 of policy x/p: its labels do not match app=api");
        assertThat(nearest("y/c", "{podSelector: {}}")).endsWith("it is in namespace y, the rule means x");
        assertThat(nearest("y/c", "{namespaceSelector: {matchLabels: {team: a}}}"))
                .endsWith("namespace y does not match team=a");
        assertThat(nearest("10.9.0.1", "{namespaceSelector: {}}")).endsWith("selectors do not find addresses outside");
        assertThat(nearest("10.9.0.1", "{ipBlock: {cidr: 10.8.0.0/16}}")).endsWith("10.9.0.1 is not in 10.8.0.0/16");
        assertThat(nearest("10.9.0.1", "{ipBlock: {cidr: 10.0.0.0/8, except: [10.9.0.0/16]}}"))
                .endsWith("10.9.0.1 is in the exception 10.9.0.0/16 of 10.0.0.0/8");
        assertThat(nearest("y/c", "{podSelector: {}}, {ipBlock: {cidr: 10.8.0.0/16}}"))
                .endsWith("it is none of pods <all>, 10.8.0.0/16");
    }

    @Test
    void aResolverIsNotOpenedBeyondDns() {
        Fixture world = world().policy("x/p", "{policyTypes: [Egress], egress: [{to: [{namespaceSelector: {}}]}]}");
        assertThat(texts(world, "x/a", "dns/net", 22).getLast())
                .endsWith("selectors open only 53/UDP and 53/TCP of a resolver, not 22/TCP");
    }

    @Test
    void unfilteredConnectionsSayWhy() {
        Endpoint host = Fixture.endpoint(Endpoint.Kind.POD, "x/host", "", "10.89.0.254", "", true);
        Fixture world = world().add(host).pod("x/six", "", "fd00::1").policy("x/p", "{policyTypes: [Ingress]}");
        assertThat(texts(world, "x/a", "x/a", 80)).containsExactly("x/a may always reach itself");
        assertThat(texts(world, "x/host", "x/a", 80).getFirst()).contains("the node's own address");
        assertThat(texts(world, "x/a", "x/host", 80).getLast()).contains("uses the host's network");
        assertThat(texts(world, "x/a", "10.9.0.1", 80).getLast()).contains("is outside");
        assertThat(texts(world, "x/a", "x/six", 80).getFirst()).contains("no address of the same family");
    }
}
