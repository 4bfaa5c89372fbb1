package io.podseg.policy;

import static io.podseg.policy.Fixture.nine;
import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** One test for each sentence of docs/semantics.md about ports, addresses and kinds of endpoints. */
class EndpointSemanticsTest {
    @Test
    void namedPortsAreResolvedForEachDestinationAndProtocol() {
        Fixture world = nine().pod("y/d", "pod=d", "10.89.1.4", "http:8080/TCP http:9090/UDP")
                .policy("y/p", "ingress: [{ports: [{port: http}]}]")
                .policy("x/p", "{policyTypes: [Egress], egress: [{ports: [{port: http}]}]}");
        assertThat(world.allowed("x/a", "y/a", 80)).isTrue();
        assertThat(world.allowed("x/a", "y/d", 80)).isFalse();
        assertThat(world.allowed("x/a", "y/d", 8080)).isTrue();
        assertThat(world.allowed("x/a", "y/d", 9090)).isFalse();
        assertThat(world.allowed("x/a", "y/d", 9090, Protocol.UDP)).isFalse();
        assertThat(world.allowed("x/a", "203.0.113.10", 80))
                .as("nothing outside has named ports")
                .isFalse();
    }

    @Test
    void aNamedPortIsOfItsProtocolOnly() {
        Fixture world = nine().policy("x/p", "ingress: [{ports: [{port: dns, protocol: UDP}]}]");
        assertThat(world.allowed("y/a", "x/a", 80, Protocol.UDP)).isTrue();
        assertThat(world.allowed("y/a", "x/a", 80, Protocol.TCP)).isFalse();
    }

    @Test
    void policiesOfOtherProtocolsStillIsolateTcp() {
        Fixture world = nine().policy("x/p", "ingress: [{ports: [{port: 80, protocol: SCTP}]}]");
        assertThat(world.allowed("y/a", "x/a", 80, Protocol.TCP)).isFalse();
        assertThat(world.allowed("y/a", "x/a", 80, Protocol.UDP)).isFalse();
        assertThat(world.allowed("y/a", "x/a", 80, Protocol.SCTP)).isTrue();
    }

    @Test
    void endPortIsInclusive() {
        Fixture world = nine().policy("x/p", "ingress: [{ports: [{port: 80, endPort: 82}]}]");
        assertThat(List.of(79, 80, 82, 83).stream().map(port -> world.allowed("y/a", "x/a", port)))
                .containsExactly(false, true, true, false);
    }

    @Test
    void hostNetworkPodsAreNotSelectedAndNotFoundBySelectors() {
        Endpoint host = Fixture.endpoint(Endpoint.Kind.POD, "x/host", "pod=b", "10.89.0.254", "", true);
        Fixture world = nine().add(host).policy("x/p", "{policyTypes: [Ingress, Egress]}");
        assertThat(world.allowed("y/a", "x/host", 80)).as("not isolated").isTrue();
        assertThat(world.allowed("x/host", "y/a", 80)).isTrue();
        assertThat(world.allowed("x/host", "x/a", 80))
                .as("the node may reach its pods")
                .isTrue();
        assertThat(world.allowed("x/a", "x/host", 80))
                .as("pod to node is egress")
                .isFalse();
        Fixture selecting = nine().add(host).policy("x/p", "{egress: [{to: [{podSelector: {}}]}]}");
        assertThat(selecting.allowed("x/a", "x/host", 80)).isFalse();
        Fixture block = nine().add(host).policy("x/p", "{egress: [{to: [{ipBlock: {cidr: 10.89.0.254/32}}]}]}");
        assertThat(block.allowed("x/a", "x/host", 80)).isTrue();
    }

    @Test
    void resolversAreKubeDnsAtPort53Only() {
        Endpoint dns = Endpoint.resolver("dns/net", List.of(Ip.of("10.89.0.254")));
        String toDns = "{policyTypes: [Egress], egress: [{to: [{namespaceSelector: {matchLabels:"
                + " {kubernetes.io/metadata.name: kube-system}}, podSelector: {matchLabels: {k8s-app: kube-dns}}}]";
        Fixture all = nine().add(dns).policy("x/p", toDns + "}]}");
        assertThat(all.allowed("x/a", "dns/net", 53, Protocol.UDP)).isTrue();
        assertThat(all.allowed("x/a", "dns/net", 53, Protocol.TCP)).isTrue();
        assertThat(all.allowed("x/a", "dns/net", 53, Protocol.SCTP)).isFalse();
        assertThat(all.allowed("x/a", "dns/net", 22, Protocol.TCP))
                .as("the node's own services")
                .isFalse();
        assertThat(all.allowed("x/a", "y/a", 53, Protocol.UDP)).isFalse();
        Fixture named = nine().add(dns).policy("x/p", toDns + ", ports: [{port: dns, protocol: UDP}]}]}");
        assertThat(named.allowed("x/a", "dns/net", 53, Protocol.UDP)).isTrue();
        assertThat(named.allowed("x/a", "dns/net", 53, Protocol.TCP)).isFalse();
        Fixture block = nine().add(dns).policy("x/p", "{egress: [{to: [{ipBlock: {cidr: 10.89.0.254/32}}]}]}");
        assertThat(block.allowed("x/a", "dns/net", 22)).isTrue();
    }

