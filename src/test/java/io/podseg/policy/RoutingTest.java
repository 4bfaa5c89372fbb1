package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Which way packets go: pods a, b on ordinary networks of that name, ab on both, v on the internal network, av on it and a. */
class RoutingTest {
    private static Fixture world() {
        return new Fixture()
                .network("a", "10.1.0.0/24 fd01::/64", "")
                .network("b", "10.2.0.0/24 fd02::/64", "")
                .network("v", "10.3.0.0/24 fd03::/64", "internal")
                .network("i", "10.4.0.0/24", "isolated")
                .network("j", "10.5.0.0/24", "isolated")
                .pod("r/a", "pod=a", "10.1.0.10 fd01::10")
                .pod("r/b", "pod=b", "10.2.0.10 fd02::10")
                .pod("r/ab", "pod=ab", "10.1.0.11 fd01::11 10.2.0.11 fd02::11")
                .pod("r/v", "pod=v", "10.3.0.10 fd03::10")
                .pod("r/av", "pod=av", "10.1.0.12 10.3.0.12")
                .pod("r/i", "pod=i", "10.4.0.10")
                .pod("r/j", "pod=j", "10.5.0.10")
                .add(Endpoint.resolver("kube-system/dns-a", List.of(Ip.of("10.1.0.1"), Ip.of("fd01::1"))))
                .add(Endpoint.resolver("kube-system/dns-v", List.of(Ip.of("10.3.0.1"), Ip.of("fd03::1"))))
                .add(Endpoint.external(Ip.of("203.0.113.10")));
    }

    private static List<String> hops(String from, String to) {
        World world = world().world();
        return new Routing(world)
                .hops(Fixture.find(world, from), Fixture.find(world, to)).stream()
                        .map(hop -> hop.source() + " " + hop.destination())
                        .toList();
    }

    private static String why(String from, String to) {
        Verdict verdict = world().verdict(from, to, 80, Protocol.TCP);
        assertThat(verdict.allowed()).isFalse();
        assertThat(verdict.reasons().getFirst().kind()).isEqualTo(Reason.Kind.NO_ROUTE);
        return verdict.reasons().getFirst().text();
    }

    @Test
    void aPodSpeaksFromItsAddressOnTheNetworkOfTheDestination() {
        assertThat(hops("r/ab", "r/a")).containsExactly("10.1.0.11 10.1.0.10", "fd01::11 fd01::10");
        assertThat(hops("r/ab", "r/b")).containsExactly("10.2.0.11 10.2.0.10", "fd02::11 fd02::10");
        Fixture world = world().policy(
                        "r/p",
                        "{podSelector: {matchLabels: {pod: a}}, ingress: [{from: [{ipBlock: {cidr: 10.2.0.0/24}}]}]}");
        assertThat(world.allowed("r/b", "r/a", 80)).isTrue();
        assertThat(world.allowed("r/ab", "r/a", 80))
                .as("its address in that block is not the one it uses")
                .isFalse();
    }

    @Test
    void toElsewhereAnyAddressWithADefaultRouteMaySpeak() {
        assertThat(hops("r/ab", "203.0.113.10")).containsExactly("10.1.0.11 203.0.113.10", "10.2.0.11 203.0.113.10");
        assertThat(hops("r/av", "203.0.113.10")).containsExactly("10.1.0.12 203.0.113.10");
        assertThat(hops("r/av", "r/b")).containsExactly("10.1.0.12 10.2.0.10");
    }

    @Test
    void ordinaryNetworksAreRouted() {
        assertThat(hops("r/a", "r/b")).containsExactly("10.1.0.10 10.2.0.10", "fd01::10 fd02::10");
        assertThat(hops("r/a", "r/i")).containsExactly("10.1.0.10 10.4.0.10");
    }

