package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A thousand pods and a thousand policies: slow ways of counting would take minutes here. */
class ScaleTest {
    private static final long SECOND = 1_000_000_000L;

    /** Pods that all differ by a label; policy i selects pods of shard i and lets another shard in on its own port. */
    private static World world(int pods, int policies, int shards, boolean replicas) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < pods; i++) {
            TreeMap<String, String> labels = new TreeMap<>(Map.of("shard", "s" + i % shards));
            if (!replicas) {
                labels.put("name", "p" + i);
            }
            endpoints.add(new Endpoint(
                    String.format("n%d/p%04d", i % 4, i),
                    Endpoint.Kind.POD,
                    "n" + i % 4,
                    labels,
                    List.of(Ip.of("10.89.0.0").plus(i + 1)),
                    List.of(new ContainerPort(Optional.of("http"), 80, Protocol.TCP)),
                    false));
        }
        List<Policy> made = new ArrayList<>();
        for (int i = 0; i < policies; i++) {
            PolicyRule rule = new PolicyRule(
                    0,
                    List.of(new PodPeer(Optional.of(Selector.ALL), Optional.of(shard((i + 1) % shards)))),
                    List.of(new NumberedPort(Protocol.TCP, Optional.of(PortRange.of(80 + i % 50)))));
            made.add(new Policy(
                    new ObjectKey("NetworkPolicy", "n" + i % 4, "policy" + i),
                    shard(i % shards),
                    Optional.of(List.of(rule)),
                    i % 2 == 0 ? Optional.of(List.of(rule)) : Optional.empty()));
        }
        return new World(new TreeMap<>(), endpoints, made);
    }

    /** Time of this thread on a processor, so that a busy machine does not fail the tests. */
    private static long cpu() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }

    private static Selector shard(int number) {
        return Selector.of(Map.of("shard", "s" + number));
    }

    @Test
    void theTableOfAllPairsTakesSeconds() {
        World world = world(1000, 1000, 20, false);
        List<ReachabilityTable.Port> ports =
                List.of(new ReachabilityTable.Port(80, Protocol.TCP), new ReachabilityTable.Port(81, Protocol.TCP));
        long start = cpu();
        ReachabilityTable table = ReachabilityTable.of(world, ports);
        assertThat(cpu() - start).isLessThan(20 * SECOND);
        assertThat(table.rows()).hasSize(2_000_000);
        assertThat(new TreeSet<>(table.rows().stream()
                        .map(ReachabilityTable.Row::allowed)
                        .toList()))
                .hasSize(2);
    }

    @Test
    void aMillionVerdictsTakeSeconds() {
        World world = world(1000, 1000, 20, false);
        Verdicts verdicts = new Verdicts(world);
        long start = cpu();
        long allowed = 0;
        for (Endpoint from : world.endpoints()) {
            for (Endpoint to : world.endpoints()) {
                Flow flow = new Flow(
                        from, to, from.addresses().getFirst(), to.addresses().getFirst(), 81, Protocol.TCP);
                allowed += verdicts.allowed(flow) ? 1 : 0;
            }
        }
        assertThat(cpu() - start).isLessThan(30 * SECOND);
        assertThat(allowed).isBetween(1000L, 999_999L);
    }

    @Test
    void theDifferenceOfAThousandDifferentPodsIsShort() {
        World before = world(1000, 999, 1000, false);
        World after = world(1000, 1000, 1000, false);
        long start = cpu();
        ReachabilityDifference difference = ReachabilityDifference.between(before, after);
        assertThat(cpu() - start).isLessThan(20 * SECOND);
        assertThat(difference.isEmpty()).isFalse();
        assertThat(difference.opened().size() + difference.closed().size()).isLessThan(10);
    }

    @Test
    void theFirstApplyOfAThousandDifferentPodsTakesSeconds() {
        World world = world(1000, 1000, 1000, false);
        long start = cpu();
        ReachabilityDifference difference = ReachabilityDifference.between(World.EMPTY, world);
        assertThat(cpu() - start).isLessThan(20 * SECOND);
        assertThat(difference.opened()).as("a line for each of 500 pairs").hasSize(501);
    }

    @Test
    void replicasShareLines() {
        World world = world(1000, 20, 20, true);
        ReachabilityDifference difference = ReachabilityDifference.between(World.EMPTY, world);
        assertThat(difference.opened().size()).isLessThan(150);
        assertThat(difference.closed()).isEmpty();
    }

    @Test
    void aHundredThousandPodsAreClassified() {
        World world = world(100_000, 1000, 1000, true);
        long start = cpu();
        int classes = Classes.of(world, Direction.INGRESS).size();
        assertThat(cpu() - start).isLessThan(20 * SECOND);
        assertThat(classes).isEqualTo(1000);
    }
}
