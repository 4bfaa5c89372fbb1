package io.podseg.host.hook;

import io.podseg.model.Family;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.MangleTable.Hook;
import io.podseg.state.Rule;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Own;
import io.podseg.state.Rule.Return;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;

/** Rulesets as pods have them. */
final class PodRules {
    private static final String FRIENDS = "podseg4-p-friends";

    private PodRules() {}

    static Firewall some() {
        return of(
                List.of("10.0.0.1", "10.0.0.2"),
                List.of(new Own(List.of(new InSet(FRIENDS, "src", false)), new Return(), "x 1")));
    }

    static Firewall other() {
        return of(List.of("10.0.0.9"), List.of());
    }

    /** As many members and rules as a large host may come to. */
    static Firewall large() {
        List<String> friends = IntStream.range(0, 10_000)
                .mapToObj(i -> "10.1." + i / 250 + "." + i % 250)
                .toList();
        List<Rule> rules = IntStream.range(0, 500)
                .<Rule>mapToObj(i ->
                        new Own(List.of(new InSet(FRIENDS, i % 2 == 0 ? "src" : "dst", false)), new Return(), "x " + i))
                .toList();
        return of(friends, rules);
    }

    /** A set that the rules name and nobody makes. */
    static Firewall unusable() {
        return of(
                List.of(), List.of(new Own(List.of(new InSet("podseg4-p-nobody", "src", false)), new Return(), "x 1")));
    }

    static Firewall closed() {
        List<Rule> drop = List.of(new Own(List.of(), new Drop(), "podseg closed"));
        return new Firewall(
                Map.of(Family.V4, table(drop), Family.V6, table(drop)), new TreeMap<>(), BridgeSysctls.NONE);
    }

    private static Firewall of(List<String> friends, List<Rule> first) {
        List<Rule> drop = List.of(new Own(List.of(), new Drop(), "the end"));
        List<Rule> rules = new ArrayList<>(first);
        rules.addAll(drop);
        TreeMap<String, IpSet> sets = new TreeMap<>();
        sets.put(FRIENDS, new IpSet(FRIENDS, IpSet.Type.HASH_IP, Family.V4, new TreeSet<>(friends)));
        return new Firewall(Map.of(Family.V4, table(rules), Family.V6, table(drop)), sets, BridgeSysctls.NONE);
    }

    private static MangleTable table(List<Rule> rules) {
        return new MangleTable(
                new TreeMap<>(Map.of("PODSEG-POD-IN", rules, "PODSEG-POD-OUT", rules)),
                new TreeMap<>(
                        Map.of("INPUT", Hook.first("PODSEG-POD-IN"), "POSTROUTING", Hook.first("PODSEG-POD-OUT"))));
    }
}
