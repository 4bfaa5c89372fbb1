package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.OpenPodseg;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever is changed in the firewall by hand: the plan names its cause, apply puts it back, and writes nothing else anew. */
@TestInstance(Lifecycle.PER_CLASS)
class FirewallDriftIT {
    /** Names that hold hashes, for the scripts; {@code $peers} is a set and {@code $users} the chains whose rules name it. */
    private static final String NAMES = """
            m() { iptables -t mangle "$@"; }
            class=$(m -S | sed -n 's/^-N \\(PODSEG-I-.*\\)/\\1/p' | head -n 1)
            members=$(ipset list -n | grep '^podseg4-i-' | head -n 1)
            peers=$(ipset list -n | grep '^podseg4-p-' | head -n 1)
            users=$(m -S | sed -n "s/^-A \\([^ ]*\\) .*--match-set $peers .*/\\1/p" | sort -u)
            """;

    private static final Pattern TABLE = Pattern.compile("table (\\S+ \\S+) \\{.*");
    private static final Pattern CHAIN = Pattern.compile("\\s+chain (\\S+) \\{.*");
    private static final Pattern HANDLE = Pattern.compile(".*# handle (\\d+)$");

    private final Lab lab = Lab.start();
    private final OpenPodseg podseg = lab.openPodseg();