    @Test
    void denyAllEgressDeniesDnsToo() {
        Endpoint dns = Endpoint.resolver("dns/net", List.of(Ip.of("10.89.0.254")));
        Fixture world = nine().add(dns).policy("x/p", "{policyTypes: [Egress]}");
        assertThat(world.allowed("x/a", "dns/net", 53, Protocol.UDP)).isFalse();
    }

    @Test
    void policiesOfKubeSystemDoNotIsolateResolvers() {
        Endpoint dns = Endpoint.resolver("dns/net", List.of(Ip.of("10.89.0.254")));
        Fixture world = nine().add(dns).policy("kube-system/p", "ingress: []");
        assertThat(world.allowed("x/a", "dns/net", 53, Protocol.UDP)).isTrue();
    }

    @Test
    void foreignContainersAreSelectedByTheirLabels() {
        Endpoint foreign = Fixture.endpoint(Endpoint.Kind.FOREIGN, "x/other", "pod=b", "10.89.0.9", "", false);
        Fixture world =
                nine().add(foreign).policy("x/p", "ingress: [{from: [{podSelector: {matchLabels: {pod: b}}}]}]");
        assertThat(world.allowed("x/other", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/a", "x/other", 80)).isFalse();
    }

    @Test
    void familiesAreJudgedAlike() {
        Fixture world = new Fixture()
                .pod("x/a", "", "10.89.0.1 fd00:89::1")
                .pod("x/b", "", "10.89.0.2 fd00:89::2")
                .pod("x/c", "", "fd00:89::3")
                .pod("x/d", "", "10.89.0.4")
                .policy("x/p", "ingress: [{from: [{ipBlock: {cidr: 'fd00:89::/64', except: ['fd00:89::2/128']}}]}]");
        assertThat(world.allowed("x/c", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/b", "x/a", 80)).isFalse();
        assertThat(world.allowed("x/d", "x/a", 80))
                .as("a block of the other family")
                .isFalse();
        assertThat(world.allowed("x/a", "x/b", 80))
                .as("allowed by one of two families")
                .isTrue();
    }

    @Test
    void aFlowIsJudgedByItsOwnPairOfAddresses() {
        World world = new Fixture()
                .pod("x/a", "", "10.89.0.1 fd00:89::1")
                .pod("x/b", "", "10.89.0.2 fd00:89::2")
                .policy("x/p", "ingress: [{from: [{ipBlock: {cidr: 10.89.0.0/24}}]}]")
                .world();
        Endpoint a = Fixture.find(world, "x/a");
        Endpoint b = Fixture.find(world, "x/b");
        Verdicts verdicts = new Verdicts(world);
        Flow v4 = new Flow(a, b, a.addresses().get(0), b.addresses().get(0), 80, Protocol.TCP);
        Flow v6 = new Flow(a, b, a.addresses().get(1), b.addresses().get(1), 80, Protocol.TCP);
        assertThat(verdicts.verdict(v4).allowed()).isTrue();
        assertThat(verdicts.verdict(v6).allowed()).isFalse();
    }

    @Test
    void aPodOnSeveralNetworksIsSelectedAndFoundWithAllItsAddresses() {
        Fixture world = new Fixture()
                .pod("x/a", "app=a", "10.89.0.1 10.90.0.1")
                .pod("x/b", "app=b", "10.90.0.2")
                .pod("x/c", "app=c", "10.89.0.3")
                .policy(
                        "x/p",
                        "{podSelector: {matchLabels: {app: a}}, ingress: [{from: [{podSelector:"
                                + " {matchLabels: {app: b}}}]}]}");
        assertThat(world.allowed("x/b", "x/a", 80)).isTrue();
        assertThat(world.allowed("x/c", "x/a", 80)).isFalse();
        Fixture block = new Fixture()
                .pod("x/a", "app=a", "10.89.0.1 10.90.0.1")
                .pod("x/b", "app=b", "10.90.0.2")
                .policy(
                        "x/p",
                        "{podSelector: {matchLabels: {app: b}}, ingress: [{from: [{ipBlock:"
                                + " {cidr: 10.90.0.0/24}}]}]}");
        assertThat(block.allowed("x/a", "x/b", 80)).isTrue();
    }

    @Test
    void withoutAnAddressNothingIsReached() {
        Fixture world = nine().pod("x/done", "pod=b", "");
        assertThat(world.allowed("x/done", "x/a", 80)).isFalse();
        assertThat(world.allowed("x/a", "x/done", 80)).isFalse();
    }
}
