package io.podseg.reconcile;

import io.podseg.model.Family;
import io.podseg.state.Firewall;
import io.podseg.state.IpSet;
import io.podseg.state.MangleTable;
import io.podseg.state.Rule;
import io.podseg.state.RuleText;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.NullMarked;

/** A small firewall: FORWARD to one chain, from there to another, whose rule asks a set. */
@NullMarked
final class Samples {
    private Samples() {}

    static Firewall firewall(IpSet.Type type, List<String> members) {
        IpSet set = new IpSet("podseg4-a", type, Family.V4, new TreeSet<>(members));
        Rule.Own asks = Rule.of(
                new Rule.Drop(),
                new Rule.InSet(set.name(), type == IpSet.Type.HASH_NET_IFACE ? "src,src" : "src", true));
        Rule.Own jumps = Rule.of(new Rule.Jump("PODSEG-A"), new Rule.InInterface("podseg+"));
        MangleTable table = new MangleTable(
                new TreeMap<>(Map.of(
                        "PODSEG-A", List.of(RuleText.hashed("x/a", asks)),
                        "PODSEG-FORWARD", List.of(RuleText.hashed("podseg", jumps)))),
                new TreeMap<>(Map.of("FORWARD", MangleTable.Hook.first("PODSEG-FORWARD"))));
        return new Firewall(Map.of(Family.V4, table), new TreeMap<>(Map.of(set.name(), set)), false);
    }
}
