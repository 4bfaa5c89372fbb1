package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.podseg.model.Family;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Count;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallArbitraries;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.TransactionBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every packet filter does; a subclass gives one that has nothing of podseg's in it. */
public abstract class NetfilterPortContract {
    private static final List<String> OTHERS = List.of(
            "*mangle",
            ":OTHERS - [0:0]",
            "-A OTHERS -p tcp -m tcp --dport 22 -j ACCEPT",
            "-A FORWARD -m comment --comment \"it \\\"is\\\" -j PODSEG-FORWARD\" -j OTHERS",
            "COMMIT");

    protected abstract NetfilterPort port();

    /** Lines for iptables-restore, by somebody else. */
    protected abstract void tamper(Family family, List<String> lines) throws Exception;

    /** Lines for ipset restore, by somebody else. */
    protected abstract void tamperSets(List<String> lines) throws Exception;

    /** Rounds of the random tests. */
    protected abstract int rounds();

    @Test
    void startsEmpty() throws Exception {
        assertThat(port().observe().tables()).isEqualTo(Firewall.NONE.tables());
        assertThat(port().observe().sets()).isEmpty();
    }

    @Test
    void anyFirewallTurnsIntoAnyOtherAndStays() throws Exception {
        FirewallArbitraries random = new FirewallArbitraries(new Random(20260101));
        tamper(Family.V4, OTHERS);
        for (int i = 0; i < rounds(); i++) {
            Firewall desired = withBridge(random.firewall(), port().observe().bridge());
            reach(desired);
            assertThat(port().observe()).isEqualTo(TransactionBuilder.canonical(desired));
            assertThat(build(desired).isEmpty()).isTrue();
        }
        reach(withBridge(Firewall.NONE, BridgeSysctls.NONE));
        assertThat(port().observe().tables()).isEqualTo(Firewall.NONE.tables());
        assertThat(port().observe().sets()).isEmpty();
    }

    @Test
    void repairsWhatSomebodyElseChanged() throws Exception {
        Firewall desired = sample(IpSet.Type.HASH_IP, List.of("10.0.0.1", "10.0.0.2"));
        List<List<String>> tables = List.of(
                List.of("*mangle", "-F PODSEG-A", "COMMIT"),
                List.of("*mangle", "-D FORWARD -j PODSEG-FORWARD", "COMMIT"),
                List.of("*mangle", "-D FORWARD -j PODSEG-FORWARD", "-F PODSEG-FORWARD", "-X PODSEG-FORWARD", "COMMIT"),
                List.of("*mangle", "-I FORWARD 1 -j PODSEG-A", "COMMIT"),
                List.of("*mangle", "-I FORWARD 1 -m mark --mark 0x1 -j ACCEPT", "COMMIT"),
                List.of("*mangle", "-I FORWARD 1 -j PODSEG-FORWARD", "-A FORWARD -j PODSEG-FORWARD", "COMMIT"),
                List.of("*mangle", "-I PODSEG-A 1 -j ACCEPT", "COMMIT"),
                List.of("*mangle", ":PODSEG-STRAY - [0:0]", "-A PODSEG-STRAY -j PODSEG-A", "COMMIT"));
        for (List<String> change : tables) {
            reach(desired);
            tamper(Family.V4, change);
            assertThat(build(desired).isEmpty()).as("%s", change).isFalse();
            assertThat(build(desired).tables()).containsOnlyKeys(Family.V4);
            reach(desired);
            assertThat(port().observe().table(Family.V4).hooks())
                    .isEqualTo(desired.table(Family.V4).hooks());
        }
        for (String change : List.of("add podseg4-a 10.9.9.9", "del podseg4-a 10.0.0.1")) {
            tamperSets(List.of(change));
            assertThat(build(desired).tables()).isEmpty();
            assertThat(build(desired).isEmpty()).isFalse();
            reach(desired);
        }
        assertThat(port().observe().sets()).isEqualTo(desired.sets());
    }

    @Test
    void aSetOfAnotherTypeIsReplacedWhileRulesUseIt() throws Exception {
        reach(sample(IpSet.Type.HASH_NET, List.of("10.0.0.0/8")));
        Firewall desired = sample(IpSet.Type.HASH_IP, List.of("10.0.0.1"));
        assertThat(reach(desired)).isEqualTo(2);
        assertThat(port().observe().sets()).isEqualTo(desired.sets());
    }

