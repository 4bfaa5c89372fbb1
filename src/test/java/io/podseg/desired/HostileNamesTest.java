package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.model.Family;
import io.podseg.model.Hidden;
import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.model.PortRange;
import io.podseg.model.Protocol;
import io.podseg.policy.ContainerPort;
import io.podseg.policy.Endpoint;
import io.podseg.policy.NamedPort;
import io.podseg.policy.NumberedPort;
import io.podseg.policy.PodPeer;
import io.podseg.policy.Policy;
import io.podseg.policy.PolicyRule;
import io.podseg.policy.Requirement;
import io.podseg.policy.Selector;
import io.podseg.policy.World;
import io.podseg.state.Firewall;
import io.podseg.state.FirewallTransaction;
import io.podseg.state.IpSet;
import io.podseg.state.Rule;
import io.podseg.state.RuleParser;
import io.podseg.state.RuleText;
import io.podseg.state.TransactionBuilder;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/**
 * Names and labels that no validation has seen, straight into the compiler: whatever they hold, the text for the kernel is one
 * rule a line, of known words, and reads back as it was meant.
 */
class HostileNamesTest {
    private static final String BRIDGE = "podseg0000000a";
    private static final List<String> BAD = List.of(
            "-j ACCEPT",
            "--jump",
            "a\n-A FORWARD -j ACCEPT\n",
            "COMMIT\n*filter\n:INPUT ACCEPT",
            "\"",
            "\\",
            "\\\"",
            "'",
            "\" -j ACCEPT -m comment --comment \"",
            "\0",
            "%s%n%x",
            "$(reboot)`id`;|&",
            "\u202egnp.exe",
            "\u001b[2J\u001b]0;title\u0007",
            "\u2028\u2029\u0085",
            "\ud83d\ude00\ud800",
            "../../etc/passwd",
            "",
            " ",
            "#",
            "!",
            "a,b or pods c=d",
            "x".repeat(253),
            "\"\\".repeat(200));

