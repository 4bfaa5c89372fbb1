package io.podseg.desired;

import io.podseg.model.Ip;
import io.podseg.policy.CompiledPolicies;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.PodClass;
import io.podseg.policy.Policy;
import io.podseg.policy.World;
import io.podseg.state.Count;
import io.podseg.state.Counters;
import io.podseg.state.Counters.RuleCount;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Own;
import io.podseg.state.Rule.Return;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The kernel's counters in the words of the manifests. Drops are counted for each pod by the members of a set, and for each
 * policy by the last rules of the classes that it isolates: a drop belongs to each of its class's policies, since it took all of
 * them together not to allow it.
 */
public final class Tally {
    private static final String OWN = "podseg ";
    private static final String NETWORK = " network";

    private final Counters counters;
    private final Map<String, PodClass> chains = new HashMap<>();
    private final Map<Direction, Map<String, PodClass>> classes = new EnumMap<>(Direction.class);
    private final Map<String, TreeMap<Direction, Traffic>> policies = new HashMap<>();
    private final Map<String, TreeSet<String>> selected = new HashMap<>();
    private final Map<String, TreeMap<Direction, Traffic>> inside = new HashMap<>();
    private final TreeMap<String, Count> others = new TreeMap<>();

    /**
     * Adds up.
     *
     * @param world pods and policies that are in force
     * @param counters what the kernel counted
     */
    public Tally(World world, Counters counters) {
        this(world, counters, Map.of());
    }

    /**
     * Adds up.
     *
     * @param world pods and policies that are in force
     * @param counters what the kernel counted where the bridges are
     * @param inside what it counted in the network namespaces of pods, by the pods' ids. What such a pod drops, nobody else has
     *     seen; what it lets pass, the host has counted already, unless the pod stands on no bridge
     */
    public Tally(World world, Counters counters, Map<String, Counters> inside) {
        this.counters = counters;
        for (Policy policy : world.policies()) {
            TreeMap<Direction, Traffic> sides = new TreeMap<>();
            for (Direction direction : Direction.values()) {
                policy.rules(direction).ifPresent(rules -> sides.put(direction, Traffic.NONE));
            }
            policies.put(policy.id(), sides);
        }
        CompiledPolicies compiled = new CompiledPolicies(world);
        for (Direction direction : Direction.values()) {
            classes.put(direction, new HashMap<>());
            compiled.classes(direction).forEach(this::open);
        }
        auditedToo(world);
        counters.rules().forEach(counted -> add(counted, true));
        inside.forEach((pod, counts) -> add(pod, counts, !onBridge(world, pod)));
    }

    private static boolean onBridge(World world, String pod) {
        return world.endpoints().stream()
                .anyMatch(endpoint ->
                        endpoint.id().equals(pod) && !endpoint.addresses().isEmpty());
    }

    private void add(String pod, Counters counts, boolean alone) {
        for (RuleCount counted : counts.rules()) {
            add(counted, alone);
            PodClass podClass = chains.get(counted.chain());
            if (podClass != null && counted.rule() instanceof Own own && own.target() instanceof Drop) {
                this.inside
                        .computeIfAbsent(pod, key -> new TreeMap<>())
                        .merge(podClass.direction(), Traffic.denied(counted.count()), Traffic::plus);
            }
        }
    }

    private void open(PodClass podClass) {
        Direction direction = podClass.direction();
        chains.put(SetNames.classChain(direction, ClassTree.hash(podClass)), podClass);
        for (Endpoint pod : podClass.members()) {
            classes.getOrDefault(direction, new HashMap<>()).put(pod.id(), podClass);
            podClass.policies().forEach(policy -> select(policy, pod));
        }
    }

    /** A policy in audit mode may select pods that others isolate, which are in the others' class. */
    private void auditedToo(World world) {
        for (Policy policy : world.policies()) {
            if (policy.audit()) {
                world.endpoints().stream().filter(policy::selects).forEach(pod -> select(policy, pod));
            }
        }
    }

    private void select(Policy policy, Endpoint pod) {
        selected.computeIfAbsent(policy.id(), key -> new TreeSet<>()).add(pod.id());
    }