    @BeforeAll
    void apply() {
        Pair.apply(podseg);
        assertThat(Pair.plan(podseg)).contains("No changes");
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /**
     * A change by hand.
     *
     * @param byHand shell script
     * @param plan lines of the plan, each found as a pattern behind the drift mark
     * @param rewritten pattern of the chains that may be written anew
     */
    record Drift(String byHand, List<String> plan, String rewritten) {
        @Override
        public String toString() {
            return byHand;
        }
    }

    static List<Drift> drifts() {
        return List.of(
                chain("m -F PODSEG-TO", "PODSEG-TO", "flushed on the host"),
                chain("m -F $class", "PODSEG-I-\\w+", "flushed on the host"),
                chain("iptables -t raw -F PODSEG-PREROUTING", "PODSEG-PREROUTING", "flushed on the host"),
                chain("m -I PODSEG-FORWARD -j RETURN", "PODSEG-FORWARD", "1 rule added on the host"),
                chain(
                        "m -A $class -s 198.51.100.1 -m mark --mark 3 -j ACCEPT",
                        "PODSEG-I-\\w+",
                        "1 rule added on the host"),
                chain("m -D $class 1", "PODSEG-I-\\w+", "1 rule missing"),
                chain("m -R PODSEG-FROM 1 -j RETURN", "PODSEG-FROM", "1 rule missing, 1 rule added on the host"),
                chain(
                        "r=$(m -S PODSEG-TO | sed -n 2p); m -D PODSEG-TO 1; eval \"m $r\"",
                        "PODSEG-TO",
                        "rules moved on the host"),
                new Drift(
                        "m -D INPUT -j PODSEG-INPUT; m -F PODSEG-INPUT; m -X PODSEG-INPUT",
                        List.of(
                                "Chain IPv4/PODSEG-INPUT .*removed on the host",
                                "Jump IPv4/INPUT .*removed on the host"),
                        "INPUT|PODSEG-INPUT"),
                new Drift(
                        "ip6tables -t mangle -F PODSEG-FROM",
                        List.of("Chain IPv6/PODSEG-FROM .*flushed on the host"),
                        "PODSEG-FROM"),
                new Drift("m -N PODSEG-STRAY", List.of("Chain IPv4/PODSEG-STRAY .*added on the host"), "PODSEG-STRAY"),
                jump("m -D POSTROUTING -j PODSEG-POSTROUTING", "POSTROUTING", "removed on the host"),
                jump("iptables -t raw -D OUTPUT -j PODSEG-OUTPUT", "OUTPUT", "removed on the host"),
                jump("m -A FORWARD -j PODSEG-FORWARD", "FORWARD", "there are 2 of them"),
                set(
                        "ipset add podseg4-ready 10.91.0.200,podseg0",
                        "podseg4-ready",
                        "10.91.0.200,podseg0 added on the host"),
                set(
                        "ipset save podseg4-ready | sed -n 's/^add/del/p' | head -n 1 | ipset restore",
                        "podseg4-ready",
                        "missing"),
                set("ipset flush podseg4-ready", "podseg4-ready", "missing"),
                set("ipset flush $members", "podseg4-i-\\w+", "missing"),
                set("ipset add $peers 198.51.100.1", "podseg4-p-\\w+", "198.51.100.1 added on the host"),
                new Drift(
                        "for c in $users; do m -F $c; done; ipset destroy $peers",
                        List.of("Set podseg4-p-\\w+ .*removed on the host", "Chain IPv4/PODSEG-[EI]-\\w+ .*flushed"),
                        "PODSEG-[EI]-\\w+"),
                new Drift(
                        "for c in $users; do m -F $c; done; ipset destroy $peers; ipset create $peers hash:net",
                        List.of("Set podseg4-p-\\w+ .*of another type", "Chain IPv4/PODSEG-[EI]-\\w+ .*flushed"),
                        "PODSEG-[EI]-\\w+"),
                sysctl("bridge-nf-call-iptables"),
                sysctl("bridge-nf-call-ip6tables"),
                sysctl("bridge-nf-filter-vlan-tagged"),
                sysctl("bridge-nf-filter-pppoe-tagged"));
    }

    private static Drift chain(String byHand, String chain, String cause) {
        return new Drift(byHand, List.of("Chain IPv4/" + chain + " .*" + cause), chain);
    }

    private static Drift jump(String byHand, String chain, String cause) {
        return new Drift(byHand, List.of("Jump IPv4/" + chain + " .*" + cause), chain);
    }

    private static Drift set(String byHand, String set, String cause) {
        return new Drift(byHand, List.of("Set " + set + " .*" + cause), "no chain");
    }

    private static Drift sysctl(String name) {
        return new Drift(
                "echo 0 > /proc/sys/net/bridge/" + name,
                List.of("Sysctl net.bridge." + name + " .*switched off on the host"),
                "no chain");
    }

    @ParameterizedTest
    @MethodSource("drifts")
    void isNamedAndRepairedWithTheSmallestChange(Drift drift) {
        SortedMap<String, List<String>> before = state();
        lab.run("sh", "-ec", NAMES + drift.byHand()).ok();
        assertThat(state()).isNotEqualTo(before);
        SortedMap<String, List<String>> rules = handles();

        String said =
                podseg.run("apply", "--yes", "-f", Manifests.PAIR.path()).ok().stdout();

        List<String> marked = said.lines()
                .map(String::strip)
                .filter(line -> line.startsWith("! ") && !line.endsWith(" done"))
                .toList();
        drift.plan().forEach(cause -> assertThat(marked).as(said).anyMatch(line -> matches("! " + cause + ".*", line)));
        assertThat(marked)
                .allMatch(line -> drift.plan().stream().anyMatch(cause -> matches("! " + cause + ".*", line)));
        assertSame(before, state());
        Pattern mayDiffer = Pattern.compile(".* (" + drift.rewritten() + ")");
        SortedMap<String, List<String>> repaired = handles();
        rules.keySet().removeIf(chain -> mayDiffer.matcher(chain).matches());
        repaired.keySet().removeIf(chain -> mayDiffer.matcher(chain).matches());
        assertSame(rules, repaired);
    }

    private static void assertSame(SortedMap<String, List<String>> before, SortedMap<String, List<String>> after) {
        assertThat(after.keySet()).isEqualTo(before.keySet());
        before.forEach((part, lines) -> assertThat(after.get(part)).as(part).isEqualTo(lines));
    }

    private static boolean matches(String pattern, String line) {
        return Pattern.matches(pattern, line);
    }

    /** Somebody's rule above ours: ours come back to the front, theirs stay. */
    @Test
    void aJumpNoLongerFirstComesBackToTheFront() {
        lab.run("iptables", "-t", "mangle", "-I", "FORWARD", "-s", "198.51.100.1", "-j", "ACCEPT")
                .ok();
        assertThat(Pair.plan(podseg)).containsPattern("! Jump IPv4/FORWARD .*no longer first, now at 2");
        Pair.apply(podseg);
        assertThat(Pair.plan(podseg)).contains("No changes");
        lab.run("iptables", "-t", "mangle", "-D", "FORWARD", "-s", "198.51.100.1", "-j", "ACCEPT")
                .ok();
        assertThat(Pair.plan(podseg)).contains("No changes");
    }

    /** Everything of podseg's that the kernel holds: rules by chain, set members, sysctls. */
    private SortedMap<String, List<String>> state() {
        SortedMap<String, List<String>> state = new TreeMap<>();
        for (String program : List.of("iptables-save", "ip6tables-save")) {
            String table = "";
            for (String line : lab.run(program).ok().lines()) {
                if (line.startsWith("*")) {
                    table = program + " " + line;
                } else if (line.startsWith(":") || line.startsWith("-A ")) {
                    String chain = line.substring(line.startsWith(":") ? 1 : 3).split(" ", 2)[0];
                    List<String> rules = state.computeIfAbsent(table + " " + chain, key -> new ArrayList<>());
                    if (line.startsWith("-A ")) {
                        rules.add(line);
                    }
                }
            }
        }
        state.put(
                "sets",
                lab.run("sh", "-c", "ipset save | sed 's/ initval [^ ]*//' | sort")
                        .ok()
                        .lines());
        state.put(
                "sysctls",
                lab.run("sh", "-c", "grep -H . /proc/sys/net/bridge/*").ok().lines());
        return state;
    }

    /** For each chain the numbers that the kernel gave its rules; a rule that is written anew gets a new one. */
    private SortedMap<String, List<String>> handles() {
        SortedMap<String, List<String>> handles = new TreeMap<>();
        String table = "";
        String chain = "";
        for (String line : lab.run("nft", "-a", "list", "ruleset").ok().lines()) {
            Matcher inTable = TABLE.matcher(line);
            Matcher inChain = CHAIN.matcher(line);
            Matcher rule = HANDLE.matcher(line);
            if (inTable.matches()) {
                table = inTable.group(1);
            } else if (inChain.matches()) {
                chain = table + " " + inChain.group(1);
                handles.put(chain, new ArrayList<>());
            } else if (rule.matches()) {
                handles.getOrDefault(chain, new ArrayList<>()).add(rule.group(1));
            }
        }
        return handles;
    }
}
