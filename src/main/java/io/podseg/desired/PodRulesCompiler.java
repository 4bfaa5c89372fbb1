package io.podseg.desired;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import io.podseg.policy.CompiledPolicies;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.PodClass;
import io.podseg.policy.Policy;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.MangleTable.Hook;
import io.podseg.state.Rule;
import io.podseg.state.Rule.CtState;
import io.podseg.state.Rule.DestinationIn;
import io.podseg.state.Rule.DestinationPorts;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Goto;
import io.podseg.state.Rule.Icmp6FromNeighbour;
import io.podseg.state.Rule.InInterface;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Match;
import io.podseg.state.Rule.OutInterface;
import io.podseg.state.Rule.Return;
import io.podseg.state.Rule.SourceIn;
import io.podseg.state.Rule.TcpNotSyn;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Policies to the rules inside a pod's own network namespace: the pod layer.
 *
 * <p>{@code PODSEG-POD-IN} (INPUT) holds the ingress rules of this one pod and {@code PODSEG-POD-OUT} (POSTROUTING) its egress
 * rules, each with the very rules of the pod's class on the host. What the pod sends to itself passes, but for published ports
 * that rootless Podman hands on: their clients arrive from the pod's own address, so that only rules for everybody count there.
 *
 * <p>Why POSTROUTING: it sees what is forwarded through the pod too, which never was in its OUTPUT.
 */
final class PodRulesCompiler {
    static final String IN = "PODSEG-POD-IN";
    static final String OUT = "PODSEG-POD-OUT";

    private static final String LOOPBACK = "lo";
    private static final int ROUTER_SOLICITATION = 133;
    private static final int ROUTER_ADVERTISEMENT = 134;

    private final CompiledPolicies policies;
    private final RuleMemory memory;
    private final Map<Direction, Map<String, PodClass>> classes = new EnumMap<>(Direction.class);

    PodRulesCompiler(CompiledPolicies policies, RuleMemory memory) {
        this.policies = policies;
        this.memory = memory;
        for (Direction direction : Direction.values()) {
            Map<String, PodClass> byPod = new HashMap<>();
            policies.classes(direction)
                    .forEach(podClass -> podClass.members().forEach(member -> byPod.put(member.id(), podClass)));
            classes.put(direction, byPod);
        }
    }

    /** The whole of what belongs into the namespace of a pod. */
    Firewall compile(Inside inside) {
        TreeMap<String, IpSet> sets = new TreeMap<>();
        EnumMap<Family, MangleTable> tables = new EnumMap<>(Family.class);
        TreeMap<String, Hook> hooks = new TreeMap<>();
        hooks.put("INPUT", Hook.first(IN));
        hooks.put("POSTROUTING", Hook.first(OUT));
        for (Family family : Family.values()) {
            FamilyWriter out = new FamilyWriter(family, sets, memory);
            out.chain(IN, incoming(inside, out));
            out.chain(OUT, outgoing(inside, out));
            tables.put(family, new MangleTable(out.chains(), hooks));
        }
        return new Firewall(tables, sets, false);
    }

    private List<Rule> incoming(Inside inside, FamilyWriter out) {
        Family family = out.family();
        List<Rule> rules = start(inside, out, ROUTER_ADVERTISEMENT);
        Cidr loopback = Cidr.of(family == Family.V4 ? "127.0.0.0/8" : "::1/128");
        rules.add(out.rule(
                "podseg loopback",
                new Return(),
                new InInterface(LOOPBACK),
                new SourceIn(loopback),
                new DestinationIn(loopback)));
        rules.addAll(published(inside.endpoint(), out));
        rules.add(out.rule("podseg self", new Return(), new InInterface(LOOPBACK)));
        if (!inside.userMode()) {
            rules.add(guard(inside, out, "dst"));
        }
        for (Ip node : Inside.of(inside.node(), family)) {
            rules.add(out.rule("podseg node", new Return(), new SourceIn(Cidr.host(node))));
        }
        rules.addAll(judge(inside, out, Direction.INGRESS));
        return rules;
    }

