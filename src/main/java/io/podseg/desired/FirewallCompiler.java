package io.podseg.desired;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.policy.CompiledPolicies;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.MangleTable.Hook;
import io.podseg.state.Rule;
import io.podseg.state.Rule.CtState;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Icmp6FromNeighbour;
import io.podseg.state.Rule.InInterface;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Jump;
import io.podseg.state.Rule.Match;
import io.podseg.state.Rule.OutInterface;
import io.podseg.state.Rule.Return;
import io.podseg.state.Rule.Target;
import io.podseg.state.Rule.TcpNotSyn;
import io.podseg.state.RuleText;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Policies and pods to chains and sets: the host layer.
 *
 * <p>Packets of managed bridges pass two independent judges: {@code PODSEG-FROM} holds the egress rules of the pod that sends
 * and {@code PODSEG-TO} the ingress rules of the pod that receives; both must return. Each judge first drops what is not in
 * the ready set (the standing guard), then finds the pod's class through a {@link ClassTree}, and drops what is in no class.
 * Podseg never accepts, it returns: what the host closes stays closed.
 *
 * <p>The guard stands twice on every way, in chains of their own, so that no single chain, rule or jump that is lost takes it
 * along: a sender meets it in raw PREROUTING and in its judge, a receiver in its judge (or raw OUTPUT, for what the node sends)
 * and in POSTROUTING. Outside the judges it asks each packet, also of connections long open: an address that leaves the ready
 * set is dark at once.
 *
 * <p>Why the guard matches bridges by name and not by address: it must hold for addresses nobody has chosen, and before the
 * bridge exists.
 */
final class FirewallCompiler {
    static final int NEIGHBOUR_SOLICITATION = 135;
    static final int NEIGHBOUR_ADVERTISEMENT = 136;

    private final World world;
    private final Borders borders;
    private final List<String> bridges;
    private final Map<String, SortedMap<Ip, String>> places;
    private final RuleMemory memory;

    FirewallCompiler(World world, List<String> bridges, Map<String, SortedMap<Ip, String>> places) {
        this(world, bridges, places, new RuleMemory());
    }

    /**
     * @param world pods and policies
     * @param bridges bridges of managed networks that do not begin with {@link Names#BRIDGE_PREFIX}, sorted
     * @param places for each endpoint id: address to the bridge that it stands on
     * @param memory rules that were written last, in this world
     */
    FirewallCompiler(World world, List<String> bridges, Map<String, SortedMap<Ip, String>> places, RuleMemory memory) {
        this.world = world;
        this.borders = new Borders(world.networks());
        this.bridges = List.copyOf(bridges);
        this.places = places;
        this.memory = memory;
    }

    Firewall compile() {
        TreeMap<String, IpSet> sets = new TreeMap<>();
        EnumMap<Family, MangleTable> tables = new EnumMap<>(Family.class);
        CompiledPolicies policies = new CompiledPolicies(world);
        for (Family family : Family.values()) {
            FamilyWriter out = new FamilyWriter(family, sets, memory);
            guardSets(out);
            RuleCompiler rules = new RuleCompiler(policies, out);
            for (Direction direction : Direction.values()) {
                new ClassTree(direction, out, rules).write(policies.classes(direction));
            }
            baseChains(out);
            tables.put(family, new MangleTable(out.chains(), hooks()));
        }
        return new Firewall(tables, sets, true);
    }

    private static SortedMap<String, Hook> hooks() {
        TreeMap<String, Hook> hooks = new TreeMap<>();
        hooks.put("FORWARD", Hook.first(SetNames.FORWARD));
        hooks.put("INPUT", Hook.first(SetNames.INPUT));
        hooks.put("POSTROUTING", Hook.first(SetNames.POSTROUTING));
        hooks.put("PREROUTING", Hook.first(SetNames.PREROUTING));
        hooks.put("OUTPUT", Hook.first(SetNames.OUTPUT));
        return hooks;
    }

    private void guardSets(FamilyWriter out) {
        TreeSet<String> ready = new TreeSet<>();
        TreeSet<String> self = new TreeSet<>();
        for (Endpoint endpoint : world.endpoints()) {
            SortedMap<Ip, String> byAddress = places.getOrDefault(endpoint.id(), new TreeMap<>());
            byAddress.forEach((ip, bridge) -> {
                if (ip.family() == out.family()) {
                    ready.add(ip + "," + bridge);
                    borders.answering(bridge, byAddress.values()).forEach(other -> ready.add(ip + "," + other));
                    self.addAll(self(endpoint, ip, byAddress.keySet()));
                }
            });
        }
        out.set(SetNames.ready(out.family()), IpSet.Type.HASH_NET_IFACE, ready);
        out.set(SetNames.self(out.family()), IpSet.Type.HASH_IP_PORT_IP, self);
    }

