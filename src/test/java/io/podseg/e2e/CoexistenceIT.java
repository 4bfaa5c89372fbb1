package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.OpenPodseg;
import io.podseg.lab.Snapshot;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What stood on the host before podseg came is the same while it is there and after it has gone. */
class CoexistenceIT {
    /** Somebody's firewall: tables, chains, a set and rules of their own, some where podseg's jumps have to go. */
    private static final String FIREWALL = """
            ipset create theirs hash:ip
            ipset add theirs 198.51.100.7
            iptables -N THEIRS
            iptables -A THEIRS -m set --match-set theirs src -j DROP
            iptables -A INPUT -j THEIRS
            iptables -A FORWARD -s 198.51.100.8 -m comment --comment "it's theirs" -j DROP
            iptables -A OUTPUT -d 198.51.100.9 -j REJECT
            iptables -t nat -A POSTROUTING -s 198.51.100.0/24 -j MASQUERADE
            iptables -t mangle -A PREROUTING -p tcp --dport 4000 -j MARK --set-mark 7
            iptables -t mangle -A FORWARD -p tcp --tcp-flags SYN,RST SYN -j TCPMSS --clamp-mss-to-pmtu
            iptables -t raw -A PREROUTING -p udp --dport 4001 -j NOTRACK
            iptables -t raw -A OUTPUT -p udp --sport 4001 -j NOTRACK
            ip6tables -A FORWARD -s 2001:db8::1 -j DROP
            """;

    private final Lab lab = Lab.start();
    private final OpenPodseg podseg = lab.openPodseg();

    @BeforeEach
    void theirs() {
        lab.run("sh", "-ec", FIREWALL).ok();
        lab.podman("network", "create", "--subnet", "10.77.0.0/24", "theirs").ok();
        run("theirs", "--network", "theirs", "-p", "7000:80", "--label", "io.podseg.name=not-really");
        run("plain", "-p", "7001:80");
        lab.podman("pod", "create", "--name", "their-pod").ok();
        lab.podman("volume", "create", "theirs").ok();
        lab.runWithInput("secret", "podman", "secret", "create", "theirs", "-").ok();
    }

    @AfterEach
    void close() {
        lab.close();
    }

    @Test
    void applyAndDestroyLeaveEverythingOfOthersAsItWas() {
        Snapshot before = lab.snapshot();
        Pair.apply(podseg);
        Pair.assertEnforced(lab);
        assertTheirsUnchanged(before, lab.snapshot());
        assertTheirsWork();

        podseg.run("destroy", "--yes").ok();
        assertThat(before.differences(lab.snapshot())).isEmpty();
        assertTheirsWork();
        assertThat(podseg.run("plan", "-f", Manifests.PAIR.path()).ok().stdout())
                .as("all is to be made again")
                .contains("+");
    }

    /** Rules that others insert later, at the head of their tables and of podseg's: nothing opens, and what they close stays closed. */
    @Test
    void acceptsOfOthersOpenNothingAndTheirDropsStand() {
        Pair.apply(podseg);
        String later = """
                iptables -I FORWARD 1 -j ACCEPT
                iptables -I INPUT 1 -j ACCEPT
                iptables -t mangle -A FORWARD -j ACCEPT
                iptables -t mangle -A POSTROUTING -j ACCEPT
                iptables -t raw -A PREROUTING -j ACCEPT
                """;
        lab.run("sh", "-ec", later).ok();
        Pair.assertEnforced(lab);
        assertThat(Pair.plan(podseg)).contains("No changes");

        String drop = "iptables -I FORWARD 1 -d " + Pair.SERVER_IP + " -j DROP";
        lab.run("sh", "-ec", drop).ok();
        assertThat(lab.connects(Pair.CLIENT, Pair.SERVER_IP, 80, "TCP")).isEqualTo(Answer.SILENT);
        lab.run("sh", "-ec", drop.replace("-I FORWARD 1", "-D FORWARD")).ok();

        lab.run("sh", "-ec", later.replaceAll("-I (\\S+) 1", "-D $1").replace(" -A ", " -D "))
                .ok();
        Snapshot before = lab.snapshot();
        podseg.run("apply", "--yes", "-f", Manifests.PAIR.path()).ok();
        assertThat(before.differences(lab.snapshot())).isEmpty();
    }

