package io.podseg.state;

import io.podseg.model.Cidr;
import io.podseg.model.Family;
import io.podseg.model.Ip;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.state.Rule.CtState;
import io.podseg.state.Rule.DestinationIn;
import io.podseg.state.Rule.DestinationPorts;
import io.podseg.state.Rule.Drop;
import io.podseg.state.Rule.Goto;
import io.podseg.state.Rule.Icmp6FromNeighbour;
import io.podseg.state.Rule.InInterface;
import io.podseg.state.Rule.InSet;
import io.podseg.state.Rule.Jump;
import io.podseg.state.Rule.Log;
import io.podseg.state.Rule.LogRate;
import io.podseg.state.Rule.Match;
import io.podseg.state.Rule.OutInterface;
import io.podseg.state.Rule.Own;
import io.podseg.state.Rule.Return;
import io.podseg.state.Rule.SourceIn;
import io.podseg.state.Rule.TcpNotSyn;
import io.podseg.state.Rule.Transport;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;

/** Random rules and firewalls that a kernel would take: chains refer to existing sets and to leaf chains only. */
public final class FirewallArbitraries {
    /** Chains that others may jump to; they have no jumps themselves, so there are no loops. */
    private static final List<String> LEAVES = List.of("PODSEG-E-0123456789abcdef", "PODSEG-I-00", "PODSEG-LEAF");

    private static final List<String> TOPS = List.of("PODSEG-FORWARD", "PODSEG-INPUT", "PODSEG-X_y");
    private static final List<String> IN_RAW = List.of("PODSEG-PREROUTING", "PODSEG-OUTPUT");
    private static final List<String> SETS = List.of("a", "b-0123456789abcdef", "ready", "n", "i", "c");

    private static final List<String> LOG_PREFIXES =
            List.of("x", "podseg drop ingress x/deny-all,y.z/a,+12", "-j", "--nflog-group 7", "a/" + "b".repeat(61));

    private final Random random;

    public FirewallArbitraries(Random random) {
        this.random = random;
    }

    public static Arbitrary<Firewall> firewalls() {
        return Arbitraries.longs().map(seed -> new FirewallArbitraries(new Random(seed)).firewall());
    }

    /** Pairs of family and rule. */
    public static Arbitrary<Map.Entry<Family, Own>> rules() {
        return Arbitraries.longs().map(seed -> {
            FirewallArbitraries made = new FirewallArbitraries(new Random(seed));
            Family family = made.pick(List.of(Family.values()));
            return Map.entry(family, made.rule(family, LEAVES, SETS));
        });
    }

    public Firewall firewall() {
        TreeMap<String, IpSet> sets = new TreeMap<>();
        EnumMap<Family, MangleTable> tables = new EnumMap<>(Family.class);
        for (Family family : Family.values()) {
            List<String> names = some(SETS);
            for (String name : names) {
                IpSet set = set(prefix(family) + name, family);
                sets.put(set.name(), set);
            }
            tables.put(family, table(family, names));
        }
        return new Firewall(tables, sets, random.nextBoolean());
    }

    private MangleTable table(Family family, List<String> sets) {
        TreeMap<String, List<Rule>> chains = new TreeMap<>();
        List<String> leaves = some(LEAVES);
        leaves.forEach(name -> chains.put(name, rules(family, List.of(), sets)));
        some(TOPS).forEach(name -> chains.put(name, rules(family, leaves, sets)));
        some(IN_RAW).forEach(name -> chains.put(name, rules(family, List.of(), sets)));
        TreeMap<String, MangleTable.Hook> hooks = new TreeMap<>();
        for (String chain : some(List.of("FORWARD", "INPUT", "POSTROUTING", "PREROUTING", "OUTPUT"))) {
            List<String> targets = chains.keySet().stream()
                    .filter(name -> MangleTable.tableOf(name).equals(MangleTable.tableOf(chain)))
                    .toList();
            if (!targets.isEmpty()) {
                hooks.put(chain, MangleTable.Hook.first(pick(targets)));
            }
        }
        return new MangleTable(chains, hooks);
    }

    private List<Rule> rules(Family family, List<String> chains, List<String> sets) {
        List<Rule> rules = new ArrayList<>();
        for (int i = random.nextInt(5); i > 0; i--) {
            rules.add(rule(family, chains, sets));
        }
        return rules;
    }

    private Own rule(Family family, List<String> chains, List<String> sets) {
        List<Match> matches = new ArrayList<>();
        maybe().ifPresent(_ -> matches.add(new SourceIn(cidr(family))));
        maybe().ifPresent(_ -> matches.add(new DestinationIn(cidr(family))));
        maybe().ifPresent(_ -> matches.add(new InInterface(pick(List.of("podseg+", "eth0.5", "br-1_x", "+", "a")))));
        maybe().ifPresent(_ -> matches.add(new OutInterface(pick(List.of("podseg0123abcd", "lo")))));
        maybe().ifPresent(_ -> matches.add(new CtState(
                random.nextBoolean()
                        ? some1(List.copyOf(new TreeSet<>(RuleForm.STATES)))
                        : List.of("RELATED", "NEW"))));
        transport(family, matches);
        if (!sets.isEmpty()) {
            for (int i = random.nextInt(3); i > 0; i--) {
                String set = pick(sets);
                matches.add(new InSet(prefix(family) + set, flags(set), random.nextBoolean()));
            }
        }
        boolean logs = random.nextInt(5) == 0;
        if (logs && random.nextBoolean()) {
            boolean source = random.nextBoolean();
            matches.add(new LogRate(source ? "podseg-try-e" : "podseg-try-i", source));
        }
        Collections.shuffle(matches, random);
        if (logs) {
            return RuleText.hashed(text(), new Own(matches, new Log(pick(LOG_PREFIXES)), ""));
        }
        return finished(matches, chains);
    }

