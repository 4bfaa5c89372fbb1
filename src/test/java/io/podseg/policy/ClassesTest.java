package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClassesTest {
    private static final Fixture WORLD = new Fixture()
            .pod("x/b", "app=web", "10.89.0.2")
            .pod("x/a", "app=web", "10.89.0.1")
            .pod("x/db", "app=db", "10.89.0.3")
            .pod("y/c", "app=web", "10.89.0.4")
            .add(Fixture.endpoint(Endpoint.Kind.POD, "x/host", "app=web", "10.89.0.254", "", true))
            .add(Fixture.endpoint(Endpoint.Kind.FOREIGN, "x/other", "app=db", "10.89.0.5", "", false))
            .add(Endpoint.resolver("dns/net", List.of(Ip.of("10.89.0.254"))))
            .add(Endpoint.external(Ip.of("203.0.113.10")))
            .policy("x/z-all", "ingress: []")
            .policy("x/web", "{podSelector: {matchLabels: {app: web}}, ingress: [], egress: [{}]}");

    private static List<String> text(Direction direction) {
        return Classes.of(WORLD.world(), direction).stream()
                .map(podClass -> podClass.policies().stream().map(Policy::id).toList()
                        + podClass.members().stream().map(Endpoint::id).toList().toString())
                .toList();
    }

    @Test
    void podsWithTheSamePoliciesShareAClass() {
        assertThat(text(Direction.INGRESS))
                .containsExactly("[][y/c]", "[x/web, x/z-all][x/a, x/b]", "[x/z-all][x/db, x/other]");
        assertThat(text(Direction.EGRESS)).containsExactly("[][x/db, x/other, y/c]", "[x/web][x/a, x/b]");
    }

    @Test
    void peersMeanPodsResolversAndAddresses() {
        PeerResolver resolver = new PeerResolver(WORLD.world());
        Peer web = new PodPeer(Optional.empty(), Optional.of(Selector.of(Fixture.labels("app=web"))));
        Peer everyPod = new PodPeer(Optional.of(Selector.ALL), Optional.empty());
        Peer block = new BlockPeer(io.podseg.model.Cidr.of("10.89.0.254/31"), List.of());
        assertThat(ids(resolver, web)).containsExactly("x/a", "x/b");
        assertThat(ids(resolver, everyPod)).containsExactly("dns/net", "x/a", "x/b", "x/db", "x/other", "y/c");
        assertThat(ids(resolver, block)).containsExactly("dns/net", "x/host");
        assertThat(resolver.members(web, "y").stream().map(Endpoint::id))
                .as("the same peer in another namespace")
                .containsExactly("y/c");
    }

    private static List<String> ids(PeerResolver resolver, Peer peer) {
        return resolver.members(peer, "x").stream().map(Endpoint::id).toList();
    }
}
