package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.policy.Selector;
import io.podseg.policy.World;
import io.podseg.state.Count;
import io.podseg.state.Counters;
import io.podseg.state.Counters.RuleCount;
import io.podseg.state.Firewall;
import io.podseg.state.Rule;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Counters of rules and sets find their way to pods and policies. */
class TallyTest {
    private static final Ip FOUR = Ip.of("10.89.0.10");
    private static final Ip SIX = Ip.of("fd00::10");
    private static final Count ONE = new Count(1, 60);

    private static Endpoint pod(String id, String label) {
        List<Ip> addresses = id.endsWith("/a") ? List.of(FOUR, SIX) : List.of(Ip.of("10.89.0.11"));
        return new Endpoint(
                id, Endpoint.Kind.POD, "x", new TreeMap<>(Map.of("pod", label)), addresses, List.of(), false);
    }

    private static Policy policy(String name, Selector pods, boolean audit) {
        PolicyRule anybody = new PolicyRule(0, List.of(), List.of());
        return new Policy(
                new ObjectKey("NetworkPolicy", "x", name),
                pods,
                Optional.of(List.of(anybody)),
                Optional.empty(),
                audit);
    }

    private static World world(Policy... policies) {
        return new World(new TreeMap<>(), List.of(pod("x/a", "a"), pod("x/b", "b")), List.of(policies));
    }

    private static Selector only(String label) {
        return new Selector(new TreeMap<>(Map.of("pod", label)), List.of());
    }

    /** Each rule of the world's firewall met once. */
    private static Counters everyRuleOnce(World world) {
        Firewall firewall = new FirewallCompiler(world, List.of(), Map.of()).compile();
        List<RuleCount> rules = new ArrayList<>();
        for (Family family : Family.values()) {
            firewall.table(family)
                    .chains()
                    .forEach((chain, all) -> all.forEach(rule -> rules.add(new RuleCount(family, chain, rule, ONE))));
        }
        return new Counters(rules, new TreeMap<>());
    }

    private static Traffic ingress(World world, String policy) {
        return new Tally(world, everyRuleOnce(world)).policy(policy).getOrDefault(Direction.INGRESS, Traffic.NONE);
    }

    @Test
    void aDropBelongsToEachPolicyOfTheClassAndAnAllowToItsOwn() {
        World world = world(policy("all", Selector.ALL, false), policy("b", only("b"), false));
        // Pod a is a class of its own in both families, pod b in IPv4.
        assertThat(ingress(world, "x/all")).isEqualTo(new Traffic(new Count(3, 180), new Count(3, 180), Count.ZERO));
        assertThat(ingress(world, "x/b")).isEqualTo(new Traffic(ONE, ONE, Count.ZERO));
        assertThat(new Tally(world, everyRuleOnce(world)).policy("x/b")).containsOnlyKeys(Direction.INGRESS);
    }

    @Test
    void longNamesAreFoundThoughCommentsLoseTheirEnd() {
        String longest = "p".repeat(253);
        World world = world(policy("all", Selector.ALL, false), policy(longest, only("b"), false));
        assertThat(ingress(world, "x/" + longest)).isEqualTo(new Traffic(ONE, ONE, Count.ZERO));
    }

    @Test
    void auditedPacketsAreNotDenied() {
        World world = world(policy("audit", Selector.ALL, true), policy("b", only("b"), false));
        assertThat(ingress(world, "x/audit")).isEqualTo(new Traffic(new Count(2, 120), Count.ZERO, new Count(2, 120)));
        Tally tally = new Tally(world, Counters.NONE);
        assertThat(tally.selected("x/audit")).containsExactly("x/a", "x/b");
        assertThat(tally.selected("x/b")).containsExactly("x/b");
        assertThat(tally.isolating("x/a", Direction.INGRESS)).containsExactly("x/audit");
        assertThat(tally.isolating("x/b", Direction.INGRESS)).containsExactly("x/b");
        assertThat(tally.isolating("x/b", Direction.EGRESS)).isEmpty();
        assertThat(tally.isolating("x/gone", Direction.EGRESS)).isEmpty();
    }

    @Test
    void aPodsAddressesAreAddedUp() {
        TreeMap<String, java.util.SortedMap<String, Count>> sets = new TreeMap<>();
        sets.put("podseg4-drops-i", new TreeMap<>(Map.of(FOUR.toString(), new Count(3, 180), "10.89.0.11", ONE)));
        sets.put("podseg6-drops-i", new TreeMap<>(Map.of(SIX.toString(), new Count(2, 160))));
        sets.put("podseg4-audit-e", new TreeMap<>(Map.of(FOUR.toString(), ONE)));
        assertThat(new Tally(world(), new Counters(List.of(), sets)).pod(List.of(FOUR, SIX)))
                .isEqualTo(Map.of(
                        Direction.INGRESS, new Traffic(Count.ZERO, new Count(5, 340), Count.ZERO),
                        Direction.EGRESS, new Traffic(Count.ZERO, Count.ZERO, ONE)));
    }

    /** What a pod drops inside, the host never sees; what it lets pass, the host counts too, where the pod stands on a bridge. */
    @Test
    void whatWasCountedInsideAPodIsItsOwnAndItsPolicies() {
        World world = world(policy("a", Selector.ALL, false));
        Counters host = everyRuleOnce(world);
        List<RuleCount> rules = host.rules().stream()
                .filter(counted ->
                        counted.family() == Family.V4 && counted.chain().startsWith("PODSEG-I-"))
                .toList();
        Counters inside = new Counters(rules, new TreeMap<>());
        assertThat(rules).isNotEmpty();
        Tally bridge = new Tally(world, Counters.NONE, Map.of("x/a", inside));
        assertThat(bridge.policy("x/a")).containsEntry(Direction.INGRESS, Traffic.denied(ONE));
        assertThat(bridge.pod("x/a", List.of(FOUR))).containsEntry(Direction.INGRESS, Traffic.denied(ONE));
        assertThat(bridge.pod("x/b", List.of(FOUR))).containsEntry(Direction.INGRESS, Traffic.NONE);

        Endpoint alone = new Endpoint(
                "x/a", Endpoint.Kind.POD, "x", new TreeMap<>(Map.of("pod", "a")), List.of(), List.of(), false);
        World apart = world.withEndpoints(List.of(alone, pod("x/b", "b")));
        assertThat(new Tally(apart, Counters.NONE, Map.of("x/a", inside)).policy("x/a"))
                .containsEntry(Direction.INGRESS, new Traffic(ONE, ONE, Count.ZERO));
    }

    @Test
    void whatPodsegDropsByItselfIsToldApartByItsReason() {
        Tally tally = new Tally(world(), everyRuleOnce(world()));
        assertThat(tally.others()).containsKeys("guard", "invalid", "mid-stream", "no class");
        assertThat(tally.others().get("guard"))
                .as("in both families, in five chains")
                .isEqualTo(new Count(10, 600));
    }

    @Test
    void rulesOfOthersCountForNobody() {
        Rule foreign = new Rule.Foreign("-j DROP");
        Rule bare = Rule.of(new Rule.Drop());
        Tally tally = new Tally(
                world(),
                new Counters(
                        List.of(
                                new RuleCount(Family.V4, "PODSEG-FROM", foreign, ONE),
                                new RuleCount(Family.V4, "PODSEG-FROM", bare, ONE)),
                        new TreeMap<>()));
        assertThat(tally.others()).isEmpty();
    }
}
