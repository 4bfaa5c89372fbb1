package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.User;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The network namespace of a user's bridges goes with the last container and comes back without any rules. Whoever starts the next
 * one, podseg or not: the rules are there before its first packet. Counted at the outside host, by counters that know nothing of
 * podseg.
 */
@TestInstance(Lifecycle.PER_CLASS)
class RootlessRestartIT {
    private static final int RESTARTS = 5;
    private static final String FOLDER = "/run/lab/restart";

    /** From its first moment it tries what it may not (port 99), and what it may (port 443). */
    private static final String MANIFEST = """
            apiVersion: v1
            kind: Pod
            metadata: {name: one}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
                - name: main
                  image: "localhost/podseg-test:1"
                  imagePullPolicy: Never
                  command:
                    - sh
                    - -c
                    - |
                      while :; do nc -w 1 %1$s 99 </dev/null; done &
                      while :; do nc -w 1 %1$s 443 </dev/null; sleep 0.2; done
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: https-only}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              egress: [{ports: [{port: 443}]}]
            """.formatted(Lab.OUTSIDE);

    private static final String COUNTERS = """
            table inet restart {
                counter forbidden {}
                counter allowed {}
                chain arrivals {
                    type filter hook prerouting priority 0;
                    tcp dport 99 counter name forbidden
                    tcp dport 443 tcp flags syn counter name allowed
                }
            }
            """;

    private static final Pattern COUNTER = Pattern.compile("counter (\\w+) \\{\\s*packets (\\d+) ");

    private final Lab lab = Lab.startRootlessWithoutService();

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void theRulesAreThereBeforeTheFirstPacketWhoeverStartsTheNextContainer() {
        lab.runWithInput(COUNTERS, "ip", "netns", "exec", "outside", "nft", "-f", "-")
                .ok();
        lab.podseg("hook", "install").ok();
        lab.runWithInput(MANIFEST, "sh", "-c", "mkdir -p " + FOLDER + "; cat > " + FOLDER + "/one.yaml")
                .ok();
        lab.podseg("apply", "--yes", "-f", FOLDER).ok();
        awaitAllowed();
        int anew = 0;
        for (int restart = 0; restart < RESTARTS; restart++) {
            // The number of a namespace may be that of the one before: whether it is another one, a table in it tells.
            lab.at(lab.bridges(), "nft", "add", "table", "ip", "before").ok();
            if (restart == RESTARTS - 1) {
                asAfterABoot();
            }
            restart();
            anew += lab.at(lab.bridges(), "nft", "list", "table", "ip", "before")
                                    .exit()
                            == 0
                    ? 0
                    : 1;
            assertThat(count("forbidden")).as("after restart " + restart).isZero();
        }
        assertThat(anew).as("times that the namespace went and came").isPositive();
        assertThat(lab.podseg("plan", "-f", FOLDER).ok().stdout()).startsWith("No changes.");
        assertTheCountersCanTell();
    }

    /** Nobody guards the next namespace without the hook, until podseg looks; that is why plan warns then. */
    private void assertTheCountersCanTell() {
        lab.podseg("hook", "uninstall").ok();
        restart();
        lab.await("forbidden packets", () -> count("forbidden") > 0);
        assertThat(lab.podseg("plan", "-f", FOLDER).stderr()).contains("podseg hook install");
        assertThat(lab.podseg("status").stderr()).contains("podseg hook install");
        lab.podseg("apply", "--yes", "-f", FOLDER).ok();
        lab.outside("nft", "reset", "counters", "table", "inet", "restart").ok();
        awaitAllowed();
        assertThat(count("forbidden")).isZero();
    }

    /** Whoever starts containers then may come before podseg. */
    private void asAfterABoot() {
        lab.run("rm", "-r", User.RUNTIME + "/podseg").ok();
    }

    private void restart() {
        lab.podman("pod", "stop", "-t", "0", "one").ok();
        // A namespace that is taken away is gone a moment after the container.
        lab.await(
                "the end of the container",
                () -> lab.podman("ps", "-q").ok().text().isEmpty());
        lab.awaitCleanup();
        lab.outside("nft", "reset", "counters", "table", "inet", "restart").ok();
        lab.podman("pod", "start", "one").ok();
        awaitAllowed();
    }

    private void awaitAllowed() {
        lab.await("traffic of the pod", () -> count("allowed") > 2);
    }

    private long count(String name) {
        Matcher counters = COUNTER.matcher(lab.outside("nft", "list", "counters", "table", "inet", "restart")
                .ok()
                .stdout());
        while (counters.find()) {
            if (counters.group(1).equals(name)) {
                return Long.parseLong(counters.group(2));
            }
        }
        throw new AssertionError("no counter " + name);
    }
}
