package io.podseg.desired;

import io.podseg.model.Family;
import io.podseg.policy.Direction;
import io.podseg.policy.PodClass;
import io.podseg.policy.Policy;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Log;
import io.podseg.state.Rule.LogRate;
import io.podseg.state.Rule.Return;
import io.podseg.state.RuleText;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * The end of a class: what no rule returned is counted for its pod, copied to NFLOG at a small rate, and dropped; in audit mode
 * it goes on instead.
 *
 * <p>The set match stands before the rate: the kernel tests matches in order, so the set counts every packet and the rate only
 * decides about the copy. Only what is denied comes here, so counting and logging cost an allowed packet nothing. One set for
 * all pods of a direction, whatever their class, keeps a pod's count when its policies change.
 */
final class Denials {
    private final Direction direction;
    private final FamilyWriter out;
    private final TreeSet<String> all = new TreeSet<>();
    private final TreeSet<String> audited = new TreeSet<>();

    Denials(Direction direction, FamilyWriter out) {
        this.direction = direction;
        this.out = out;
    }

    /** Addresses of a class, an open one too: its pods may be isolated tomorrow. */
    void add(PodClass podClass, SortedSet<String> addresses) {
        all.addAll(addresses);
        if (podClass.audit()) {
            audited.addAll(addresses);
        }
    }

    void writeSets() {
        out.set(SetNames.drops(out.family(), direction), IpSet.Type.HASH_IP_COUNTED, all);
        if (!audited.isEmpty()) {
            out.set(SetNames.audit(out.family(), direction), IpSet.Type.HASH_IP_COUNTED, audited);
        }
    }

    /** The last rules of a class. */
    static List<Rule> end(PodClass podClass, FamilyWriter out, String names) {
        Family family = out.family();
        Direction direction = podClass.direction();
        String set = podClass.audit() ? SetNames.audit(family, direction) : SetNames.drops(family, direction);
        String event = (podClass.audit() ? "audit " : "drop ") + direction.field();
        Rule log = out.rule(
                "podseg count and log",
                new Log(prefix("podseg " + event, podClass.policies())),
                new InSet(set, ClassTree.flag(direction), false),
                new LogRate(SetNames.logTable(podClass.audit(), direction), direction == Direction.EGRESS));
        Rule last = podClass.audit()
                ? out.rule(direction.field() + " would be denied by " + names, new Return())
                : out.rule(direction.field() + " denied by " + names, new Drop());
        return List.of(log, last);
    }

    /** The same inside a pod: one pod alone needs no set to be counted apart, its drops are those of the last rule. */
    static List<Rule> inside(PodClass podClass, FamilyWriter out, String names) {
        List<Rule> end = end(podClass, out, names);
        if (!(end.getFirst() instanceof Rule.Own log)) {
            return end;
        }
        Rule.Match[] rate = log.matches().stream()
                .filter(match -> !(match instanceof InSet))
                .toArray(Rule.Match[]::new);
        return List.of(out.rule("podseg log", log.target(), rate), end.getLast());
    }

    /** {@code podseg drop ingress x/a,x/b,+3}: as many of the policies as fit, and how many more there are. */
    static String prefix(String event, List<Policy> policies) {
        StringBuilder text = new StringBuilder(event).append(' ');
        for (int i = 0; i < policies.size(); i++) {
            String id = policies.get(i).id().replaceAll("[^A-Za-z0-9:/._-]", "_");
            String more = i + 1 < policies.size() ? ",+" + (policies.size() - i - 1) : "";
            if (i > 0 && text.length() + 1 + id.length() + more.length() > RuleText.MAX_LOG_PREFIX) {
                return text.append(",+").append(policies.size() - i).toString();
            }
            int room = RuleText.MAX_LOG_PREFIX - text.length() - more.length();
            text.append(i > 0 ? "," : "").append(id, 0, Math.min(id.length(), room));
        }
        return text.toString();
    }
}
