package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.e2e.Crowd.Resident;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.state.BridgeSysctls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * A boot: no container runs, nothing of the firewall is left, {@code podseg-firewall} runs as its unit runs it, and only then Podman
 * starts what was there. Every pod tries everything from its first millisecond on; what passes is counted.
 */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class BootFirewallIT {
    private static final String RULES = "/var/lib/podseg/ruleset/rules";

    /** All but the tables that count. */
    private static final String FLUSH = """
            for table in $(nft list tables | grep -v ' watch$' | cut -d' ' -f 2,3 | tr ' ' :); do
                nft delete table ${table%%:*} ${table#*:}
            done
            for program in iptables-legacy ip6tables-legacy; do
                for table in raw mangle; do $program -t $table -F; $program -t $table -X; done
            done
            ipset destroy
            conntrack -F
            for file in /proc/sys/net/bridge/bridge-nf-*; do echo 0 > $file; done
            """;

    private final Lab lab = Lab.start();
    private final PacketWatch watch = new PacketWatch(lab);

    @BeforeAll
    void apply() {
        lab.run("mkdir", "/run/lab/crowd").ok();
        lab.runWithInput(new Crowd().yaml(0), "sh", "-c", "cat > /run/lab/crowd/all.yaml")
                .ok();
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd").ok();
        lab.run("cp", RULES, "/run/lab/rules").ok();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** Runs what the unit runs, with no more than the unit allows. */
    private Result firewall() {
        return inUnit("podseg-firewall", firewallPath());
    }

    private Result inUnit(String unit, String... command) {
        String file =
                Path.of("deploy/systemd/" + unit + ".service").toAbsolutePath().toString();
        List<String> argv = new ArrayList<>(List.of("perl", Lab.program("sandbox"), file));
        argv.addAll(List.of(command));
        return lab.run(argv.toArray(String[]::new));
    }

    private void flush() {
        lab.run("sh", "-c", FLUSH);
    }

    private void shutDown() {
        lab.podman("stop", "--all", "--time", "0").ok();
        lab.awaitCleanup();
        flush();
        watch.forget();
        lab.run("nft", "reset", "counters", "table", "bridge", "watch").ok();
        assertThat(lab.run("sh", "-c", "ls /sys/class/net").ok().stdout()).doesNotContain("podseg");
    }

    private void startAll() {
        lab.podman("pod", "start", "--all").ok();
        lab.await("all to send", () -> watch.began(Crowd.mark(0)) == Crowd.members(0));
        lab.await(
                "something to be forbidden",
                () -> watch.tried().keySet().stream().anyMatch(flow -> !allowed(flow)));
    }

    private static boolean allowed(PacketWatch.Flow flow) {
        return Crowd.allows(0, flow.source(), flow.destination(), flow.port());
    }

    /** Packets that went on to where they were meant for. */
    private long passed(boolean allowed) {
        return watch.passed().entrySet().stream()
                .filter(entry -> allowed(entry.getKey()) == allowed)
                .mapToLong(Map.Entry::getValue)
                .sum();
    }

    private List<String> forbidden() {
        return watch.passed().keySet().stream()
                .filter(flow -> !allowed(flow))
                .map(PacketWatch.Flow::toString)
                .toList();
    }

    /** So that the other tests are known to see it. */
    @Test
    @Order(1)
    void withoutTheProgramForbiddenPacketsPass() {
        shutDown();
        startAll();
        lab.await("a forbidden packet at a pod", () -> watch.onBridges().forbidden() > 0);
    }

    @Test
    @Order(2)
    void nothingForbiddenPassesFromTheFirstPacketOn() {
        shutDown();
        assertThat(firewall().ok().stderr()).startsWith("podseg-firewall: the rules are in force: ");
        for (String name : BridgeSysctls.NAMES) {
            assertThat(lab.run("cat", "/proc/sys/net/bridge/" + name).ok().text())
                    .as(name)
                    .isEqualTo("1");
        }
        startAll();
        lab.await("what is allowed", () -> watch.onBridges().allowed() > 0 && passed(true) > 0);
        // Not what was forwarded: before both bridges are there, what is sent to the other one goes outside.
        assertThat(watch.onBridges().forbidden()).isZero();
        assertThat(watch.passed().keySet()).anyMatch(flow -> flow.destination().contains(":"));
        assertThat(lab.podseg("plan", "-f", "/run/lab/crowd").ok().stdout()).contains("No changes");
    }

    /** A container of others that is started by whoever starts it at boot is dark until podseg has seen it. */
    @Test
    @Order(3)
    void whatPodsegDoesNotKnowStaysDark() {
        lab.podman("run", "-d", "--name", "other", "--network", "crowd-a", Images.BUSYBOX, "httpd", "-f")
                .ok();
        String address = lab.podman(
                        "inspect", "--format", "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}", "other")
                .ok()
                .text();
        assertThat(lab.connects(Resident.LOUD.container(), address, 80, "TCP").passed())
                .isFalse();
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd").ok();
        assertThat(lab.run("ipset", "list", "podseg4-ready").ok().stdout()).contains(address);
        flush();
        firewall().ok();
        assertThat(lab.run("ipset", "list", "podseg4-ready").ok().stdout())
                .doesNotContain(address)
                .contains("10.77.0.10");
        lab.podman("rm", "-f", "--time", "0", "other").ok();
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd").ok();
    }

    /** Restarting the unit on a host that works. */
    @Test
    @Order(4)
    void whereTheRulesAreInForceNothingIsWritten() {
        String before = lab.run("iptables-save", "-c", "-t", "mangle").ok().stdout();
        assertThat(firewall().ok().stderr()).isEqualTo("podseg-firewall: the rules are in force already\n");
        assertThat(before).contains("[0:0] -A PODSEG-I");
        lab.run("iptables", "-t", "mangle", "-D", "PODSEG-TO", "1").ok();
        assertThat(firewall().ok().stderr()).startsWith("podseg-firewall: the rules are in force: ");
        assertThat(firewall().ok().stderr()).contains("already");
        lab.run("iptables", "-t", "raw", "-I", "PREROUTING", "-s", "192.0.2.1", "-j", "DROP")
                .ok();
        assertThat(firewall().ok().stderr()).doesNotContain("already");
        assertThat(lab.run("iptables", "-t", "raw", "-S", "PREROUTING").ok().lines())
                .containsExactly(
                        "-P PREROUTING ACCEPT",
                        "-A PREROUTING -j PODSEG-PREROUTING",
                        "-A PREROUTING -s 192.0.2.1/32 -j DROP");
        lab.run("iptables", "-t", "raw", "-D", "PREROUTING", "2").ok();
        lab.run(
                "sh",
                "-c",
                "iptables -t mangle -F PODSEG-I; ipset list -n | grep podseg4-p | head -n 1 | xargs ipset flush");
        assertThat(lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd")
                        .ok()
                        .exit())
                .isZero();
    }

    /** Pods run and send without end while each of these is tried. */
    @Test
    @Order(5)
    void aRulesetThatIsNotWholeLeavesEverythingClosed() {
        Map<String, String> spoilt = new TreeMap<>();
        spoilt.put("rm $r", "there is no ruleset");
        spoilt.put("rm $r; mkdir $r", "no ruleset of podseg's");
        spoilt.put(": > $r", "no ruleset of podseg's");
        spoilt.put("head -c 100000 /dev/urandom > $r", "no ruleset of podseg's");
        spoilt.put("truncate -s -1 $r", "is damaged");
        spoilt.put("truncate -s 2000 $r", "is damaged");
        spoilt.put("head -n -4 /run/lab/rules > $r", "is damaged");
        spoilt.put("sed -i '/podseg guard/d' $r", "is damaged");
        spoilt.put("sed -i 's/-j DROP/-j RETURN/' $r", "is damaged");
        spoilt.put("sed -i '1s/1 /2 /' $r", "no ruleset of podseg's");
        spoilt.put("rm -r ${r%/*}", "there is no ruleset");
        spoilt.forEach((how, why) -> {
            lab.run("sh", "-c", "r=" + RULES + "; " + how);
            flush();
            Result result = firewall();
            assertThat(result.exit()).as(how + result.stderr()).isEqualTo(1);
            assertThat(result.stderr())
                    .as(how)
                    .contains("CLOSED until podseg apply or podseg run", why)
                    .hasLineCount(1);
            assertClosed(how);
            lab.run("sh", "-c", "rm -rf " + RULES + "; mkdir -p ${0%/*}; cp /run/lab/rules $0", RULES)
                    .ok();
        });
        firewall().ok();
        assertThat(lab.podseg("plan", "-f", "/run/lab/crowd").ok().stdout()).contains("No changes");
    }

    private void assertClosed(String when) {
        watch.forget();
        lab.await("pods to try", () -> watch.tried().size() > 20);
        assertThat(watch.passed()).as(when).isEmpty();
    }

    @Test
    @Order(6)
    void aProgramThatFailsLeavesEverythingClosed() {
        Map<String, List<String>> failing = new TreeMap<>();
        failing.put("ipset", List.of("ipset restore: ", "until podseg apply"));
        failing.put("iptables-restore", List.of("iptables-restore: ", "until podseg-firewall once more"));
        failing.put("ip6tables-restore", List.of("ip6tables-restore: ", "until podseg-firewall once more"));
        failing.forEach((program, words) -> {
            flush();
            Result result = lab.run("unshare", "-m", "sh", "-c", HIDING, program, firewallPath());
            assertThat(result.exit()).as(program + result.stderr()).isEqualTo(1);
            assertThat(result.stderr()).contains(words);
            assertClosed(program);
            firewall().ok();
            assertThat(lab.run("nft", "list", "tables").ok().stdout()).doesNotContain("podseg_closed");
        });
    }

    /** Runs a program where another one cannot do what it should. */
    private static final String HIDING = """
            printf '#!/bin/sh\\necho out of order >&2; exit 1\\n' > /run/lab/broken; chmod +x /run/lab/broken
            mkdir -p /usr/local/sbin; mount -t tmpfs tmpfs /usr/local/sbin; cp /run/lab/broken /usr/local/sbin/$0
            "$1"
            """;

    private static String firewallPath() {
        return Path.of(Lab.launcher()).resolveSibling("podseg-firewall").toString();
    }

    /** Killed at any time, what is loaded is closed or right, and the next run finishes. */
    @Test
    @Order(7)
    void killedInTheMiddle() {
        List<String> ends = new ArrayList<>();
        for (int ms = 20; ms <= 260; ms += 80) {
            flush();
            String seconds = "%.3f".formatted(ms / 1000.0);
            ends.add(lab.run("timeout", "-s", "KILL", seconds, firewallPath()).exit() + "");
            firewall().ok();
            assertThat(firewall().ok().stderr()).contains("already");
        }
        assertThat(ends).contains("137");
        assertThat(lab.podseg("plan", "-f", "/run/lab/crowd").ok().stdout()).contains("No changes");
    }

    /** As Debian and others call the older kind. */
    @Test
    @Order(8)
    void theLegacyTablesWorkAsWell() {
        flush();
        lab.run(
                        "sh",
                        "-ec",
                        "mount --bind $(readlink -f $(command -v iptables-legacy)) $(readlink -f $(command -v iptables))")
                .ok();
        assertThat(lab.run("iptables", "--version").ok().stdout()).contains("legacy");
        firewall().ok();
        assertThat(lab.run("iptables-save", "-t", "mangle").ok().stdout()).contains("-A FORWARD -j PODSEG-FORWARD");
        watch.forget();
        lab.await("what is allowed", () -> passed(true) > 0);
        assertThat(forbidden()).isEmpty();
        assertThat(lab.podseg("plan", "-f", "/run/lab/crowd").ok().stdout()).contains("No changes");
        lab.run("cp", "/dev/null", RULES).ok();
        flush();
        assertThat(firewall().exit()).isEqualTo(1);
        assertClosed("legacy");
    }

    /** Files, capabilities and system calls of the controller's unit are enough for all that podseg does, and no more than said. */
    @Test
    @Order(4)
    void theControllersUnitIsEnough() {
        String connection = "unix://" + Lab.SOCKET;
        lab.run("iptables", "-t", "raw", "-F", "PODSEG-OUTPUT").ok();
        lab.run("sysctl", "-qw", "net.bridge.bridge-nf-call-iptables=0").ok();
        lab.podman("pod", "rm", "-f", "fresh-1").ok();
        assertThat(inUnit(
                                "podseg",
                                Lab.launcher(),
                                "apply",
                                "--yes",
                                "--timeout=0",
                                "-f/run/lab/crowd",
                                "--connection",
                                connection)
                        .ok()
                        .stdout())
                .contains("Apply complete");
        assertThat(inUnit(
                                "podseg",
                                Lab.launcher(),
                                "matrix",
                                "--probe",
                                "--port=80/TCP",
                                "-f/run/lab/crowd",
                                "--connection",
                                connection)
                        .stdout())
                .contains("default/fresh-1");
        for (String forbidden :
                List.of("touch /etc/x", "touch /usr/x", "touch /var/x", "mount -t tmpfs x /mnt", "chroot / true")) {
            assertThat(inUnit("podseg", "sh", "-c", forbidden).exit())
                    .as(forbidden)
                    .isNotZero();
        }
        inUnit("podseg", "sh", "-c", "touch /var/lib/podseg/x /run/podseg/x; rm /var/lib/podseg/x")
                .ok();
    }

    /** The command of the unit, inside its bounds, with a socket as systemd has one. */
    @Test
    @Order(4)
    void theControllerTellsSystemdAndEndsWhenAsked() {
        String told = "/run/lab/notified";
        lab.spawn(
                "perl",
                "-e",
                "use Socket; socket(S,AF_UNIX,SOCK_DGRAM,0); bind(S,pack_sockaddr_un('/run/lab/notify')) or die;"
                        + "open(F,'>',$ARGV[0]); select(F); $|=1; while(defined recv(S,$m,65536,0)){print $m}",
                told);
        lab.await("the socket", () -> lab.run("test", "-S", "/run/lab/notify").exit() == 0);
        String unit = Path.of("deploy/systemd/podseg.service").toAbsolutePath().toString();
        Process running = lab.spawn(
                "env",
                "NOTIFY_SOCKET=/run/lab/notify",
                "WATCHDOG_USEC=1500000",
                "perl",
                Lab.program("sandbox"),
                unit,
                Lab.launcher(),
                "run",
                "--connection",
                "unix://" + Lab.SOCKET,
                "--filename=/run/lab/crowd",
                "--listen=none");
        lab.await("podseg to be ready", () -> told(told).contains("READY=1\n"));
        lab.await("a sign of life", () -> told(told).contains("WATCHDOG=1\n"));
        assertThat(told(told)).contains("STATUS=turn 1 ").doesNotContain("STOPPING");
        lab.run("iptables", "-t", "mangle", "-F", "PODSEG-TO").ok();
        lab.await(
                "the repair",
                () -> lab.run("iptables", "-t", "mangle", "-S", "PODSEG-TO")
                        .stdout()
                        .contains("podseg guard"));
        lab.run("pkill", "-TERM", "-f", "[q]uarkus-run.jar run ").ok();
        lab.await("podseg to end", () -> !running.isAlive());
        assertThat(running.exitValue()).isZero();
        lab.await("what it tells at its end", () -> told(told).contains("STOPPING=1\n"));
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd").ok();
    }

    private String told(String file) {
        return lab.run("cat", file).stdout();
    }

    /** A host that podseg keeps nothing on is left alone. */
    @Test
    @Order(9)
    void nothingKeptIsNothingDone() {
        lab.podseg("destroy", "--yes").ok();
        flush();
        assertThat(firewall().ok().stderr()).isEqualTo("podseg-firewall: podseg keeps nothing on this host\n");
        assertThat(lab.run("iptables-save").ok().stdout()).doesNotContain("PODSEG");
    }
}
