package io.podseg.bench;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.NumberedPort;
import io.podseg.policy.PeerResolver;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.policy.PortMatch;
import io.podseg.policy.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * The usual layout, to compare with: FORWARD lists every pod, each pod has a chain for each direction with the rules of its policies,
 * addresses written into the rules. IPv4, pod peers and numbered ports only.
 */
final class FlatLayout {
    private FlatLayout() {}

    /** Lines for {@code iptables-restore --noflush}. */
    static List<String> lines(World world) {
        List<String> chains = new ArrayList<>(List.of(":FLAT - [0:0]"));
        List<String> jumps = new ArrayList<>();
        List<String> rules = new ArrayList<>();
        PeerResolver peers = new PeerResolver(world);
        int number = 0;
        for (Endpoint pod : world.endpoints()) {
            for (Direction direction : pod.isPod() ? List.of(Direction.values()) : List.<Direction>of()) {
                String chain = (direction == Direction.EGRESS ? "FLAT-E-" : "FLAT-I-") + number;
                String side = direction == Direction.EGRESS ? " -s " : " -d ";
                List<Policy> policies = isolating(world, pod, direction);
                if (!policies.isEmpty()) {
                    chains.add(":" + chain + " - [0:0]");
                    addresses(pod).forEach(ip -> jumps.add("-A FLAT" + side + ip + " -j " + chain));
                    policies.forEach(policy -> policy.rules(direction)
                            .orElse(List.of())
                            .forEach(rule -> rules.addAll(rules(chain, policy, direction, rule, peers))));
                    rules.add("-A " + chain + " -j DROP");
                }
            }
            number++;
        }
        List<String> lines = new ArrayList<>(List.of("*mangle"));
        lines.addAll(chains);
        lines.add("-A FORWARD -m conntrack --ctstate ESTABLISHED,RELATED -j ACCEPT");
        lines.add("-A FORWARD -j FLAT");
        lines.addAll(jumps);
        lines.addAll(rules);
        lines.add("COMMIT");
        return lines;
    }

    private static List<Policy> isolating(World world, Endpoint pod, Direction direction) {
        return world.policies().stream()
                .filter(policy -> policy.rules(direction).isPresent() && policy.selects(pod))
                .toList();
    }

    private static List<String> rules(
            String chain, Policy policy, Direction direction, PolicyRule rule, PeerResolver peers) {
        String side = direction == Direction.EGRESS ? " -d " : " -s ";
        List<String> lines = new ArrayList<>();
        rule.peers().stream()
                .flatMap(peer -> peers.members(peer, policy.namespace()).stream())
                .flatMap(member -> addresses(member).stream())
                .forEach(ip -> rule.ports()
                        .forEach(port -> lines.add("-A " + chain + side + ip + port(port) + " -m comment --comment \""
                                + policy.id() + "\" -j RETURN")));
        return lines;
    }

    private static String port(PortMatch match) {
        if (match instanceof NumberedPort number && number.ports().isPresent()) {
            String protocol = number.protocol().name().toLowerCase(Locale.ROOT);
            return " -p " + protocol + " -m " + protocol + " --dport "
                    + number.ports().get().first();
        }
        throw new IllegalArgumentException("not in this layout: " + match);
    }

    private static List<String> addresses(Endpoint endpoint) {
        return endpoint.addresses().stream()
                .filter(ip -> ip.family() == Family.V4)
                .map(Ip::toString)
                .collect(Collectors.toList());
    }
}
