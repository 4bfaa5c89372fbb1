package io.podseg.host.hook;

import io.podseg.model.Family;
import io.podseg.state.BridgeSysctls;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.MangleTable.Hook;
import io.podseg.state.Rule;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/** A ruleset that takes everything that the hook takes for a real one: a set, a rule that asks it, both families. */
final class TrialRules {
    private static final String SET = "podseg4-trial";

    static final Firewall RULES = new Firewall(
            Map.of(
                    Family.V4,
                    table(List.of(
                            new Rule.Own(List.of(new Rule.InSet(SET, "src", false)), new Rule.Drop(), "podseg trial"),
                            drop())),
                    Family.V6,
                    table(List.of(drop()))),
            new TreeMap<>(
                    Map.of(SET, new IpSet(SET, IpSet.Type.HASH_IP, Family.V4, new TreeSet<>(List.of("192.0.2.1"))))),
            BridgeSysctls.NONE);

    private TrialRules() {}

    private static Rule drop() {
        return new Rule.Own(List.of(), new Rule.Drop(), "podseg trial");
    }

    private static MangleTable table(List<Rule> rules) {
        return new MangleTable(
                new TreeMap<>(Map.of("PODSEG-POD-IN", rules, "PODSEG-POD-OUT", rules)),
                new TreeMap<>(
                        Map.of("INPUT", Hook.first("PODSEG-POD-IN"), "POSTROUTING", Hook.first("PODSEG-POD-OUT"))));
    }
}