    /**
     * A pod meets itself in the host's chains only through a published port, whose container port is declared; what goes to its
     * own address directly never leaves it. Not every kernel has a set type for plain pairs of addresses.
     */
    private static List<String> self(Endpoint endpoint, Ip ip, Set<Ip> own) {
        List<String> members = new ArrayList<>();
        for (ContainerPort port : endpoint.ports()) {
            String text = port.protocol().name().toLowerCase(Locale.ROOT) + ":" + port.port();
            own.stream()
                    .filter(other -> other.family() == ip.family())
                    .forEach(other -> members.add(ip + "," + text + "," + other));
        }
        return members;
    }

    private void baseChains(FamilyWriter out) {
        Family family = out.family();
        List<Rule> forward = new ArrayList<>(List.of(established()));
        List<Rule> input = new ArrayList<>(List.of(established()));
        forward.addAll(borders.rules(out));
        List<String> names = new ArrayList<>(List.of(Names.BRIDGE_PREFIX + "+"));
        names.addAll(bridges);
        for (String bridge : names) {
            forward.add(rule("podseg from pods", new Jump(SetNames.FROM), new InInterface(bridge)));
            input.add(rule("podseg pods to node", new Jump(SetNames.FROM), new InInterface(bridge)));
        }
        for (String bridge : names) {
            forward.add(rule("podseg to pods", new Jump(SetNames.TO), new OutInterface(bridge)));
        }
        out.chain(SetNames.FORWARD, forward);
        out.chain(SetNames.INPUT, input);
        out.chain(SetNames.PREROUTING, guard(family, names, InInterface::new, "src,src"));
        List<Rule> leaving = guard(family, names, OutInterface::new, "dst,dst");
        names.forEach(bridge -> leaving.add(midStream(new OutInterface(bridge))));
        out.chain(SetNames.POSTROUTING, leaving);
        out.chain(SetNames.OUTPUT, guard(family, names, OutInterface::new, "dst,dst"));
        out.chain(SetNames.FROM, judge(family, "src,src", Direction.EGRESS));
        out.chain(SetNames.TO, judge(family, "dst,dst", Direction.INGRESS));
    }

    /** The whole guard for each bridge, without a jump: fewer rules to lose, and one look at packets of other interfaces. */
    private static List<Rule> guard(Family family, List<String> names, Function<String, Match> side, String flags) {
        List<Rule> rules = new ArrayList<>();
        for (String bridge : names) {
            rules.addAll(neighbours(family, side.apply(bridge)));
            rules.add(guard(family, flags, side.apply(bridge)));
        }
        return rules;
    }

    /** The one early rule for what was allowed before. */
    private static Rule established() {
        return rule("podseg established", new Return(), new CtState(List.of("ESTABLISHED", "RELATED")));
    }

    private List<Rule> judge(Family family, String flags, Direction direction) {
        List<Rule> rules = neighbours(family);
        rules.add(rule("podseg invalid", new Drop(), new CtState(List.of("INVALID"))));
        rules.add(midStream());
        rules.add(guard(family, flags));
        rules.add(rule("podseg self", new Return(), new InSet(SetNames.self(family), "src,dst,dst", false)));
        rules.add(rule("podseg " + direction.field() + " classes", new Rule.Goto(SetNames.treeChain(direction, ""))));
        return rules;
    }

    /**
     * A connection that was cut must not come back by its next packet, in neither direction. What the node sends meets this too:
     * it may reach its pods always, and its stream would otherwise give back to a pod the connection that was taken away.
     */
    private static Rule midStream(Match... place) {
        List<Match> matches = new ArrayList<>(List.of(place));
        matches.add(new TcpNotSyn());
        matches.add(new CtState(List.of("NEW")));
        return rule("podseg mid-stream", new Drop(), matches.toArray(Match[]::new));
    }

    private static Rule guard(Family family, String flags, Match... place) {
        return rule("podseg guard", new Drop(), with(new InSet(SetNames.ready(family), flags, true), place));
    }

    /** IPv6 cannot find its neighbours without these; the hop limit of 255 shows that they come from the link (RFC 4861). */
    private static List<Rule> neighbours(Family family, Match... place) {
        List<Rule> rules = new ArrayList<>();
        if (family == Family.V6) {
            for (int type : List.of(NEIGHBOUR_SOLICITATION, NEIGHBOUR_ADVERTISEMENT)) {
                rules.add(rule("podseg neighbour", new Return(), with(new Icmp6FromNeighbour(type), place)));
            }
        }
        return rules;
    }

    private static Match[] with(Match match, Match... place) {
        return Stream.concat(Stream.of(place), Stream.of(match)).toArray(Match[]::new);
    }

    static Rule rule(String comment, Target target, Match... matches) {
        return RuleText.hashed(comment, new Rule.Own(List.of(matches), target, ""));
    }
}