    @Test
    void anInternalNetworkReachesItselfOnly() {
        assertThat(hops("r/v", "r/av")).containsExactly("10.3.0.10 10.3.0.12");
        assertThat(hops("r/av", "r/v")).containsExactly("10.3.0.12 10.3.0.10");
        assertThat(why("r/v", "r/a")).isEqualTo("r/v stands on internal networks only (v) and has no route to r/a");
        assertThat(why("r/v", "203.0.113.10"))
                .isEqualTo("r/v stands on internal networks only (v) and has no route to 203.0.113.10");
        assertThat(why("r/a", "r/v")).startsWith("network v is internal");
        assertThat(why("203.0.113.10", "r/v")).startsWith("network v is internal");
        assertThat(hops("203.0.113.10", "r/av")).containsExactly("203.0.113.10 10.1.0.12");
    }

    @Test
    void isolatedNetworksDoNotReachEachOther() {
        assertThat(why("r/i", "r/j")).isEqualTo("networks i and j are isolated from each other");
        assertThat(hops("r/i", "r/b")).hasSize(1);
        assertThat(hops("r/i", "203.0.113.10")).hasSize(1);
    }

    @Test
    void resolversAreReachedWhereThereIsARoute() {
        assertThat(hops("r/v", "kube-system/dns-v")).containsExactly("10.3.0.10 10.3.0.1", "fd03::10 fd03::1");
        assertThat(why("r/v", "kube-system/dns-a")).contains("no route");
        assertThat(hops("r/b", "kube-system/dns-a")).containsExactly("10.2.0.10 10.1.0.1", "fd02::10 fd01::1");
        assertThat(world().allowed("kube-system/dns-a", "r/v", 80))
                .as("the node reaches its pods on every network")
                .isTrue();
    }

    @Test
    void aFlowAcrossABorderIsDeniedWhateverThePoliciesSay() {
        World world = world().world();
        Endpoint a = Fixture.find(world, "r/a");
        Endpoint av = Fixture.find(world, "r/av");
        Verdicts verdicts = new Verdicts(world);
        Flow across = new Flow(a, av, Ip.of("10.1.0.10"), Ip.of("10.3.0.12"), 80, Protocol.UDP);
        assertThat(verdicts.allowed(across)).isFalse();
        assertThat(verdicts.verdict(across).reasons().getFirst().kind()).isEqualTo(Reason.Kind.NO_ROUTE);
        assertThat(verdicts.allowed(new Flow(a, av, Ip.of("10.1.0.10"), Ip.of("10.1.0.12"), 80, Protocol.UDP)))
                .isTrue();
    }

    @Test
    void withoutACommonFamilyItIsNotARouteThatIsMissing() {
        Fixture world = world().pod("r/six", "", "fd02::66");
        assertThat(world.verdict("r/six", "r/i", 80, Protocol.TCP)
                        .reasons()
                        .getFirst()
                        .kind())
                .isEqualTo(Reason.Kind.NO_ADDRESS);
    }

    /** Pods of many ordinary networks are one group, as long as nobody can tell from which address somebody speaks. */
    @Test
    void ordinaryNetworksDoNotSplitWhatThePlanSays() {
        Fixture plain = new Fixture();
        for (int i = 1; i < 5; i++) {
            plain.network("n" + i, "10." + i + ".0.0/24", "").pod("r/p" + i, "", "10." + i + ".0.10");
        }
        plain.pod("r/many", "", "10.1.0.20 10.2.0.20");
        assertThat(ReachabilityDifference.between(World.EMPTY, plain.world()).opened())
                .map(Connection::toString)
                .containsExactly(
                        "every pod -> every pod any port",
                        "every pod -> outside any port",
                        "outside -> every pod any port");
        plain.network("v", "10.9.0.0/24", "internal").pod("r/v", "", "10.9.0.10");
        assertThat(ReachabilityDifference.between(World.EMPTY, plain.world()).opened())
                .map(Connection::toString)
                .contains("outside -> r/many, r/p1, r/p2, r/p3, r/p4 any port");
    }

    @Test
    void aNetworkThatBecomesInternalClosesWhatWasOpen() {
        Fixture open = new Fixture().network("n", "10.1.0.0/24", "").pod("r/p", "", "10.1.0.10");
        Fixture shut = new Fixture().network("n", "10.1.0.0/24", "internal").pod("r/p", "", "10.1.0.10");
        assertThat(ReachabilityDifference.between(open.world(), shut.world()).closed())
                .map(Connection::toString)
                .containsExactly("outside -> r/p any port", "r/p -> outside any port");
    }
}
