package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.OpenPodseg;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * A container that podseg has not programmed stays dark whatever single chain, rule or jump is lost, counted in packets that
 * arrive; and what is left of that when somebody flushes a whole table.
 */
@TestInstance(Lifecycle.PER_CLASS)
class GuardIT {
    private static final Pattern CHAIN = Pattern.compile(":(PODSEG\\S+) .*");
    private static final Pattern RULE = Pattern.compile("-A (\\S+) (.*)");

    /** Chains that no guard stands in or behind; to lose all their rules at once is enough. */
    private static final Pattern OF_POLICIES = Pattern.compile("PODSEG-(EGRESS|INGRESS|[EI]-.*)");

    private final Lab lab = Lab.start();
    private final OpenPodseg podseg = lab.openPodseg();
    private final List<String> places = new ArrayList<>();

    @BeforeAll
    void start() {
        Pair.apply(podseg);
        lab.podman("run", "-d", "--name", "dark", "--network", "pair-left", Images.BUSYBOX, "httpd", "-f")
                .ok();
        // An address that Podman does not know, so that no apply can program it.
        String address = "10.91.0.77";
        for (String step : List.of(
                "address flush dev eth0 scope global",
                "address add " + address + "/24 dev eth0",
                "route add default via 10.91.0.1")) {
            lab.runIn(lab.networkOf("dark"), ("ip " + step).split(" ")).ok();
        }
        places.add("dark=" + lab.networkOf("dark") + "," + address);
        places.add("client=" + lab.networkOf(Pair.CLIENT) + "," + Pair.CLIENT_IP);
        places.add("server=" + lab.networkOf(Pair.SERVER) + "," + Pair.SERVER_IP);
        places.add("outside=" + Lab.OUTSIDE_NETWORK + "," + Lab.OUTSIDE);
        places.add("node=" + Lab.NODE_NETWORK + ",10.91.0.1," + Lab.NODE);
    }

