package io.podseg.policy;

import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.Protocol;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What classes of pods may reach, all ports at once. The rules of a class with the same ports are merged, so that the
 * work grows with classes and distinct lists of ports and not with pods times policies. It knows no self: the answer
 * for an endpoint and itself is that for two with the same behaviour.
 */
final class Access {
    private static final PortSet DNS = PortSet.of(Protocol.TCP, Endpoint.DNS_PORT, Endpoint.DNS_PORT)
            .union(PortSet.of(Protocol.UDP, Endpoint.DNS_PORT, Endpoint.DNS_PORT));

    /** Whom the rules with one list of ports allow. */
    private static final class Opening {
        private final List<PortMatch> matches;
        private final boolean named;
        private final BitSet groups = new BitSet();
        private final List<BlockPeer> blocks = new ArrayList<>();
        private final Map<List<ContainerPort>, PortSet> resolved = new HashMap<>();
        private boolean any;

        Opening(List<PortMatch> matches) {
            this.matches = matches;
            named = matches.stream().anyMatch(NamedPort.class::isInstance);
        }

        void add(RuleMatcher rule) {
            any |= rule.rule().peers().isEmpty();
            groups.or(rule.selected());
            blocks.addAll(rule.blocks());
        }

        PortSet ports(Endpoint destination) {
            return resolved.computeIfAbsent(
                    named ? destination.ports() : List.of(), key -> PortSet.of(matches, destination));
        }
    }

    private final Groups groups;
    private final Isolation isolation;
    private final PeerResolver resolver;
    private final Routing routing;
    private final Map<Direction, Map<List<Policy>, List<Opening>>> classes = new EnumMap<>(Direction.class);

    Access(World world) {
        groups = new Groups(world);
        isolation = new Isolation(groups);
        resolver = new PeerResolver(groups);
        routing = new Routing(world);
    }

    Groups groups() {
        return groups;
    }

    Isolation isolation() {
        return isolation;
    }

    Routing routing() {
        return routing;
    }

    PeerResolver resolver() {
        return resolver;
    }

    /** The ports that {@code from} may reach at {@code to} by any pair of addresses that their kernels would use. */
    PortSet ports(Endpoint from, Endpoint to) {
        if (from.onNode()) {
            return Routing.apart(from, to) ? PortSet.NONE : PortSet.ALL;
        }
        PortSet ports = PortSet.NONE;
        for (Hop hop : routing.hops(from, to)) {
            if (ports == PortSet.ALL) {
                break;
            }
            PortSet out = half(from, Direction.EGRESS, to, hop.destination(), to);
            PortSet in = out.isEmpty() ? out : ingress(from, to, hop.source());
            ports = ports.union(out.intersect(in));
        }
        return ports;
    }

    private PortSet ingress(Endpoint from, Endpoint to, Ip source) {
        PortSet ports = half(to, Direction.INGRESS, from, source, to);
        List<Policy> policies = isolation.policies(to, Direction.INGRESS);
        if (from.kind() != Endpoint.Kind.EXTERNAL || policies.isEmpty()) {
            return ports;
        }
        for (ContainerPort port : to.ports()) {
            if (!port.hidden().isEmpty()) {
                PortSet one = PortSet.of(port.protocol(), port.port(), port.port());
                boolean open = port.hidden().stream().allMatch(family -> everybody(policies, to, port, family));
                ports = open ? ports.union(one) : ports.minus(one);
            }
        }
        return ports;
    }

    /** Whether every client of a family may come to a port. */
    private static boolean everybody(List<Policy> policies, Endpoint to, ContainerPort port, Family family) {
        return policies.stream()
                .flatMap(policy -> policy.rules(Direction.INGRESS).stream().flatMap(List::stream))
                .anyMatch(rule ->
                        rule.everybody(family) && PortSet.of(rule.ports(), to).contains(port.port(), port.protocol()));
    }

    private PortSet half(Endpoint subject, Direction direction, Endpoint peer, Ip address, Endpoint destination) {
        List<Policy> policies = isolation.policies(subject, direction);
        if (policies.isEmpty()) {
            return PortSet.ALL;
        }
        List<Opening> openings = classes.computeIfAbsent(direction, key -> new IdentityHashMap<>())
                .computeIfAbsent(policies, key -> openings(key, direction));
        Optional<Groups.Group> group = groups.of(peer);
        int number = group.isPresent() ? group.get().index() : -1;
        PortSet ports = PortSet.NONE;
        for (Opening opening : openings) {
            if (opening.any || opening.blocks.stream().anyMatch(block -> block.contains(address))) {
                ports = ports.union(opening.ports(destination));
            } else if (number >= 0 && opening.groups.get(number)) {
                PortSet open = opening.ports(destination);
                ports = ports.union(peer.kind() == Endpoint.Kind.RESOLVER ? open.intersect(DNS) : open);
            }
        }
        return ports;
    }

    private List<Opening> openings(List<Policy> policies, Direction direction) {
        Map<List<PortMatch>, Opening> openings = new LinkedHashMap<>();
        for (RuleMatcher rule : RuleMatcher.of(policies, direction, groups, resolver)) {
            openings.computeIfAbsent(rule.rule().ports(), Opening::new).add(rule);
        }
        return List.copyOf(openings.values());
    }
}
