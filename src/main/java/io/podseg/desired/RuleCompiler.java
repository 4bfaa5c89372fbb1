package io.podseg.desired;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.policy.BlockPeer;
import io.podseg.policy.CompiledPolicies;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Direction;
import io.podseg.policy.Endpoint;
import io.podseg.policy.NamedPort;
import io.podseg.policy.NumberedPort;
import io.podseg.policy.Peer;
import io.podseg.policy.PeerResolver;
import io.podseg.policy.PodPeer;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.policy.PortMatch;
import io.podseg.policy.World;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import io.podseg.state.Rule.DestinationIn;
import io.podseg.state.Rule.DestinationPorts;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Match;
import io.podseg.state.Rule.Return;
import io.podseg.state.Rule.SourceIn;
import io.podseg.state.Rule.Transport;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * One rule of a policy to iptables rules that return: every way to name the peers times every way to name the ports.
 *
 * <p>All pod selectors of a rule share one set; each ipBlock is a rule of its own with a set for its own exceptions, because
 * merged blocks would let the exception of one cancel another. Resolvers stand in a set with their ports, because their
 * address is the node's.
 */
final class RuleCompiler {
    /** Slots of {@code -m multiport}; a range takes two (iptables-extensions(8)). */
    private static final int MULTIPORT_SLOTS = 15;

    private final World world;
    private final FamilyWriter out;
    private final PeerResolver peers;
    private final Optional<Inside> inside;
    private final TreeMap<String, IpSet> used = new TreeMap<>();

    RuleCompiler(CompiledPolicies policies, FamilyWriter out) {
        this(policies, out, Optional.empty());
    }

    /** Rules for the namespace of one pod. */
    RuleCompiler(CompiledPolicies policies, FamilyWriter out, Inside inside) {
        this(policies, out, Optional.of(inside));
    }

    private RuleCompiler(CompiledPolicies policies, FamilyWriter out, Optional<Inside> inside) {
        this.inside = inside;
        this.world = policies.world();
        this.out = out;
        this.peers = policies.peers();
    }

    /** The rules of a policy in a direction. */
    List<Rule> compile(Policy policy, Direction direction) {
        List<Rule> rules = new ArrayList<>();
        policy.rules(direction).orElse(List.of()).forEach(rule -> rules.addAll(compile(policy, direction, rule)));
        return rules;
    }

    /** The sets that rules named since this was last asked. */
    List<IpSet> used() {
        List<IpSet> sets = List.copyOf(used.values());
        used.clear();
        return sets;
    }

    /** Names a set, which is made where no rule of this world named it yet. */
    private void use(String name, IpSet.Type type, Supplier<SortedSet<String>> members) {
        used.put(name, out.memory().set(name, () -> new IpSet(name, type, out.family(), members.get())));
    }

    private List<Rule> compile(Policy policy, Direction direction, PolicyRule rule) {
        String comment = policy.id() + " " + direction.field() + " rule " + rule.number();
        List<Rule> compiled = new ArrayList<>();
        for (List<Match> peer : peerMatches(policy, direction, rule.peers())) {
            for (List<Match> ports : portMatches(rule.ports(), direction)) {
                List<Match> all = new ArrayList<>(peer);
                all.addAll(ports);
                compiled.add(FirewallCompiler.rule(comment, new Return(), all.toArray(new Match[0])));
            }
        }
        return compiled;
    }

    private List<List<Match>> peerMatches(Policy policy, Direction direction, List<Peer> all) {
        if (all.isEmpty()) {
            return List.of(List.of());
        }
        String side = direction == Direction.EGRESS ? "dst" : "src";
        List<List<Match>> matches = new ArrayList<>();
        List<PodPeer> pods = new ArrayList<>();
        for (Peer peer : all) {
            switch (peer) {
                case PodPeer pod -> pods.add(pod);
                case BlockPeer block -> {
                    if (block.cidr().family() == out.family()) {
                        matches.add(blockMatch(block, side));
                    }
                }
            }
        }
        if (!pods.isEmpty()) {
            podMatches(policy, direction, pods, side, matches);
        }
        return matches;
    }

    private void podMatches(
            Policy policy, Direction direction, List<PodPeer> pods, String side, List<List<Match>> matches) {
        List<Endpoint> members = pods.stream()
                .flatMap(pod -> peers.members(pod, policy.namespace()).stream())
                .toList();
        boolean alone = inside.filter(Inside::userMode).isPresent();
        if (!alone) {
            matches.add(List.of(new InSet(peerSet(policy, pods, members), side, false)));
        }
        boolean resolver = members.stream()
                .anyMatch(member -> member.kind() == Endpoint.Kind.RESOLVER && member.unseen() == alone);
        if (resolver && direction == Direction.EGRESS) {
            matches.add(List.of(new InSet(resolverSet(), "dst,dst", false)));
        }
    }

    private String peerSet(Policy policy, List<PodPeer> pods, List<Endpoint> members) {
        String canonical = policy.namespace() + " "
                + pods.stream().map(PodPeer::toString).sorted().distinct().collect(Collectors.joining(" or "));
        String set = SetNames.peers(out.family(), canonical);
        use(
                set,
                IpSet.Type.HASH_IP,
                () -> out.addresses(members.stream().filter(Endpoint::isPod).toList()));
        return set;
    }