    private List<Rule> outgoing(Inside inside, FamilyWriter out) {
        List<Rule> rules = start(inside, out, ROUTER_SOLICITATION);
        rules.add(out.rule("podseg self", new Return(), new OutInterface(LOOPBACK)));
        if (!inside.userMode()) {
            rules.add(guard(inside, out, "src"));
        }
        inside.shut().stream()
                .filter(block -> block.family() == out.family())
                .forEach(block -> rules.add(out.rule("podseg networks of pods", new Drop(), new DestinationIn(block))));
        rules.addAll(judge(inside, out, Direction.EGRESS));
        return rules;
    }

    /** What was allowed before goes on; what belongs to no connection ends; a pod on a link finds its neighbours. */
    private static List<Rule> start(Inside inside, FamilyWriter out, int router) {
        List<Rule> rules = new ArrayList<>();
        rules.add(out.rule("podseg established", new Return(), new CtState(List.of("ESTABLISHED", "RELATED"))));
        if (out.family() == Family.V6) {
            List<Integer> types = new ArrayList<>(
                    List.of(FirewallCompiler.NEIGHBOUR_SOLICITATION, FirewallCompiler.NEIGHBOUR_ADVERTISEMENT));
            if (inside.userMode()) {
                types.add(router);
            }
            types.forEach(type -> rules.add(out.rule("podseg neighbour", new Return(), new Icmp6FromNeighbour(type))));
        }
        rules.add(out.rule("podseg invalid", new Drop(), new CtState(List.of("INVALID"))));
        rules.add(out.rule("podseg mid-stream", new Drop(), new TcpNotSyn(), new CtState(List.of("NEW"))));
        return rules;
    }

    /** Addresses that podseg has not given the pod neither send nor receive. */
    private static Rule guard(Inside inside, FamilyWriter out, String flag) {
        String own = SetNames.own(out.family());
        out.set(
                own,
                IpSet.Type.HASH_IP,
                inside.own(out.family()).stream().map(Ip::toString).collect(Collectors.toCollection(TreeSet::new)));
        return out.rule("podseg guard", new Drop(), new InSet(own, flag, true));
    }

    /** Published ports whose clients nobody sees, where the pod is isolated. */
    private List<Rule> published(Endpoint pod, FamilyWriter out) {
        PodClass podClass = podClass(pod, Direction.INGRESS);
        List<Rule> rules = new ArrayList<>();
        if (podClass.open() || podClass.audit()) {
            return rules;
        }
        for (ContainerPort port : pod.ports()) {
            if (!port.hidden().isEmpty()) {
                rules.add(published(podClass, pod, port, out));
            }
        }
        return rules.stream().distinct().toList();
    }

    private static Rule published(PodClass podClass, Endpoint pod, ContainerPort port, FamilyWriter out) {
        Match[] match = {
            new InInterface(LOOPBACK),
            new DestinationPorts(port.protocol(), List.of(new PortRange(port.port(), port.port())))
        };
        boolean open = port.hidden().stream()
                .allMatch(family -> HiddenPorts.everybody(podClass.policies(), pod, port, family));
        String what = "podseg published " + port;
        return open
                ? out.rule(what + " for everybody", new Return(), match)
                : out.rule(what + " denied by " + names(podClass), new Drop(), match);
    }

    private List<Rule> judge(Inside inside, FamilyWriter out, Direction direction) {
        PodClass podClass = podClass(inside.endpoint(), direction);
        if (podClass.open()) {
            return List.of(out.rule("podseg not isolated", new Return()));
        }
        String chain = SetNames.classChain(direction, ClassTree.hash(podClass));
        RuleCompiler rules = new RuleCompiler(policies, out, inside);
        List<Rule> content = new ArrayList<>();
        podClass.policies().forEach(policy -> content.addAll(rules.compile(policy, direction)));
        content.addAll(Denials.inside(podClass, out, names(podClass)));
        rules.used().forEach(out::set);
        out.chain(chain, content);
        return List.of(out.rule("podseg class " + names(podClass), new Goto(chain)));
    }

    private PodClass podClass(Endpoint pod, Direction direction) {
        PodClass found = classes.getOrDefault(direction, Map.of()).get(pod.id());
        if (found == null) {
            throw new IllegalStateException(pod.id() + " is in no class");
        }
        return found;
    }

    private static String names(PodClass podClass) {
        return podClass.policies().stream().map(Policy::id).collect(Collectors.joining(","));
    }
}