    private void add(RuleCount counted, boolean passed) {
        if (!(counted.rule() instanceof Own own)) {
            return;
        }
        PodClass podClass = chains.get(counted.chain());
        String text = text(own);
        boolean drops = own.target() instanceof Drop;
        if (podClass == null) {
            if (drops && text.startsWith(OWN)) {
                others.merge(reason(text.substring(OWN.length())), counted.count(), Count::plus);
            }
        } else if (drops) {
            add(podClass.policies(), podClass.direction(), Traffic.denied(counted.count()));
        } else if (passed && own.target() instanceof Return) {
            Optional<Policy> allowing = allowing(podClass, text);
            add(
                    allowing.map(List::of).orElse(podClass.policies()),
                    podClass.direction(),
                    allowing.isPresent() ? Traffic.allowed(counted.count()) : Traffic.audited(counted.count()));
        }
    }

    /** Without the name of the network whose border it is. */
    private static String reason(String text) {
        int end = text.indexOf(NETWORK);
        return end < 0 ? text : text.substring(0, end + NETWORK.length());
    }

    private void add(List<Policy> to, Direction direction, Traffic traffic) {
        to.forEach(policy ->
                policies.computeIfAbsent(policy.id(), key -> new TreeMap<>()).merge(direction, traffic, Traffic::plus));
    }

    /** The comment without the hash at its end. */
    private static String text(Own rule) {
        int end = rule.comment().lastIndexOf(' ');
        return end < 0 ? "" : rule.comment().substring(0, end);
    }

    /** The policy whose rule it is. A comment begins with the policy's id, of which a very long one loses its end. */
    private static Optional<Policy> allowing(PodClass podClass, String text) {
        return podClass.policies().stream()
                .filter(policy ->
                        text.startsWith(policy.id() + " ") || policy.id().startsWith(text))
                .findFirst();
    }

    /** What was counted of a policy, by the directions that it isolates. */
    public SortedMap<Direction, Traffic> policy(String id) {
        return Collections.unmodifiableSortedMap(policies.getOrDefault(id, new TreeMap<>()));
    }

    /** Ids of the pods that a policy selects. */
    public SortedSet<String> selected(String policy) {
        return Collections.unmodifiableSortedSet(selected.getOrDefault(policy, new TreeSet<>()));
    }

    /** What was counted of a pod, by direction: at its addresses, and in its own network namespace. */
    public SortedMap<Direction, Traffic> pod(String id, Collection<Ip> addresses) {
        TreeMap<Direction, Traffic> sides = new TreeMap<>(pod(addresses));
        inside.getOrDefault(id, new TreeMap<>())
                .forEach((direction, traffic) -> sides.merge(direction, traffic, Traffic::plus));
        return sides;
    }

    /** What was counted at some addresses, by direction. */
    public SortedMap<Direction, Traffic> pod(Collection<Ip> addresses) {
        TreeMap<Direction, Traffic> sides = new TreeMap<>();
        for (Direction direction : Direction.values()) {
            Traffic sum = Traffic.NONE;
            for (Ip ip : addresses) {
                Count denied = counters.of(SetNames.drops(ip.family(), direction), ip.toString());
                Count audited = counters.of(SetNames.audit(ip.family(), direction), ip.toString());
                sum = sum.plus(Traffic.denied(denied)).plus(Traffic.audited(audited));
            }
            sides.put(direction, sum);
        }
        return sides;
    }

    /** Ids of the policies that isolate a pod in a direction, or would if they were not in audit mode. */
    public List<String> isolating(String pod, Direction direction) {
        PodClass podClass = classes.getOrDefault(direction, Map.of()).get(pod);
        return podClass == null
                ? List.of()
                : podClass.policies().stream().map(Policy::id).toList();
    }

    /** Drops that belong to no policy, by what podseg's own rule says in its comment: {@code guard}, {@code invalid}, {@code internal network} ... */
    public SortedMap<String, Count> others() {
        return Collections.unmodifiableSortedMap(others);
    }
}