    /** Whatever a test before it left. */
    @BeforeEach
    void apply() {
        Pair.apply(podseg);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void survivesTheLossOfAnySingleChainRuleOrJump() {
        assertThat(leaks()).isEmpty();
        for (String table : List.of("mangle", "raw")) {
            String whole = lab.run("iptables-save", "-t", table).ok().stdout();
            Map<String, String> losses = losses(table, whole);
            assertThat(losses).hasSizeGreaterThan(table.equals("raw") ? 5 : 25);
            losses.forEach((lost, command) -> {
                lab.run("sh", "-ec", command).ok();
                assertThat(leaks()).as("without %s of %s", lost, table).isEmpty();
                lab.runWithInput(whole, "iptables-restore", "-T", table).ok();
            });
        }
        assertThat(Pair.plan(podseg)).contains("No changes");
    }

    /** Each chain and built-in chain emptied, each rule and each jump removed. */
    private static Map<String, String> losses(String table, String saved) {
        Map<String, String> losses = new TreeMap<>();
        Map<String, Integer> lengths = new TreeMap<>();
        String iptables = "iptables -t " + table + " ";
        for (String line : saved.lines().toList()) {
            var chain = CHAIN.matcher(line);
            if (chain.matches()) {
                losses.put("rules of " + chain.group(1), iptables + "-F " + chain.group(1));
            }
            var rule = RULE.matcher(line);
            if (rule.matches()) {
                String name = rule.group(1);
                if (OF_POLICIES.matcher(name).matches()) {
                    continue;
                }
                int number = lengths.merge(name, 1, Integer::sum);
                losses.put("rule " + number + " of " + name, iptables + "-D " + name + " " + number);
                if (!name.startsWith("PODSEG")) {
                    losses.put("all of " + name, iptables + "-F " + name);
                }
            }
        }
        return losses;
    }

    /** {@code iptables -F} and {@code -X} as in every script that resets a firewall: podseg does not stand in that table. */
    @Test
    void theTableFilterFlushedOpensNothing() {
        String before = lab.run("iptables-save", "-t", "filter").ok().stdout();
        lab.run("sh", "-ec", "iptables -F; iptables -X; ip6tables -F; ip6tables -X")
                .ok();
        assertThat(leaks()).isEmpty();
        Pair.assertEnforced(lab);
        assertThat(Pair.plan(podseg)).contains("No changes");
        lab.runWithInput(before, "iptables-restore", "-T", "filter").ok();
    }

    /** Policies and half of the guard are gone; what is dark still cannot send. */
    @Test
    void theTableMangleFlushedLetsNothingDarkSend() {
        lab.run("iptables", "-t", "mangle", "-F").ok();
        lab.podman("exec", "-d", Pair.CLIENT, "sh", "-c", "sleep 1000 | nc " + Pair.SERVER_IP + " 81")
                .ok();
        lab.await("a connection that no policy allows", () -> forbidden().contains("ESTABLISHED"));
        assertThat(leaks()).noneMatch(line -> line.startsWith("dark >")).noneMatch(line -> line.contains("node"));
        assertHeals("Jump IPv4/FORWARD", "Jump IPv4/POSTROUTING", "Chain IPv4/PODSEG-TO");
        assertThat(forbidden()).isEmpty();
    }

    private String forbidden() {
        return lab.run("conntrack", "-L", "-p", "tcp", "--orig-port-dst", "81").stdout();
    }

    @Test
    void theTableRawFlushedOpensNothing() {
        lab.run("iptables", "-t", "raw", "-F").ok();
        assertThat(leaks()).isEmpty();
        assertHeals("Jump IPv4/PREROUTING", "Chain IPv4/PODSEG-PREROUTING");
    }

    /** Nothing in the kernel can hold then; and this shows that the other tests would see a leak. */
    @Test
    void everythingFlushedIsOpenUntilTheNextApply() {
        String before = lab.run("iptables-save").ok().stdout();
        lab.run("nft", "flush", "ruleset").ok();
        assertThat(leaks())
                .extracting(line -> line.substring(0, line.lastIndexOf(' ')))
                .containsExactly("dark > client", "dark > server", "dark > outside", "dark > node", "others > dark");
        assertHeals("Chain IPv4/PODSEG-FROM", "Chain IPv6/PODSEG-FROM", "Jump IPv4/FORWARD");
        lab.runWithInput(before, "iptables-restore").ok();
    }

    /** As a firewall service does when it is told to load its configuration again. */
    @Test
    void anOlderSaveRestoredIsSeenAndRepaired() {
        lab.run("sh", "-ec", "iptables -t mangle -D PODSEG-INPUT 2; iptables-save > /run/lab/older")
                .ok();
        Pair.apply(podseg);
        lab.run("sh", "-ec", "iptables-restore < /run/lab/older").ok();
        assertThat(leaks()).isEmpty();
        assertHeals("Chain IPv4/PODSEG-INPUT");
    }

    /** Sets in use cannot be destroyed; emptied ones close, also what was open before. */
    @Test
    void setsFlushedClose() {
        assertThat(lab.run("ipset", "destroy").exit()).isNotZero();
        lab.run("ipset", "flush").ok();
        assertThat(leaks()).isEmpty();
        assertThat(lab.connects(Pair.CLIENT, Pair.SERVER_IP, 80, "TCP").passed())
                .isFalse();
        assertHeals("Set podseg4-ready");
    }

    private void assertHeals(String... causes) {
        assertThat(podseg.run("apply", "--yes", "-f", Manifests.PAIR.path())
                        .ok()
                        .stdout())
                .contains(causes);
        assertThat(Pair.plan(podseg)).contains("No changes");
        assertThat(leaks()).isEmpty();
        Pair.assertEnforced(lab);
    }

    private List<String> leaks() {
        List<String> argv = new ArrayList<>(List.of("perl", Lab.program("leaks"), "0.2"));
        argv.addAll(places);
        return lab.run(argv.toArray(String[]::new)).ok().lines();
    }
}
