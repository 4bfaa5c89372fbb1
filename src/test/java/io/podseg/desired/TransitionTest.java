package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.plan.ReadySets;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Network;
import io.podseg.policy.NumberedPort;
import io.podseg.policy.PodPeer;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.policy.Selector;
import io.podseg.policy.World;
import io.podseg.reconcile.FakeNetfilter;
import io.podseg.reconcile.HostException;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.Interpreter;
import io.podseg.state.Packet;
import io.podseg.state.TransactionBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/**
 * On the way from one firewall to another, after every line that the kernel takes, nothing passes that neither of them allows; and
 * where rules change, whatever both allow passes all the time. Pods come and go, change labels, policies change.
 */
class TransitionTest {
    private static final String BRIDGE = "podseg0000000a";
    private static final Network NETWORK = new Network("net", BRIDGE, List.of(Cidr.of("10.89.0.0/24")), false, false);
    private static final int PODS = 6;
    private static final int ROUNDS = 4;

    /** Lines before which the kernel's state may be another than before the line ahead of them; rules change all at once. */
    private static final Predicate<String> CHANGES =
            Pattern.compile("add .*|del .*|destroy .*|swap .*|\\*mangle").asMatchPredicate();

    @Property(tries = 60)
    void nothingPassesThatNeitherAllows(@ForAll Random random) throws HostException {
        World one = world(random, List.of());
        World other = world(random, random.nextBoolean() ? one.policies() : List.of());
        Firewall before = compile(one);
        Firewall after = compile(other);
        FakeNetfilter netfilter = new FakeNetfilter();
        netfilter.apply(TransactionBuilder.whole(before));
        List<Ip> staying = new ArrayList<>();
        for (Endpoint pod : one.endpoints()) {
            if (other.endpoints().stream().anyMatch(same -> same.addresses().equals(pod.addresses()))) {
                staying.add(pod.addresses().getFirst());
            } else {
                netfilter.removeMember("podseg4-ready", pod.addresses().getFirst() + "," + BRIDGE);
            }
        }
        for (int round = 0; round < ROUNDS; round++) {
            FirewallTransaction transaction =
                    TransactionBuilder.build(after, netfilter.observe(), ReadySets::isReadySet);
            boolean rules = !transaction.tables().isEmpty();
            netfilter.failWhen(line -> {
                if (CHANGES.test(line)) {
                    compare(netfilter, before, after, staying, rules);
                }
                return false;
            });
            netfilter.apply(transaction);
            netfilter.failWhen(_ -> false);
            compare(netfilter, before, after, staying, true);
        }
        assertThat(TransactionBuilder.build(after, netfilter.observe(), ReadySets::isReadySet))
                .isEqualTo(FirewallTransaction.NONE);
    }

    private static void compare(
            FakeNetfilter netfilter, Firewall before, Firewall after, List<Ip> staying, boolean exactly) {
        Interpreter was = new Interpreter(before);
        Interpreter will = new Interpreter(after);
        Interpreter now = new Interpreter(observed(netfilter));
        for (Ip from : staying) {
            for (Ip to : staying) {
                for (int port = 80; port < 82; port++) {
                    Packet packet = new Packet("FORWARD", BRIDGE, BRIDGE, from, to, Protocol.TCP, port);
                    boolean passes = now.passes(packet);
                    assertThat(!passes || was.passes(packet) || will.passes(packet))
                            .as("nothing but what one of them allows: %s", packet)
                            .isTrue();
                    assertThat(!exactly || passes || !was.passes(packet) || !will.passes(packet))
                            .as("all that both allow: %s", packet)
                            .isTrue();
                }
            }
        }
    }

    private static Firewall observed(FakeNetfilter netfilter) {
        try {
            return netfilter.observe();
        } catch (HostException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Firewall compile(World world) {
        Map<String, SortedMap<Ip, String>> places = new HashMap<>();
        world.endpoints()
                .forEach(pod -> places.put(
                        pod.id(), new TreeMap<>(Map.of(pod.addresses().getFirst(), BRIDGE))));
        return new FirewallCompiler(world, List.of(), places).compile();
    }

    private static World world(Random random, List<Policy> given) {
        List<Endpoint> pods = new ArrayList<>();
        for (int i = 0; i < PODS; i++) {
            if (random.nextInt(8) > 0) {
                String namespace = i % 2 == 0 ? "x" : "y";
                pods.add(new Endpoint(
                        namespace + "/pod" + i,
                        Endpoint.Kind.POD,
                        namespace,
                        new TreeMap<>(Map.of("l", letter(random))),
                        List.of(Ip.of("10.89.0." + (10 + i))),
                        List.of(),
                        false));
            }
        }
        List<Policy> policies = new ArrayList<>(given);
        for (int i = 0; given.isEmpty() && i < 5; i++) {
            if (random.nextInt(3) > 0) {
                policies.add(policy(random, i));
            }
        }
        TreeMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
        namespaces.put("x", new TreeMap<>(Map.of("l", letter(random))));
        namespaces.put("y", new TreeMap<>(Map.of("l", letter(random))));
        return new World(namespaces, List.of(NETWORK), pods, policies);
    }

    private static String letter(Random random) {
        return random.nextBoolean() ? "a" : "b";
    }

    private static Policy policy(Random random, int number) {
        return new Policy(
                new ObjectKey("NetworkPolicy", number % 2 == 0 ? "x" : "y", "p" + number),
                selector(random),
                random.nextInt(3) > 0 ? Optional.of(rules(random)) : Optional.empty(),
                random.nextInt(3) > 0 ? Optional.of(rules(random)) : Optional.empty());
    }

    private static List<PolicyRule> rules(Random random) {
        List<PolicyRule> rules = new ArrayList<>();
        for (int i = 0; i < random.nextInt(3); i++) {
            PodPeer peer = random.nextBoolean()
                    ? new PodPeer(Optional.of(selector(random)), Optional.empty())
                    : new PodPeer(Optional.of(selector(random)), Optional.of(selector(random)));
            rules.add(new PolicyRule(
                    i,
                    List.of(peer),
                    List.of(new NumberedPort(Protocol.TCP, Optional.of(PortRange.of(80 + random.nextInt(2)))))));
        }
        return rules;
    }

    private static Selector selector(Random random) {
        return random.nextInt(3) == 0
                ? Selector.ALL
                : new Selector(new TreeMap<>(Map.of("l", letter(random))), List.of());
    }
}
