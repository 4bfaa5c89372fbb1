package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.bench.Generated;
import io.podseg.model.Declarations;
import io.podseg.model.Family;
import io.podseg.policy.Endpoint;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import io.podseg.state.Rule.Goto;
import io.podseg.state.Rule.InSet;
import io.podseg.state.TransactionBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What pods and policies cost in the kernel: in rules, in writes, and for each new connection. */
class ScaleTest {
    @Test
    void aReplicaCostsMembersOfSetsAndNoRule() {
        Firewall before = firewall(Generated.replicas(100, 20));
        Firewall after = firewall(Generated.replicas(101, 20));
        FirewallTransaction transaction = TransactionBuilder.build(after, before, set -> set.endsWith("-ready"));
        assertThat(transaction.tables()).isEmpty();
        assertThat(transaction.setsBefore())
                .isNotEmpty()
                .hasSizeLessThan(12)
                .allMatch(line -> line.startsWith("add ") && line.contains("10.240."));
        assertThat(transaction.setsAfter()).isEmpty();
    }

    @Test
    void aPolicyMoreWritesItsClassAndThePathToIt() {
        Firewall before = firewall(Generated.distinct(1000, 999));
        Firewall after = firewall(Generated.distinct(1000, 1000));
        FirewallTransaction transaction = TransactionBuilder.build(after, before, set -> set.endsWith("-ready"));
        long rewritten = transaction.tables().getOrDefault(Family.V4, List.of()).stream()
                .filter(line -> line.startsWith(":"))
                .count();
        assertThat(rewritten)
                .as("a class and one node of the tree in each direction")
                .isBetween(2L, 8L);
    }

    /** The number of rules grows with the policies, or with what they select together, and with nothing else. */
    @Test
    void rulesAreThoseOfThePoliciesOnceForEachClass() {
        int rules = rules(firewall(Generated.replicas(200, 20)));
        assertThat(rules(firewall(Generated.replicas(800, 20)))).isEqualTo(rules);
        assertThat(rules(firewall(Generated.distinct(1000, 1000)))).isLessThan(10_000);
    }

    /** Four times as many classes are one level more, and a level is at most four set look-ups, the last at most eight. */
    @Test
    void aNewConnectionIsTestedAgainstRulesByTheDepthOfTheTree() {
        Map<Integer, Integer> most = new HashMap<>();
        for (int size : List.of(10, 100, 1000, 10_000)) {
            most.put(size, mostTested(Compiler.compile(Generated.distinct(size, size), Known.NOTHING)));
        }
        assertThat(most.get(10)).isLessThanOrEqualTo(4 + 8);
        assertThat(most.get(100)).isLessThanOrEqualTo(3 * 4 + 8);
        assertThat(most.get(1000)).isLessThanOrEqualTo(5 * 4 + 8);
        assertThat(most.get(10_000)).isLessThanOrEqualTo(7 * 4 + 8);
    }

    private static Firewall firewall(Declarations declarations) {
        Desired desired = Compiler.compile(declarations, Known.NOTHING);
        assertThat(desired.diagnostics()).isEmpty();
        return desired.state().firewall();
    }

    private static int rules(Firewall firewall) {
        return firewall.table(Family.V4).chains().values().stream()
                .mapToInt(List::size)
                .sum();
    }

    /** The most rules that stand between the root of the ingress tree and a pod's own class. */
    private static int mostTested(Desired desired) {
        Firewall firewall = desired.state().firewall();
        int most = 0;
        for (Endpoint pod : desired.world().endpoints()) {
            if (pod.isPod()) {
                String address = pod.addresses().getFirst().toString();
                most = Math.max(most, tested(firewall, "PODSEG-INGRESS", address));
            }
        }
        return most;
    }

    private static int tested(Firewall firewall, String chain, String address) {
        int tested = 0;
        for (Rule rule : firewall.table(Family.V4).chains().getOrDefault(chain, List.of())) {
            tested++;
            if (rule instanceof Rule.Own own
                    && own.target() instanceof Goto next
                    && own.matches().stream()
                            .allMatch(match -> match instanceof InSet in && has(firewall, in, address))) {
                return next.chain().startsWith("PODSEG-I-") ? tested : tested + tested(firewall, next.chain(), address);
            }
        }
        throw new AssertionError(address + " is in no class");
    }

    private static boolean has(Firewall firewall, InSet in, String address) {
        IpSet set = firewall.sets().get(in.set());
        return set != null && set.members().contains(address);
    }
}