    private Own finished(List<Match> matches, List<String> chains) {
        Rule.Target target = switch (random.nextInt(chains.isEmpty() ? 2 : 4)) {
            case 0 -> new Drop();
            case 1 -> new Return();
            case 2 -> new Jump(pick(chains));
            default -> new Goto(pick(chains));
        };
        return switch (random.nextInt(3)) {
            case 0 -> new Own(matches, target, "");
            case 1 -> new Own(matches, target, text());
            default -> RuleText.hashed(text(), new Own(matches, target, ""));
        };
    }

    private void transport(Family family, List<Match> matches) {
        Protocol protocol = pick(List.of(Protocol.values()));
        switch (random.nextInt(7)) {
            case 0 -> matches.add(new Transport(protocol));
            case 1 -> matches.add(new DestinationPorts(protocol, ports()));
            case 2 -> matches.add(new TcpNotSyn());
            case 3 -> matches.addAll(List.of(new TcpNotSyn(), new DestinationPorts(Protocol.TCP, ports())));
            case 4 -> matches.addAll(List.of(new Transport(protocol), new DestinationPorts(protocol, ports())));
            case 5 -> {
                if (family == Family.V6) {
                    matches.add(new Icmp6FromNeighbour(pick(List.of(133, 134, 135, 136, 137))));
                }
            }
            default -> {}
        }
    }

    private List<PortRange> ports() {
        List<PortRange> ports = new ArrayList<>();
        for (int i = 1 + random.nextInt(7); i > 0; i--) {
            int first = 1 + random.nextInt(65535);
            ports.add(
                    random.nextBoolean()
                            ? PortRange.of(first)
                            : new PortRange(first, Math.min(65535, first + random.nextInt(5))));
        }
        return ports;
    }

    private Cidr cidr(Family family) {
        int prefix = pick(List.of(0, 1, 7, 8, 24, 31, 32, 64, 127, 128));
        return new Cidr(ip(family), Math.min(prefix, family.bits()));
    }

    private Ip ip(Family family) {
        if (family == Family.V4) {
            return Ip.of("10.0.0.1").plus(random.nextInt(4000));
        }
        return switch (random.nextInt(3)) {
            case 0 -> Ip.of("1:0:1:1:1:1:1:1");
            case 1 -> Ip.of("2001:db8:0:0:1::").plus(random.nextInt(9));
            default -> new Ip(Family.V6, random.nextLong(), random.nextLong() & 0xffff0000ffffL);
        };
    }

    private IpSet set(String name, Family family) {
        IpSet.Type type = switch (flags(name.substring(prefix(family).length()))) {
            case "src" ->
                name.endsWith("-c")
                        ? IpSet.Type.HASH_IP_COUNTED
                        : random.nextBoolean() ? IpSet.Type.HASH_IP : IpSet.Type.HASH_NET;
            case "dst,dst" -> IpSet.Type.HASH_IP_PORT;
            default -> IpSet.Type.HASH_NET_IFACE;
        };
        TreeSet<String> members = new TreeSet<>();
        for (int i = random.nextInt(6); i > 0; i--) {
            members.add(member(type, family));
        }
        return new IpSet(name, type, family, members);
    }

    private String member(IpSet.Type type, Family family) {
        return switch (type) {
            case HASH_IP, HASH_IP_COUNTED -> ip(family).toString();
            case HASH_NET -> new Cidr(ip(family), 1 + random.nextInt(family.bits())).toString();
            case HASH_IP_PORT ->
                ip(family) + "," + pick(List.of("tcp", "udp", "sctp")) + ":" + (1 + random.nextInt(65535));
            default -> ip(family) + "," + pick(List.of("br0", "podseg00112233"));
        };
    }

    private static String flags(String set) {
        return switch (set) {
            case "n" -> "dst,dst";
            case "i", "ready" -> "src,src";
            default -> "src";
        };
    }

    private static String prefix(Family family) {
        return family == Family.V4 ? "podseg4-" : "podseg6-";
    }

    private String text() {
        List<String> texts = List.of(
                "x/deny-all",
                "a \"quoted\" one",
                "back\\slash\\",
                "-j ACCEPT",
                "--comment",
                "it's",
                "two  spaces ",
                "é\n\t\0\u2028",
                "$(id) `id` ; | & <x>",
                "\"",
                "\\",
                "!",
                "q".repeat(300),
                "\"\\".repeat(200),
                " lead",
                "COMMIT",
                "#",
                "%s%n",
                "");
        return pick(texts);
    }

    private Optional<Boolean> maybe() {
        return random.nextInt(3) == 0 ? Optional.of(true) : Optional.empty();
    }

    private <T> T pick(List<T> items) {
        return items.get(random.nextInt(items.size()));
    }

    private <T> List<T> some(List<T> items) {
        return items.stream().filter(_ -> random.nextInt(4) > 0).toList();
    }

    private <T> List<T> some1(List<T> items) {
        List<T> some = some(items);
        return some.isEmpty() ? items : some;
    }
}