    private String resolverSet() {
        if (inside.isPresent() && inside.get().userMode()) {
            List<Ip> addresses = inside.get().resolvers();
            String own = SetNames.ownDns(out.family(), addresses.toString());
            use(own, IpSet.Type.HASH_IP_PORT, () -> resolvers(addresses));
            return own;
        }
        String name = SetNames.dns(out.family());
        use(name, IpSet.Type.HASH_IP_PORT, this::resolvers);
        return name;
    }

    private SortedSet<String> resolvers() {
        List<Ip> addresses = world.endpoints().stream()
                .filter(endpoint -> endpoint.kind() == Endpoint.Kind.RESOLVER && !endpoint.unseen())
                .flatMap(endpoint -> endpoint.addresses().stream())
                .toList();
        return resolvers(addresses);
    }

    private SortedSet<String> resolvers(List<Ip> addresses) {
        TreeSet<String> members = new TreeSet<>();
        for (Ip address : Inside.of(addresses, out.family())) {
            members.add(address + ",tcp:" + Endpoint.DNS_PORT);
            members.add(address + ",udp:" + Endpoint.DNS_PORT);
        }
        return members;
    }

    private List<Match> blockMatch(BlockPeer block, String side) {
        List<Match> match = new ArrayList<>();
        match.add(side.equals("src") ? new SourceIn(block.cidr()) : new DestinationIn(block.cidr()));
        if (!block.except().isEmpty()) {
            String set = SetNames.except(out.family(), block.except().toString());
            use(set, IpSet.Type.HASH_NET, () -> {
                TreeSet<String> members = new TreeSet<>();
                block.except().forEach(part -> members.add(netMember(part)));
                return members;
            });
            match.add(new InSet(set, side, true));
        }
        return match;
    }

    /** A block in ipset's words: a single address has no prefix length there. */
    private static String netMember(Cidr cidr) {
        return cidr.prefix() == cidr.family().bits() ? cidr.base().toString() : cidr.toString();
    }

    private List<List<Match>> portMatches(List<PortMatch> declared, Direction direction) {
        List<PortMatch> all = inside.isPresent() && direction == Direction.INGRESS
                ? numbered(declared, inside.get().endpoint())
                : declared;
        if (all.isEmpty() && !declared.isEmpty()) {
            return List.of();
        }
        if (all.isEmpty()) {
            return List.of(List.of());
        }
        List<List<Match>> matches = new ArrayList<>();
        Map<Protocol, TreeSet<PortRange>> numbered = new EnumMap<>(Protocol.class);
        TreeSet<Protocol> whole = new TreeSet<>();
        for (PortMatch port : all) {
            switch (port) {
                case NumberedPort number ->
                    number.ports()
                            .ifPresentOrElse(
                                    range -> numbered.computeIfAbsent(number.protocol(), key -> new TreeSet<>())
                                            .add(range),
                                    () -> whole.add(number.protocol()));
                case NamedPort named -> matches.add(List.of(new InSet(namedSet(named), "dst,dst", false)));
            }
        }
        for (Protocol protocol : whole) {
            numbered.remove(protocol);
            matches.add(List.of(new Transport(protocol)));
        }
        numbered.forEach((protocol, ranges) ->
                slots(ranges).forEach(group -> matches.add(List.of(new DestinationPorts(protocol, group)))));
        return matches;
    }

    /** Inside a pod a name means that pod's own ports, whatever its address is there. */
    private static List<PortMatch> numbered(List<PortMatch> declared, Endpoint pod) {
        List<PortMatch> numbers = new ArrayList<>();
        for (PortMatch port : declared) {
            if (port instanceof NamedPort named) {
                pod.portsNamed(named.name(), named.protocol())
                        .forEach(number -> numbers.add(
                                new NumberedPort(named.protocol(), Optional.of(new PortRange(number, number)))));
            } else {
                numbers.add(port);
            }
        }
        return numbers;
    }

    private static List<List<PortRange>> slots(TreeSet<PortRange> ranges) {
        List<List<PortRange>> groups = new ArrayList<>();
        List<PortRange> group = new ArrayList<>();
        int used = 0;
        for (PortRange range : ranges) {
            int slots = range.first() == range.last() ? 1 : 2;
            if (used + slots > MULTIPORT_SLOTS) {
                groups.add(group);
                group = new ArrayList<>();
                used = 0;
            }
            group.add(range);
            used += slots;
        }
        groups.add(group);
        return groups;
    }

    private String namedSet(NamedPort named) {
        String name = SetNames.namedPort(out.family(), named.toString());
        use(name, IpSet.Type.HASH_IP_PORT, () -> namedPorts(named));
        return name;
    }

    private SortedSet<String> namedPorts(NamedPort named) {
        TreeSet<String> members = new TreeSet<>();
        for (Endpoint endpoint : world.endpoints()) {
            if (endpoint.unseen()) {
                continue;
            }
            for (ContainerPort port : endpoint.ports()) {
                if (port.protocol() == named.protocol()
                        && port.name().filter(named.name()::equals).isPresent()) {
                    endpoint.addresses().stream()
                            .filter(ip -> ip.family() == out.family())
                            .forEach(ip -> members.add(
                                    ip + "," + named.protocol().name().toLowerCase(Locale.ROOT) + ":" + port.port()));
                }
            }
        }
        return members;
    }
}
