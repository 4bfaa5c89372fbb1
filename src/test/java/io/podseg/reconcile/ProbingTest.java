package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.ReachabilityTable.Row;
import io.podseg.policy.World;
import io.podseg.reach.Told;
import io.podseg.reach.Whereabouts;
import io.podseg.reconcile.Prober.Attempt;
import io.podseg.reconcile.Prober.Lost;
import io.podseg.reconcile.Prober.Passed;
import io.podseg.reconcile.Prober.Silent;
import io.podseg.state.Attachment;
import io.podseg.state.HostState;
import io.podseg.state.NetworkState;
import io.podseg.state.PodState;
import io.podseg.state.TrackedConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;

/** What the answers of real connections mean, with answers that a test gives. */
@NullMarked
class ProbingTest {
    private static final Duration LIMIT = Duration.ofSeconds(1);
    private static final Set<Family> BOTH = EnumSet.allOf(Family.class);

    private final FakeProber prober = new FakeProber();
    private final FakeNetfilter netfilter = new FakeNetfilter();

    private static World world() {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            endpoints.add(
                    new Endpoint("x/p" + i, Endpoint.Kind.POD, "x", new TreeMap<>(), List.of(ip(i)), List.of(), false));
        }
        endpoints.add(onHost("x/node1", List.of()));
        endpoints.add(onHost("x/node2", List.of()));
        endpoints.add(onHost("x/rootless", Endpoint.UNSEEN));
        endpoints.add(Endpoint.resolver("kube-system/dns", List.of(Ip.of("10.0.0.254"))));
        endpoints.add(Endpoint.external(Ip.of("203.0.113.10")));
        return new World(new TreeMap<>(), endpoints, List.of());
    }

    private static Endpoint onHost(String id, List<Ip> addresses) {
        return new Endpoint(id, Endpoint.Kind.POD, "x", new TreeMap<>(), addresses, List.of(), true);
    }

    private static Ip ip(int pod) {
        return Ip.of("10.0.0." + pod);
    }

    /** Pods 1 and 2 run on one bridge; pod 3 does not run. */
    private static Whereabouts where() {
        TreeMap<String, PodState> pods = new TreeMap<>();
        TreeMap<String, Long> processes = new TreeMap<>();
        for (int i = 1; i <= 3; i++) {
            String name = "x_p" + i;
            Attachment attachment =
                    new Attachment("net", List.of(ip(i)), List.of(), Optional.empty(), Optional.empty());
            pods.put(
                    name,
                    new PodState(new ObjectKey("Pod", "x", "p" + i), name, "", List.of(attachment), new TreeMap<>()));
            if (i < 3) {
                processes.put(name, 100L + i);
            }
        }
        NetworkSpec plain = NetworkSpec.bridge("net", List.of());
        NetworkSpec network = plain.withInterfaceName("podseg00000001");
        TreeMap<String, NetworkState> networks = new TreeMap<>();
        networks.put("net", new NetworkState(network, true));
        return Whereabouts.of(HostState.empty().withNetworks(networks).withPods(pods), processes);
    }

    private Told probe(String from, String to, Protocol protocol, boolean declared) throws HostException {
        return probe(BOTH, from, to, protocol, declared);
    }

    private Told probe(Set<Family> bridged, String from, String to, Protocol protocol, boolean declared)
            throws HostException {
        return new Probing(prober, netfilter, world(), where(), bridged)
                .probe(List.of(new Row(from, to, 80, protocol, declared)), LIMIT, percent -> {})
                .getFirst();
    }

    @Test
    void answersAreTaken() throws Exception {
        assertThat(probe("x/p1", "x/p2", Protocol.TCP, true)).isEqualTo(Told.YES);
        assertThat(prober.waves)
                .containsExactly(List.of(new Attempt(Optional.of(101L), Optional.of(102L), ip(2), 80, Protocol.TCP)));
        prober.world = (attempt, limit) -> new Lost();
        assertThat(probe("x/p1", "x/p2", Protocol.TCP, false)).isEqualTo(Told.NO);
    }

    @Test
    void aResolverSendsFromTheNode() throws Exception {
        probe("kube-system/dns", "x/p2", Protocol.TCP, true);
        assertThat(prober.waves.getFirst().getFirst().from()).isEmpty();
        probe("x/p1", "kube-system/dns", Protocol.UDP, true);
        assertThat(prober.waves.getLast().getFirst().listener()).isEmpty();
    }

    @Test
    void podsOnTheHostsNetworkAreOnePlaceWithoutAnAddress() throws Exception {
        assertThat(probe("x/node1", "x/p2", Protocol.TCP, true)).isEqualTo(Told.YES);
        assertThat(probe("x/node1", "x/node2", Protocol.TCP, true).doubts())
                .containsExactly("a pod on the host's network has no address of its own");
        assertThat(probe("x/rootless", "x/p2", Protocol.TCP, false)).isEqualTo(Told.NO);
        assertThat(probe("x/p2", "x/rootless", Protocol.TCP, false)).isEqualTo(Told.NO);
    }

    @Test
    void whatShouldPassAndDoesNotIsTriedOnceMoreWithPatience() throws Exception {
        prober.world = (attempt, limit) -> limit.equals(LIMIT) ? new Silent(4000) : new Passed();
        assertThat(probe("x/p1", "x/p2", Protocol.TCP, true)).isEqualTo(Told.YES);
        assertThat(prober.waves).hasSize(2);
        assertThat(probe("x/p1", "x/p2", Protocol.TCP, false)).isEqualTo(Told.NO);
        assertThat(prober.waves).hasSize(3);
    }

    @Test
    void aSilentServerThatTheKernelKnowsOfWasReached() throws Exception {
        prober.world = (attempt, limit) -> new Silent(4000);
        assertThat(probe("x/p1", "x/p2", Protocol.UDP, false)).isEqualTo(Told.NO);
        netfilter.open(List.of(new TrackedConnection(
                "udp", ip(1), ip(2), 80, new TrackedConnection.Original(ip(2), 4000, 80), false, false)));
        assertThat(probe("x/p1", "x/p2", Protocol.UDP, false)).isEqualTo(Told.YES);
        assertThat(probe("x/p1", "x/p2", Protocol.TCP, false)).isEqualTo(Told.NO);
        assertThat(probe("x/p2", "x/p1", Protocol.UDP, false)).isEqualTo(Told.NO);
        assertThat(probe("kube-system/dns", "x/p2", Protocol.UDP, false)).isEqualTo(Told.NO);
    }

    @Test
    void whatLeavesNoTraceIsNotGuessed() throws Exception {
        prober.world = (attempt, limit) -> new Silent(4000);
        assertThat(probe("x/p1", "x/p1", Protocol.UDP, true).allowed()).isEmpty();
        assertThat(probe(Set.of(), "x/p1", "x/p2", Protocol.UDP, true).allowed())
                .isEmpty();
        assertThat(probe(Set.of(), "x/p1", "203.0.113.10", Protocol.UDP, false)).isEqualTo(Told.NO);
    }

    @Test
    void whatCannotBeTriedIsSaid() throws Exception {
        assertThat(probe("203.0.113.10", "x/p1", Protocol.TCP, true).doubts())
                .containsExactly("connections from outside cannot be made from this host");
        assertThat(probe("x/p1", "x/p2", Protocol.SCTP, true).doubts())
                .containsExactly("connections of SCTP cannot be made");
        assertThat(probe("x/p1", "x/p3", Protocol.TCP, true)).isEqualTo(Told.NO);
        assertThat(probe("x/p3", "x/p1", Protocol.TCP, true)).isEqualTo(Told.NO);
        assertThat(prober.waves).isEmpty();
    }

    @Test
    void manyGoInWaves() throws Exception {
        List<Row> rows = new ArrayList<>();
        for (int port = 1; port <= 10; port++) {
            rows.add(new Row("x/p1", "x/p2", port, Protocol.TCP, port % 2 == 0));
        }
        prober.world = (attempt, limit) -> attempt.port() % 2 == 0 ? new Passed() : new Lost();
        List<Integer> percents = new ArrayList<>();
        List<Told> told = new Probing(prober, netfilter, world(), where(), BOTH).probe(rows, LIMIT, percents::add);
        assertThat(told)
                .containsExactlyElementsOf(
                        rows.stream().map(row -> Told.of(row.allowed())).toList());
        assertThat(prober.waves).extracting(List::size).containsExactly(4, 4, 2);
        assertThat(percents).containsExactly(40, 80, 100);
    }
}
