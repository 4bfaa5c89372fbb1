package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import io.podseg.policy.Endpoint;
import io.podseg.policy.Network;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import io.podseg.state.Interpreter;
import io.podseg.state.MangleTable;
import io.podseg.state.Packet;
import io.podseg.state.Rule;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever single chain, rule or jump of podseg's is lost: what is not ready still neither sends nor receives. */
class GuardTest {
    private static final String BRIDGE = "podseg0000000a";
    private static final String NAMED = "edge0";
    private static final Rule ANYTHING = Rule.of(new Rule.Return());

    /** What a packet meets on its way: it is dropped when one of these drops it. */
    private record Way(String name, List<Packet> hooks) {}

    @ParameterizedTest
    @EnumSource(Family.class)
    void survivesTheLossOfAnySingleChainRuleOrJump(Family family) {
        Firewall whole = firewall(family);
        Map<String, MangleTable> losses = losses(whole.table(family));
        assertThat(losses).hasSizeGreaterThan(60);
        losses.put("nothing", whole.table(family));
        losses.forEach((lost, table) -> {
            EnumMap<Family, MangleTable> tables = new EnumMap<>(whole.tables());
            tables.put(family, table);
            Interpreter interpreter = new Interpreter(new Firewall(tables, whole.sets(), true));
            for (String bridge : List.of(BRIDGE, NAMED)) {
                for (Way way : ways(family, bridge)) {
                    assertThat(way.hooks())
                            .as("%s on %s without %s", way.name(), bridge, lost)
                            .anyMatch(packet -> !interpreter.passes(packet));
                }
            }
        });
    }

    /** The same proof finds it where a guard does stand alone. */
    @ParameterizedTest
    @EnumSource(Family.class)
    void twoLossesAreToldFromOne(Family family) {
        Firewall whole = firewall(family);
        EnumMap<Family, MangleTable> tables = new EnumMap<>(whole.tables());
        TreeMap<String, MangleTable.Hook> hooks =
                new TreeMap<>(whole.table(family).hooks());
        hooks.remove("POSTROUTING");
        hooks.remove("OUTPUT");
        tables.put(family, new MangleTable(whole.table(family).chains(), hooks));
        Interpreter interpreter = new Interpreter(new Firewall(tables, whole.sets(), true));
        assertThat(ways(family, BRIDGE).stream()
                        .filter(way -> way.hooks().stream().allMatch(interpreter::passes))
                        .map(Way::name))
                .containsExactly("node to dark");
    }

    private static Firewall firewall(Family family) {
        TreeMap<Ip, String> places = new TreeMap<>();
        places.put(ready(family), BRIDGE);
        places.put(readyOnNamed(family), NAMED);
        Endpoint pod = new Endpoint(
                "x/a", Endpoint.Kind.POD, "x", new TreeMap<>(), List.copyOf(places.keySet()), List.of(), false);
        World world = new World(new TreeMap<>(), networks(family), List.of(pod), List.of());
        return new FirewallCompiler(world, List.of(NAMED), Map.of("x/a", places)).compile();
    }

    /** An internal network and two isolated ones, so that there are rules for all that a network can be. */
    private static List<Network> networks(Family family) {
        boolean v4 = family == Family.V4;
        return List.of(
                new Network("a", BRIDGE, List.of(Cidr.of(v4 ? "10.89.0.0/24" : "fd00::/64")), true, false),
                new Network("b", NAMED, List.of(Cidr.of(v4 ? "10.90.0.0/24" : "fd01::/64")), false, true),
                new Network("c", "podseg0000000c", List.of(Cidr.of(v4 ? "10.91.0.0/24" : "fd02::/64")), false, true));
    }

    private static Ip ready(Family family) {
        return Ip.of(family == Family.V4 ? "10.89.0.10" : "fd00::10");
    }

    private static Ip readyOnNamed(Family family) {
        return Ip.of(family == Family.V4 ? "10.90.0.10" : "fd01::10");
    }