    private static final Pattern RULE = Pattern.compile("-A [A-Z]+[A-Za-z0-9-]*( (!|-[io] podseg[a-z0-9+]+"
            + "|-p (tcp|udp|sctp|ipv6-icmp)|-m (set|conntrack|comment|tcp|udp|sctp|multiport|icmp6|hl|pkttype|limit|hashlimit)"
            + "|--match-set podseg[46]-[a-z0-9-]+ (src|dst)(,(src|dst))*|--ctstate [A-Z,]+|--dports? [0-9:,]+"
            + "|--tcp-flags FIN,SYN,RST,ACK SYN|--icmpv6-type \\d+|--hl-eq 255|--hashlimit-upto 5/sec|--hashlimit-burst 5|--hashlimit-mode (src|dst)ip|--hashlimit-name podseg-[a-z]+-[ei]|--comment \"\"|[-][sd] [0-9a-f.:/]+))*"
            + " ((-j|-g) [A-Z]+[A-Za-z0-9-]*|-j NFLOG --nflog-prefix \"\" --nflog-group 1089)");
    private static final Pattern PREFIX = Pattern.compile(".* --nflog-prefix \"[A-Za-z0-9 :/._,+-]{1,63}\" .*");
    private static final Pattern SET = Pattern.compile("(create podseg[46]-[a-z0-9-]{1,23} hash:[a-z,]+ family inet6?"
            + " hashsize \\d+ maxelem \\d+( counters)?|add podseg[46]-[a-z0-9-]{1,23} [0-9a-f.:]+[0-9a-z.:,/]*)");
    private static final Pattern COMMENT = Pattern.compile("\"(?:[^\"\\\\]|\\\\.)*\"");

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.oneOf(
                Arbitraries.of(BAD),
                Arbitraries.strings().ofMaxLength(40),
                Arbitraries.strings().ascii().ofMaxLength(300));
    }

    @Property(tries = 150)
    void rulesStayRulesWhateverThingsAreCalled(
            @ForAll("names") String one,
            @ForAll("names") String two,
            @ForAll("names") String three,
            @ForAll Random random) {
        check(world(List.of(one, two, three), random));
    }

    @Test
    void eachOfTheWorstNames() {
        BAD.forEach(name -> check(world(List.of(name, name, name), new Random(1))));
    }

    /** The comment of a class names its policies and is cut; the hash behind them is not. */
    @Test
    void commentsOfManyPoliciesAreCut() {
        List<Policy> policies = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            policies.add(new Policy(
                    new ObjectKey("NetworkPolicy", "n".repeat(63), "p" + i + "-".repeat(240)),
                    Selector.ALL,
                    Optional.of(List.of()),
                    Optional.empty()));
        }
        Endpoint pod = new Endpoint(
                "pod",
                Endpoint.Kind.POD,
                "n".repeat(63),
                new TreeMap<>(),
                List.of(Ip.of("10.89.0.2")),
                List.of(),
                false);
        World world = new World(new TreeMap<>(), List.of(pod), policies);
        check(world);
        assertThat(compiled(world).table(Family.V4).chains().values().stream()
                        .flatMap(List::stream)
                        .map(rule -> ((Rule.Own) rule).comment().length()))
                .contains(RuleText.MAX_COMMENT)
                .allMatch(length -> length <= RuleText.MAX_COMMENT);
    }

    /** A bridge's name is no comment: what iptables would not take as one is refused and never written. */
    @Test
    void badNamesOfBridgesAreRefused() {
        for (String name : List.of("a b", "-j", "a\nb", "\"", "", "x".repeat(16), "../x", "a;b", "\u202e")) {
            assertThatThrownBy(() -> new FirewallCompiler(World.EMPTY, List.of(name), Map.of()).compile())
                    .as(name)
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private static Firewall compiled(World world) {
        Map<String, SortedMap<Ip, String>> places = new HashMap<>();
        for (Endpoint endpoint : world.endpoints()) {
            TreeMap<Ip, String> place = new TreeMap<>();
            endpoint.addresses().forEach(ip -> place.put(ip, BRIDGE));
            places.put(endpoint.id(), place);
        }
        return new FirewallCompiler(world, List.of(), places).compile();
    }

    private static void check(World world) {
        Firewall firewall = TransactionBuilder.canonical(compiled(world));
        FirewallTransaction text = TransactionBuilder.whole(firewall);
        assertThat(text.setsBefore()).allMatch(line -> SET.matcher(line).matches());
        assertThat(firewall.sets().keySet()).allMatch(name -> name.length() <= IpSet.MAX_NAME);
        for (Family family : Family.values()) {
            SortedMap<String, List<Rule>> chains = firewall.table(family).chains();
            assertThat(chains.keySet()).allMatch(name -> name.matches("PODSEG[A-Za-z0-9-]{0,22}"));
            Map<String, List<Rule>> read = new TreeMap<>();
            chains.keySet().forEach(name -> read.put(name, new ArrayList<>()));
            for (String line : text.tables().getOrDefault(family, List.of())) {
                assertThat(line).matches("[ -~]+");
                if (line.startsWith("-A PODSEG")) {
                    assertThat(COMMENT.matcher(line).replaceAll("\"\"")).matches(RULE);
                    assertThat(line.contains("NFLOG") && !PREFIX.matcher(line).matches())
                            .as(line)
                            .isFalse();
                    RuleParser.Line parsed = RuleParser.line(line).orElseThrow();
                    assertThat(parsed.rule())
                            .isInstanceOfSatisfying(
                                    Rule.Own.class,
                                    own -> assertThat(RuleText.hashHolds(own)).isTrue());
                    read.getOrDefault(parsed.chain(), new ArrayList<>()).add(parsed.rule());
                }
            }
            assertThat(read).isEqualTo(chains);
        }
    }

    private static World world(List<String> names, Random random) {
        List<Endpoint> endpoints = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            String namespace = pick(names, random);
            endpoints.add(new Endpoint(
                    namespace + "/" + i,
                    random.nextBoolean() ? Endpoint.Kind.POD : Endpoint.Kind.FOREIGN,
                    namespace,
                    new TreeMap<>(Map.of(pick(names, random), pick(names, random))),
                    List.of(Ip.of("10.89.0." + (i + 2)), Ip.of("fd00::" + (i + 2))),
                    List.of(new ContainerPort(Optional.of(pick(names, random)), 80, Protocol.TCP)),
                    false));
        }
        List<Policy> policies = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            policies.add(new Policy(
                    new ObjectKey("NetworkPolicy", pick(names, random), pick(names, random) + i),
                    random.nextBoolean() ? Selector.ALL : selector(names, random),
                    Optional.of(rules(names, random)),
                    Optional.of(rules(names, random))));
        }
        TreeMap<String, SortedMap<String, String>> namespaces = new TreeMap<>();
        names.forEach(name -> namespaces.put(name, new TreeMap<>(Map.of(name, name))));
        return new World(namespaces, endpoints, policies);
    }

    private static List<PolicyRule> rules(List<String> names, Random random) {
        return List.of(
                new PolicyRule(
                        0,
                        List.of(new PodPeer(
                                Optional.of(selector(names, random)), Optional.of(selector(names, random)))),
                        List.of(new NamedPort(Protocol.TCP, pick(names, random)))),
                new PolicyRule(
                        1,
                        List.of(new PodPeer(Optional.empty(), Optional.of(selector(names, random)))),
                        List.of(new NumberedPort(Protocol.SCTP, Optional.of(new PortRange(1, 65535))))));
    }

    private static Selector selector(List<String> names, Random random) {
        return new Selector(
                new TreeMap<>(Map.of(pick(names, random), pick(names, random))),
                List.of(new Requirement(
                        pick(names, random), Requirement.Operator.IN, List.of(pick(names, random), "x"))));
    }

    private static String pick(List<String> names, Random random) {
        return names.get(random.nextInt(names.size()));
    }

    /** What is printed of them stays on its line and moves no cursor. */
    @Property(tries = 300)
    void nothingHiddenIsPrinted(@ForAll("names") String name) {
        assertThat(Hidden.escape(name).codePoints().noneMatch(Hidden::is)).isTrue();
    }
}