    /** netavark writes its rules anew: for networks of others that come and go, isolated and internal ones, and when told to. */
    @Test
    void whatNetavarkWritesLaterOpensNothing() {
        Pair.apply(podseg);
        for (String options : List.of("--opt isolate=true", "--internal", "")) {
            String name = "later" + options.replaceAll("[^a-z]", "");
            lab.run("sh", "-ec", "podman network create " + options + " " + name)
                    .ok();
            run(name, "--network", name, "-p", (7100 + name.length()) + ":80");
        }
        Pair.assertEnforced(lab);
        lab.podman("network", "reload", "--all").ok();
        Pair.assertEnforced(lab);
        lab.run("sh", "-ec", "iptables -F; podman network reload --all").ok();
        Pair.assertEnforced(lab);
        assertThat(Pair.plan(podseg)).contains("No changes");
        lab.run(
                        "sh",
                        "-ec",
                        "for n in lateroptisolatetrue laterinternal later; do podman rm -f -t 0 $n; podman network rm $n; done")
                .ok();
        Pair.assertEnforced(lab);
        assertThat(Pair.plan(podseg)).contains("No changes");
        assertTheirsWork();
    }

    /** A rule of others that leads into a chain of podseg's: destroy says which, and leaves nothing in force but an empty chain. */
    @Test
    void aRuleOfOthersIntoAChainOfPodsegsIsNamed() {
        Pair.apply(podseg);
        lab.run("iptables", "-t", "mangle", "-A", "FORWARD", "-s", "198.51.100.1", "-j", "PODSEG-TO")
                .ok();
        assertThat(Pair.plan(podseg)).contains("No changes");
        Pair.assertEnforced(lab);
        var refused = podseg.run("destroy", "--yes");
        assertThat(refused.exit()).isEqualTo(4);
        assertThat(refused.stdout() + refused.stderr()).contains("PODSEG-TO");
        lab.run("iptables", "-t", "mangle", "-D", "FORWARD", "-s", "198.51.100.1", "-j", "PODSEG-TO")
                .ok();
        podseg.run("destroy", "--yes").ok();
        assertThat(lab.run("iptables-save").ok().stdout()).doesNotContain("PODSEG");
    }

    /** Lines of before are there in the same order; whatever is new belongs to podseg or to netavark. */
    private static void assertTheirsUnchanged(Snapshot before, Snapshot after) {
        assertThat(after.rules()).containsSubsequence(before.rules());
        assertThat(after.rules6()).containsSubsequence(before.rules6());
        assertThat(after.sets().stream().filter(line -> !line.contains(" podseg")))
                .isEqualTo(before.sets());
        assertThat(after.containers()).containsAll(before.containers());
        assertThat(after.pods()).containsAll(before.pods());
        assertThat(after.volumes()).containsAll(before.volumes());
        assertThat(after.secrets()).containsAll(before.secrets());
        assertThat(after.networks()).contains(before.networks());
        assertThat(after.links()).containsAll(before.links());
    }

    private void assertTheirsWork() {
        var attempts = List.of(Attempt.tcp(Lab.NODE, 7000), Attempt.tcp(Lab.NODE, 7001), Attempt.tcp(Lab.NODE, 22));
        assertThat(lab.probeFromOutside(attempts).values()).containsOnly(Answer.OPEN);
        assertThat(lab.connects("theirs", Lab.OUTSIDE, 22, "TCP")).isEqualTo(Answer.OPEN);
        assertThat(lab.connects("plain", Lab.OUTSIDE, 22, "TCP")).isEqualTo(Answer.OPEN);
    }

    private void run(String name, String... options) {
        var argv = new ArrayList<>(List.of("run", "-d", "--name", name));
        argv.addAll(List.of(options));
        argv.addAll(List.of(Images.BUSYBOX, "httpd", "-f", "-p", "80"));
        lab.podman(argv.toArray(String[]::new)).ok();
    }
}
