package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Diagnostic;
import io.podseg.model.Ip;
import io.podseg.model.Position;
import io.podseg.model.Source;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Two namespaces with pods a, b and c each, which name the ports http/TCP, alt/TCP and dns/UDP. */
class PolicyWarningsTest {
    private static final Source POD = new Source(new Position("pod.yaml", 1, 1), Map.of());

    private static List<String> warnings(Fixture world, String id, String spec) {
        return PolicyWarnings.of(
                        world.policy(id, spec).world(),
                        Map.of(id, Fixture.manifest(id, spec).source()),
                        Map.of("x/host", POD))
                .stream()
                .map(Diagnostic::toString)
                .toList();
    }

    private static void one(Fixture world, String spec, String pointer, String... words) {
        assertThat(warnings(world, "x/p", spec)).singleElement().satisfies(text -> {
            assertThat(text).contains(words);
            assertThat(text)
                    .startsWith(Fixture.manifest("x/p", spec).source().at(pointer) + ": warning: ")
                    .endsWith("(" + pointer + ")");
        });
    }

    private static void none(Fixture world, String spec) {
        assertThat(warnings(world, "x/p", spec)).isEmpty();
    }

    private static Fixture withHost() {
        return Fixture.nine().add(Fixture.endpoint(Endpoint.Kind.POD, "x/host", "pod=host", "", "", true));
    }

    @Test
    void aSelectorThatSelectsNoPodIsNamedWithWhatThereIs() {
        one(
                Fixture.nine(),
                "podSelector: {matchLabels: {pod: d}}",
                "/spec/podSelector",
                "policy x/p selects no pod: in namespace x pod is a, b, c");
        one(
                Fixture.nine(),
                "podSelector: {matchLabels: {app: a}}",
                "/spec/podSelector",
                "no pod of namespace x has a label app");
        one(
                Fixture.nine(),
                "podSelector: {matchExpressions: [{key: pod, operator: NotIn, values: [a, b, c]}]}",
                "/spec/podSelector",
                "no pod of namespace x has labels that fit pod notin (a,b,c)");
        none(Fixture.nine(), "podSelector: {matchLabels: {pod: a}}");
    }

    @Test
    void aNamespaceWithoutPodsIsNamed() {
        assertThat(warnings(Fixture.nine(), "z/p", "podSelector: {}"))
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .contains("policy z/p selects no pod: there is none in namespace z", "metadata.namespace"));
        Fixture system = Fixture.nine().add(Endpoint.resolver("kube-system/dns", List.of(Ip.of("10.89.0.254"))));
        assertThat(warnings(system, "kube-system/p", "podSelector: {}"))
                .as("policies select no resolver")
                .hasSize(1);
    }

    @Test
    void containersOfOthersCountAsPods() {
        Endpoint foreign =
                Fixture.endpoint(Endpoint.Kind.FOREIGN, "x/other", "app=d", "10.89.0.9", "web:80/TCP", false);
        none(Fixture.nine().add(foreign), "{podSelector: {matchLabels: {app: d}}, ingress: [{ports: [{port: web}]}]}");
    }

    @Test
    void theNameOfAPortThatNoPodHas() {
        one(
                Fixture.nine(),
                "ingress: [{ports: [{port: 80}, {port: htpp}]}]",
                "/spec/ingress/0/ports/1/port",
                "no pod that this rule can mean has a port htpp/TCP",
                "alt/TCP, dns/UDP, http/TCP");
        one(Fixture.nine(), "ingress: [{ports: [{port: dns}]}]", "/spec/ingress/0/ports/0/port", "write protocol: UDP");
        one(
                Fixture.nine().pod("y/d", "pod=d", "10.89.1.4", "only-here:80/TCP"),
                "egress: [{to: [{podSelector: {}}], ports: [{port: only-here}]}]",
                "/spec/egress/0/ports/0/port",
                "only-here/TCP");
        one(
                Fixture.nine(),
                "egress: [{to: [{ipBlock: {cidr: 203.0.113.0/24}}], ports: [{port: http}]}]",
                "/spec/egress/0/ports/0/port",
                "a name means a container port of the destination");
        none(
                Fixture.nine(),
                "{ingress: [{ports: [{port: http}]}], egress: [{ports: [{port: http}]},"
                        + " {to: [{ipBlock: {cidr: 10.89.1.0/24}}], ports: [{port: alt}]}]}");
    }

    @Test
    void whereAPolicySelectsNothingItsPortsAreLookedForEverywhere() {
        assertThat(warnings(Fixture.nine(), "z/p", "ingress: [{ports: [{port: http}, {port: nowhere}]}]"))
                .hasSize(2)
                .anyMatch(text -> text.contains("nowhere/TCP"));
    }

    @Test
    void aNamespaceSelectorThatMatchesNoNamespace() {
        one(
                Fixture.nine(),
                "ingress: [{from: [{podSelector: {}}, {namespaceSelector: {matchLabels: {ns: z}}}]}]",
                "/spec/ingress/0/from/1/namespaceSelector",
                "matches no namespace",
                "in the manifests ns is x, y");
        one(
                Fixture.nine(),
                "egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: z}}}]}]",
                "/spec/egress/0/to/0/namespaceSelector",
                "kubernetes.io/metadata.name is x, y");
        none(
                Fixture.nine(),
                "egress: [{to: [{namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}}]}]");
    }

    /** Policies are often written before the pods that they let in. */
    @Test
    void aPodPeerThatFindsNobodyIsNoWarning() {
        none(Fixture.nine(), "ingress: [{from: [{podSelector: {matchLabels: {app: later}}}]}]");
    }

    @Test
    void podsOnTheHostsNetwork() {
        List<String> selecting = warnings(withHost(), "x/p", "podSelector: {matchLabels: {pod: host}}");
        assertThat(selecting).hasSize(2);
        assertThat(selecting.getFirst())
                .contains("policy x/p selects no pod: x/host matches but uses the host's network");
        assertThat(selecting.getLast())
                .startsWith("pod.yaml:1:1: warning: Pod x/host uses the host's network: no policy selects it")
                .endsWith("; x/p matches its labels without any effect on it");
        assertThat(warnings(withHost(), "y/p", "podSelector: {}"))
                .singleElement()
                .satisfies(text -> assertThat(text).endsWith("as in Kubernetes"));
        assertThat(warnings(withHost(), "x/p", "egress: [{to: [{podSelector: {matchLabels: {pod: host}}}]}]"))
                .hasSize(2)
                .anyMatch(text -> text.contains("allow the node's address with an ipBlock"));
        assertThat(warnings(withHost(), "x/p", "egress: [{to: [{podSelector: {}}]}]"))
                .as("a wide selector")
                .hasSize(1);
    }

    @Test
    void longListsAreCut() {
        Fixture many = new Fixture();
        for (int i = 0; i < 30; i++) {
            many.pod("x/p" + i, "app=a" + i, "10.89.0." + (i + 1));
        }
        one(many, "podSelector: {matchLabels: {app: b}}", "/spec/podSelector", "app is a0, a1, a10, a11 and 26 more");
    }
}