    private static List<Way> ways(Family family, String bridge) {
        Ip pod = bridge.equals(BRIDGE) ? ready(family) : readyOnNamed(family);
        Ip dark = Ip.of(family == Family.V4 ? "10.89.0.200" : "fe80::200");
        Ip node = Ip.of(family == Family.V4 ? "10.89.0.1" : "fd00::1");
        Ip outside = Ip.of(family == Family.V4 ? "203.0.113.10" : "2001:db8::10");
        return List.of(
                forwarded("dark to pod", bridge, bridge, dark, pod),
                forwarded("dark to outside", bridge, "eth0", dark, outside),
                new Way(
                        "dark to node",
                        List.of(packet("PREROUTING", bridge, "", dark, node), packet("INPUT", bridge, "", dark, node))),
                forwarded("pod to dark", bridge, bridge, pod, dark),
                forwarded("outside to dark", "eth0", bridge, outside, dark),
                new Way(
                        "node to dark",
                        List.of(
                                packet("OUTPUT", "", bridge, node, dark),
                                packet("POSTROUTING", "", bridge, node, dark))));
    }

    private static Way forwarded(String name, String in, String out, Ip source, Ip destination) {
        return new Way(
                name,
                List.of(
                        packet("PREROUTING", in, "", source, destination),
                        packet("FORWARD", in, out, source, destination),
                        packet("POSTROUTING", "", out, source, destination)));
    }

    private static Packet packet(String hook, String in, String out, Ip source, Ip destination) {
        return new Packet(hook, in, out, source, destination, Protocol.TCP, 80);
    }

    /** Each chain emptied, each chain gone, each rule removed, each rule made one that lets everything pass, each jump removed. */
    private static Map<String, MangleTable> losses(MangleTable whole) {
        Map<String, MangleTable> losses = new TreeMap<>();
        whole.chains().forEach((name, rules) -> {
            losses.put("rules of " + name, with(whole, name, List.of()));
            losses.put("chain " + name, gone(whole, name));
            for (int i = 0; i < rules.size(); i++) {
                List<Rule> less = new ArrayList<>(rules);
                less.remove(i);
                losses.put("rule " + (i + 1) + " of " + name, with(whole, name, less));
                List<Rule> changed = new ArrayList<>(rules);
                changed.set(i, ANYTHING);
                losses.put("the conditions of rule " + (i + 1) + " of " + name, with(whole, name, changed));
            }
        });
        for (String hook : whole.hooks().keySet()) {
            TreeMap<String, MangleTable.Hook> hooks = new TreeMap<>(whole.hooks());
            hooks.remove(hook);
            losses.put("jump in " + hook, new MangleTable(whole.chains(), hooks));
        }
        return losses;
    }

    private static MangleTable with(MangleTable whole, String name, List<Rule> rules) {
        SortedMap<String, List<Rule>> chains = new TreeMap<>(whole.chains());
        chains.put(name, rules);
        return new MangleTable(chains, whole.hooks());
    }

    /** A chain can be deleted once nothing jumps to it. */
    private static MangleTable gone(MangleTable whole, String name) {
        SortedMap<String, List<Rule>> chains = new TreeMap<>(whole.chains());
        chains.remove(name);
        chains.replaceAll((_, rules) -> rules.stream()
                .filter(rule -> !targets(rule).toList().contains(name))
                .toList());
        TreeMap<String, MangleTable.Hook> hooks = new TreeMap<>(whole.hooks());
        hooks.values().removeIf(hook -> hook.target().equals(name));
        return new MangleTable(chains, hooks);
    }

    private static Stream<String> targets(Rule rule) {
        if (!(rule instanceof Rule.Own own)) {
            return Stream.empty();
        }
        return switch (own.target()) {
            case Rule.Jump jump -> Stream.of(jump.chain());
            case Rule.Goto go -> Stream.of(go.chain());
            default -> Stream.empty();
        };
    }
}
