package io.podseg.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class VerdictPropertyTest {
    private static final List<ReachabilityTable.Port> PORTS = ports();

    private static List<ReachabilityTable.Port> ports() {
        List<ReachabilityTable.Port> ports = new ArrayList<>();
        for (int port : List.of(53, 79, 80, 81, 82, 8080, 65535)) {
            for (Protocol protocol : Protocol.values()) {
                ports.add(new ReachabilityTable.Port(port, protocol));
            }
        }
        return ports;
    }

    private record Change(World before, World after) {}

    @Provide
    Arbitrary<World> worlds() {
        return Arbitraries.randomValue(random -> new RandomWorlds(random).world());
    }

    @Provide
    Arbitrary<Change> changes() {
        return Arbitraries.randomValue(random -> {
            RandomWorlds worlds = new RandomWorlds(random);
            World before = worlds.world();
            return new Change(before, worlds.changed(before));
        });
    }

    private static boolean inTable(Endpoint from, Endpoint to) {
        return from.isPod() || to.isPod();
    }

    @Property(tries = 600)
    void verdictsAgreeWithTheNaiveJudge(@ForAll("worlds") World world) {
        Verdicts verdicts = new Verdicts(world);
        NaiveVerdicts naive = new NaiveVerdicts(world);
        for (Endpoint from : world.endpoints()) {
            for (Endpoint to : world.endpoints()) {
                for (ReachabilityTable.Port port : PORTS) {
                    Verdict verdict = verdicts.verdict(from, to, port.number(), port.protocol());
                    assertThat(verdict.allowed())
                            .as("%s -> %s %s: %s", from, to, port, verdict.reasons())
                            .isEqualTo(naive.allowed(from, to, port.number(), port.protocol()));
                    assertThat(verdict.reasons()).isNotEmpty();
                    for (Flow flow : flows(from, to, port)) {
                        assertThat(verdicts.allowed(flow))
                                .isEqualTo(verdicts.verdict(flow).allowed())
                                .isEqualTo(naive.allowed(flow));
                    }
                }
            }
        }
    }

    private static List<Flow> flows(Endpoint from, Endpoint to, ReachabilityTable.Port port) {
        List<Flow> flows = new ArrayList<>();
        for (Ip source : from.addresses()) {
            for (Ip destination : to.addresses()) {
                if (source.family() == destination.family()) {
                    flows.add(new Flow(from, to, source, destination, port.number(), port.protocol()));
                }
            }
        }
        return flows;
    }

    @Property(tries = 500)
    void theTableOfClassesIsThatOfVerdicts(@ForAll("worlds") World world) {
        Verdicts verdicts = new Verdicts(world);
        List<ReachabilityTable.Row> expected = new ArrayList<>();
        for (Endpoint from : world.endpoints()) {
            for (Endpoint to : world.endpoints()) {
                for (ReachabilityTable.Port port : new TreeSet<>(PORTS)) {
                    if (inTable(from, to)) {
                        boolean allowed = verdicts.verdict(from, to, port.number(), port.protocol())
                                .allowed();
                        expected.add(
                                new ReachabilityTable.Row(from.id(), to.id(), port.number(), port.protocol(), allowed));
                    }
                }
            }
        }
        assertThat(ReachabilityTable.of(world, PORTS).rows()).isEqualTo(expected);
    }

    @Property(tries = 500)
    void everySelectableEndpointIsInExactlyOneClass(@ForAll("worlds") World world) {
        for (Direction direction : Direction.values()) {
            Map<Endpoint, List<Policy>> found = new HashMap<>();
            for (PodClass podClass : Classes.of(world, direction)) {
                podClass.members()
                        .forEach(member -> assertThat(found.put(member, podClass.policies()))
                                .isNull());
            }
            Map<Endpoint, List<Policy>> expected = new HashMap<>();
            for (Endpoint endpoint : world.endpoints()) {
                if (endpoint.selectable()) {
                    List<Policy> selecting = world.policies().stream()
                            .filter(policy -> policy.selects(endpoint)
                                    && policy.rules(direction).isPresent())
                            .toList();
                    List<Policy> enforced =
                            selecting.stream().filter(policy -> !policy.audit()).toList();
                    expected.put(endpoint, enforced.isEmpty() ? selecting : enforced);
                }
            }
            assertThat(found).isEqualTo(expected);
            assertThat(Classes.of(world, direction)).doesNotHaveDuplicates();
        }
    }

    @Property(tries = 500)
    void endpointsOfOneBehaviourBehaveAlike(@ForAll("changes") Change change) {
        Access before = new Access(change.before());
        Access after = new Access(change.after());
        List<Behaviour> behaviours = new Behaviours(before, after).all();
        Map<String, Behaviour> byId = new HashMap<>();
        behaviours.forEach(behaviour -> behaviour.ids().forEach(id -> byId.put(id, behaviour)));
        for (World world : List.of(change.before(), change.after())) {
            Access access = new Access(world);
            for (Endpoint from : world.endpoints()) {
                for (Endpoint to : world.endpoints()) {
                    Behaviour source = byId.get(from.id());
                    Behaviour target = byId.get(to.id());
                    if (source != null && target != null) {
                        assertThat(representatives(access, world == change.before(), source, target))
                                .as("%s -> %s", from, to)
                                .isEqualTo(access.ports(from, to));
                    }
                }
            }
        }
    }

    private static PortSet representatives(Access access, boolean before, Behaviour source, Behaviour target) {
        Optional<Endpoint> from = before ? source.before() : source.after();
        Optional<Endpoint> to = before ? target.before() : target.after();
        return access.ports(from.orElseThrow(), to.orElseThrow());
    }

    @Property(tries = 500)
    void theDifferenceCountsThePairsThatChange(@ForAll("changes") Change change) {
        ReachabilityDifference difference = ReachabilityDifference.between(change.before(), change.after());
        assertThat(pairs(difference.opened(), "dns/net")).isEqualTo(changed(change.before(), change.after()));
        assertThat(pairs(difference.closed(), "dns/net")).isEqualTo(changed(change.after(), change.before()));
        assertThat(ReachabilityDifference.between(change.before(), change.before())
                        .isEmpty())
                .isTrue();
    }

    /** Pairs in the lines between pods and resolvers. */
    private static long pairs(List<Connection> connections, String resolver) {
        return connections.stream()
                .filter(line -> isEnd(line.from(), resolver) && isEnd(line.to(), resolver))
                .mapToLong(Connection::pairs)
                .sum();
    }

    private static boolean isEnd(String name, String resolver) {
        return name.startsWith("every") || name.equals(resolver) || name.matches("[xyz]/.*");
    }

    /** Pairs for which the second world allows ports that the first does not. */
    private static long changed(World first, World second) {
        Access was = new Access(first);
        Access is = new Access(second);
        Map<String, Endpoint> old = new HashMap<>();
        first.endpoints().forEach(endpoint -> old.put(endpoint.id(), endpoint));
        long pairs = 0;
        for (Endpoint from : second.endpoints()) {
            for (Endpoint to : second.endpoints()) {
                boolean inside = from.selectable() && to.kind() != Endpoint.Kind.EXTERNAL;
                if (inside && !from.id().equals(to.id())) {
                    Endpoint oldFrom = old.get(from.id());
                    Endpoint oldTo = old.get(to.id());
                    PortSet ports = oldFrom == null || oldTo == null || !oldFrom.selectable()
                            ? PortSet.NONE
                            : was.ports(oldFrom, oldTo);
                    pairs += is.ports(from, to).minus(ports).isEmpty() ? 0 : 1;
                }
            }
        }
        return pairs;
    }

    @Property(tries = 500)
    void theOrderOfInputsDoesNotMatter(@ForAll("worlds") World world, @ForAll Random random) {
        List<Endpoint> endpoints = new ArrayList<>(world.endpoints());
        List<Policy> policies = new ArrayList<>(world.policies());
        Collections.shuffle(endpoints, random);
        Collections.shuffle(policies, random);
        List<Network> networks = new ArrayList<>(world.networks());
        Collections.shuffle(networks, random);
        World same = new World(world.namespaceLabels(), networks, endpoints, policies);
        assertThat(same).isEqualTo(world);
        assertThat(Classes.of(same, Direction.INGRESS)).isEqualTo(Classes.of(world, Direction.INGRESS));
        assertThat(ReachabilityDifference.between(World.EMPTY, same))
                .isEqualTo(ReachabilityDifference.between(World.EMPTY, world));
    }
}