    @Test
    void aSetGrowsBeyondWhatItWasMadeFor() throws Exception {
        reach(sample(IpSet.Type.HASH_IP, List.of("10.0.0.1")));
        List<String> many = IntStream.range(0, 70_000)
                .mapToObj(i -> "10.1." + i / 256 % 256 + "." + i % 256)
                .collect(Collectors.toCollection(TreeSet::new))
                .stream()
                .toList();
        List<String> more = IntStream.range(0, 70_000)
                .mapToObj(i -> "10." + (1 + i / 65536) + "." + i / 256 % 256 + "." + i % 256)
                .toList();
        reach(sample(IpSet.Type.HASH_IP, many));
        assertThat(reach(sample(IpSet.Type.HASH_IP, more))).isEqualTo(1);
        assertThat(Objects.requireNonNull(port().observe().sets().get("podseg4-a"))
                        .members())
                .hasSize(70_000);
    }

    @Test
    void membersAreAddedAndRemovedOneByOne() throws Exception {
        reach(sample(IpSet.Type.HASH_NET_IFACE, List.of()));
        port().addMember("podseg4-a", "10.0.0.1,podseg0");
        port().addMember("podseg4-a", "10.0.0.1,podseg0");
        port().addMember("podseg4-a", "10.0.0.2,podseg0");
        port().removeMember("podseg4-a", "10.0.0.2,podseg0");
        port().removeMember("podseg4-a", "10.0.0.2,podseg0");
        port().removeMember("podseg4-none", "10.0.0.2,podseg0");
        assertThat(Objects.requireNonNull(port().observe().sets().get("podseg4-a"))
                        .members())
                .containsExactly("10.0.0.1,podseg0");
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> port().addMember("podseg4-none", "10.0.0.1,podseg0"))
                .withMessageContaining("does not exist");
    }

    @Test
    void countsOutliveWhatChangesBesideThem() throws Exception {
        reach(sample(IpSet.Type.HASH_IP_COUNTED, List.of("10.0.0.1", "10.0.0.2")));
        tamperSets(List.of("add podseg4-a 10.0.0.1 packets 7 bytes 700"));
        assertThat(port().observe().sets())
                .as("what was counted is no difference")
                .isEqualTo(sample(IpSet.Type.HASH_IP_COUNTED, List.of("10.0.0.1", "10.0.0.2"))
                        .sets());
        reach(sample(IpSet.Type.HASH_IP_COUNTED, List.of("10.0.0.1", "10.0.0.3")));
        assertThat(port().counters().sets())
                .isEqualTo(Map.of("podseg4-a", Map.of("10.0.0.1", new Count(7, 700), "10.0.0.3", Count.ZERO)));
        assertThat(port().counters().rules())
                .hasSize(2)
                .allSatisfy(rule -> assertThat(rule.count()).isEqualTo(Count.ZERO));
        reach(sample(IpSet.Type.HASH_IP, List.of("10.0.0.1")));
        assertThat(port().counters().sets()).isEmpty();
    }

    @Test
    void aRefusedTransactionLeavesTheRulesAsTheyWere() throws Exception {
        Firewall before = sample(IpSet.Type.HASH_IP, List.of("10.0.0.1"));
        reach(before);
        FirewallTransaction bad = new FirewallTransaction(
                false,
                List.of(),
                Map.of(
                        Family.V4,
                        List.of(
                                "*mangle",
                                ":PODSEG-A - [0:0]",
                                ":PODSEG-NEW - [0:0]",
                                "-A PODSEG-NEW -j PODSEG-NOWHERE",
                                "COMMIT")),
                List.of("destroy podseg4-a"));
        assertThatExceptionOfType(HostException.class)
                .isThrownBy(() -> port().apply(bad))
                .withMessageContaining("PODSEG-NOWHERE");
        assertThat(port().observe())
                .isEqualTo(withBridge(before, port().observe().bridge()));
    }

    @Test
    void bridgeSysctlsAreSetAndReset() throws Exception {
        port().setBridgeNetfilter(false);
        assertThat(port().observe().bridgeCallIptables()).isFalse();
        FirewallTransaction enable = build(withBridge(port().observe(), BridgeSysctls.ALL));
        assertThat(enable).isEqualTo(new FirewallTransaction(true, List.of(), Map.of(), List.of()));
        port().apply(enable);
        assertThat(port().observe().bridgeCallIptables()).isTrue();
    }

    private FirewallTransaction build(Firewall desired) throws HostException {
        return TransactionBuilder.build(desired, port().observe(), _ -> false);
    }

    /** How many transactions it took. */
    private int reach(Firewall desired) throws HostException {
        int count = 0;
        for (FirewallTransaction next = build(desired); !next.isEmpty(); next = build(desired)) {
            port().apply(next);
            assertThat(++count).isLessThanOrEqualTo(2);
        }
        return count;
    }

    private static Firewall withBridge(Firewall firewall, BridgeSysctls bridge) {
        return new Firewall(firewall.tables(), firewall.sets(), bridge);
    }

    private Firewall sample(IpSet.Type type, List<String> members) throws HostException {
        return withBridge(Samples.firewall(type, members), port().observe().bridge());
    }
}
