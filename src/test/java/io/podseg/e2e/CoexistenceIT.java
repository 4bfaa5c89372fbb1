package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
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
            ip6tables -A FORWARD -s 2001:db8::1 -j DROP
            """;

    private final Lab lab = Lab.start();

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
        Pair.apply(lab);
        Pair.assertEnforced(lab);
        assertTheirsUnchanged(before, lab.snapshot());
        assertTheirsWork();

        lab.podseg("destroy", "--yes").ok();
        assertThat(before.differences(lab.snapshot())).isEmpty();
        assertTheirsWork();
        assertThat(lab.podseg("plan", "-f", Manifests.PAIR.path()).ok().stdout())
                .as("all is to be made again")
                .contains("+");
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
