package io.podseg.state;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.podseg.model.Family;
import io.podseg.state.IpSet.Type;
import io.podseg.state.MangleTable.Hook;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class TransactionBuilderTest {
    private static final Rule ASKS = Rule.of(new Rule.Drop(), new Rule.InSet("podseg4-a", "src", false));
    private static final MangleTable TABLE = table(Map.of("PODSEG-A", List.of(ASKS)), Hook.first("PODSEG-A"));

    @Property(tries = 500)
    void nothingToDoIsNothing(@ForAll("firewalls") Firewall firewall) {
        Firewall actual = TransactionBuilder.canonical(firewall);
        assertThat(TransactionBuilder.build(firewall, actual, _ -> false)).isEqualTo(FirewallTransaction.NONE);
        assertThat(TransactionBuilder.canonical(actual)).isEqualTo(actual);
    }

    @Provide
    Arbitrary<Firewall> firewalls() {
        return FirewallArbitraries.firewalls();
    }

    @Test
    void onlyChainsThatChangedAreWritten() {
        Rule.Own more = Rule.of(new Rule.Return());
        MangleTable actual = table(
                Map.of("PODSEG-A", List.of(ASKS), "PODSEG-B", List.of(more), "PODSEG-OLD", List.of(more)),
                Hook.first("PODSEG-A"));
        MangleTable desired = table(
                Map.of("PODSEG-A", List.of(ASKS), "PODSEG-B", List.of(more, more), "PODSEG-NEW", List.of()),
                Hook.first("PODSEG-A"));
        assertThat(build(firewall(desired), firewall(actual)).tables())
                .isEqualTo(Map.of(
                        Family.V4,
                        List.of(
                                "*mangle",
                                ":PODSEG-B - [0:0]",
                                ":PODSEG-NEW - [0:0]",
                                "-A PODSEG-B -j RETURN",
                                "-A PODSEG-B -j RETURN",
                                "-F PODSEG-OLD",
                                "-X PODSEG-OLD",
                                "COMMIT")));
    }

    @Test
    void aJumpThatIsNotOnceAndFirstIsPutBackThere() {
        MangleTable twice = table(Map.of("PODSEG-A", List.of(ASKS)), new Hook("PODSEG-A", 2, 2));
        assertThat(build(firewall(TABLE), firewall(twice)).tables().get(Family.V4))
                .containsExactly(
                        "*mangle",
                        "-D FORWARD -j PODSEG-A",
                        "-D FORWARD -j PODSEG-A",
                        "-I FORWARD 1 -j PODSEG-A",
                        "COMMIT");
        assertThat(build(Firewall.NONE, firewall(TABLE)).tables().get(Family.V4))
                .containsExactly("*mangle", "-D FORWARD -j PODSEG-A", "-F PODSEG-A", "-X PODSEG-A", "COMMIT");
        assertThatIllegalArgumentException().isThrownBy(() -> build(firewall(twice), Firewall.NONE));
    }

    @Test
    void membersComeBeforeAndGoAfter() {
        FirewallTransaction transaction = build(
                firewall(TABLE, set(Type.HASH_IP, "10.0.0.1", "10.0.0.2")),
                firewall(TABLE, set(Type.HASH_IP, "10.0.0.2", "10.0.0.3")));
        assertThat(transaction)
                .isEqualTo(new FirewallTransaction(
                        false, List.of("add podseg4-a 10.0.0.1"), Map.of(), List.of("del podseg4-a 10.0.0.3")));
    }

    @Test
    void aMemberWithOptionsIsOverwrittenAndNotDeleted() {
        FirewallTransaction transaction = build(
                firewall(TABLE, set(Type.HASH_NET, "10.0.0.0/8")),
                firewall(TABLE, set(Type.HASH_NET, "10.0.0.0/8 nomatch", "11.0.0.0/8 nomatch")));
        assertThat(transaction.setsBefore()).containsExactly("add podseg4-a 10.0.0.0/8");
        assertThat(transaction.setsAfter()).containsExactly("del podseg4-a 11.0.0.0/8");
    }

    @Test
    void untouchedSetsAreMadeEmptyAndKeptAsTheyAre() {
        Firewall desired = firewall(TABLE, set(Type.HASH_IP, "10.0.0.1", "10.0.0.2"));
        FirewallTransaction first = TransactionBuilder.build(desired, Firewall.NONE, "podseg4-a"::equals);
        assertThat(first.setsBefore())
                .containsExactly("create podseg4-a hash:ip family inet hashsize 64 maxelem 1048576");
        Firewall actual = firewall(TABLE, set(Type.HASH_IP, "10.0.0.2", "10.0.0.3"));
        assertThat(TransactionBuilder.build(desired, actual, "podseg4-a"::equals)
                        .isEmpty())
                .isTrue();
        assertThat(TransactionBuilder.build(Firewall.NONE, actual, "podseg4-a"::equals)
                        .setsAfter())
                .containsExactly("destroy podseg4-a");
    }

    @Test
    void anUntouchedSetHasRoomForAllThatComesLater() {
        String[] many = IntStream.range(0, 60_000)
                .mapToObj(i -> "10.1." + i / 256 + "." + i % 256)
                .toArray(String[]::new);
        Firewall desired = firewall(TABLE, set(Type.HASH_IP, many));
        assertThat(TransactionBuilder.build(desired, Firewall.NONE, "podseg4-a"::equals)
                        .setsBefore())
                .containsExactly("create podseg4-a hash:ip family inet hashsize 64 maxelem 1048576");
        Firewall actual = firewall(TABLE, set(Type.HASH_IP, "10.1.0.1"));
        assertThat(TransactionBuilder.build(desired, actual, "podseg4-a"::equals))
                .isEqualTo(FirewallTransaction.NONE);
    }

    @Test
    void aSetThatCountsKeepsItsCountsWhenItGrows() {
        String[] many = IntStream.range(0, 60_000)
                .mapToObj(i -> "10.1." + i / 256 + "." + i % 256)
                .toArray(String[]::new);
        FirewallTransaction transaction = build(
                firewall(TABLE, set(Type.HASH_IP_COUNTED, many)),
                firewall(TABLE, set(Type.HASH_IP_COUNTED, "10.1.0.1", "10.2.0.1")));
        assertThat(transaction.setsBefore()).hasSize(many.length - 1).allMatch(line -> line.startsWith("add "));
        assertThat(transaction.setsAfter()).containsExactly("del podseg4-a 10.2.0.1");
    }

    @Test
    void anUnusedSetOfAnotherTypeIsMadeAnew() {
        FirewallTransaction transaction = build(
                firewall(MangleTable.NONE, set(Type.HASH_IP, "10.0.0.1")),
                firewall(MangleTable.NONE, set(Type.HASH_NET, "10.0.0.0/8")));
        assertThat(transaction.setsBefore())
                .containsExactly(
                        "destroy podseg4-a",
                        "create podseg4-a hash:ip family inet hashsize 64 maxelem 65536",
                        "add podseg4-a 10.0.0.1");
    }

    @Test
    void aTemporarySetLeftBehindGoes() {
        Firewall desired = firewall(TABLE, set(Type.HASH_IP, "10.0.0.1"));
        TreeMap<String, IpSet> sets = new TreeMap<>(desired.sets());
        sets.put("podseg-tmp-x", new IpSet("podseg-tmp-x", Type.HASH_IP, Family.V4, new TreeSet<>()));
        assertThat(build(desired, new Firewall(desired.tables(), sets, false)).setsAfter())
                .containsExactly("destroy podseg-tmp-x");
    }

    private static FirewallTransaction build(Firewall desired, Firewall actual) {
        return TransactionBuilder.build(desired, actual, _ -> false);
    }

    private static MangleTable table(Map<String, List<Rule>> chains, Hook hook) {
        return new MangleTable(new TreeMap<>(chains), new TreeMap<>(Map.of("FORWARD", hook)));
    }

    private static Firewall firewall(MangleTable table, IpSet... sets) {
        TreeMap<String, IpSet> byName = new TreeMap<>();
        for (IpSet set : sets) {
            byName.put(set.name(), set);
        }
        return new Firewall(Map.of(Family.V4, table), byName, false);
    }

    private static IpSet set(Type type, String... members) {
        return new IpSet("podseg4-a", type, Family.V4, new TreeSet<>(List.of(members)));
    }
}
