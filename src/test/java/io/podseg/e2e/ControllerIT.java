package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * The controller on a real host that has bad luck: it ends converged, or with a status that says what is wrong, and what is in
 * force is never more open than the last good manifests.
 */
class ControllerIT {
    private static final String BROKEN =
            "apiVersion: v1\nkind: Pod\nmetadata: {name: x, namespace: pair}\nspec: {nonsense: 1}\n";

    private static final String OPEN = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: open, namespace: pair}
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
              ingress: [{}]
              egress: [{}]
            """;

    private static Lab lab;
    private static Follower podseg;

    @BeforeAll
    static void start() {
        lab = Lab.start();
        podseg = new Follower(lab, "/run/lab/manifests", Manifests.PAIR);
    }

    @AfterAll
    static void stop() {
        podseg.close();
        lab.close();
    }

    /** However it went, in the end the host is as the manifests say. */
    @AfterEach
    void enforced() {
        podseg.remove("open.yaml");
        podseg.remove("bad.yaml");
        podseg.remove("loop.yaml");
        podseg.repaired("the end of what was forbidden", () -> !forbidden());
        podseg.repaired("what is allowed", ControllerIT::allowed);
        podseg.settled();
    }

    private static boolean allowed() {
        return lab.connects(Pair.CLIENT, Pair.SERVER_IP, 80, "TCP") == Answer.OPEN;
    }

    private static boolean forbidden() {
        return lab.connects(Pair.CLIENT, Pair.SERVER_IP, 81, "TCP") == Answer.OPEN;
    }

    private static boolean judged() {
        return lab.run("iptables", "-t", "mangle", "-S", "PODSEG-FORWARD")
                .stdout()
                .contains("-A PODSEG-FORWARD");
    }

    private static void flush() {
        lab.run("iptables", "-t", "mangle", "-F", "PODSEG-FORWARD").ok();
    }

    @Test
    void eachKindOfDriftIsSeenAndRepaired() {
        flush();
        podseg.repaired("the chain", ControllerIT::judged);
        lab.run("ipset", "flush", "podseg4-ready").ok();
        podseg.repaired(
                "the set",
                () -> lab.run("ipset", "list", "podseg4-ready").stdout().contains(Pair.SERVER_IP));
        lab.run("sh", "-c", "echo 0 > /proc/sys/net/bridge/bridge-nf-call-iptables")
                .ok();
        podseg.repaired(
                "the sysctl",
                () -> lab.run("cat", "/proc/sys/net/bridge/bridge-nf-call-iptables")
                        .text()
                        .equals("1"));
        lab.podman("pod", "rm", "-f", "-t", "0", "pair_client").ok();
        podseg.repaired("the pod", () -> lab.podman("exec", Pair.CLIENT, "true").exit() == 0);
    }

    @Test
    void badManifestsChangeNothingAndGoodOnesAreTakenAtOnce() {
        podseg.write("bad.yaml", BROKEN);
        podseg.result("invalid");
        assertThat(podseg.summary()).contains("nonsense").containsPattern("observedRevision: sha256:[0-9a-f]+");
        flush();
        podseg.repaired("the chain", ControllerIT::judged);
        podseg.remove("bad.yaml");
        podseg.settled();
        podseg.write("open.yaml", OPEN);
        podseg.repaired("what is allowed now", ControllerIT::forbidden);
        podseg.remove("open.yaml");
        podseg.repaired("what is allowed no more", () -> !forbidden());
    }

    @Test
    void killedAndStartedOnSpoiltManifestsItKeepsTheLastGoodOnes() {
        podseg.signal("KILL");
        podseg.exit();
        flush();
        podseg.write("bad.yaml", BROKEN);
        podseg.restart();
        podseg.result("invalid");
        assertThat(judged()).isTrue();
        assertThat(forbidden()).isFalse();
        podseg.remove("bad.yaml");
    }

    @Test
    void sigtermEndsItWellAndLeavesEverythingInForce() {
        podseg.signal("TERM");
        try {
            assertThat(podseg.exit()).isZero();
            assertThat(podseg.log()).doesNotContain("Exception", "\tat ");
            assertThat(forbidden()).isFalse();
            assertThat(lab.podseg("plan", "-f", Manifests.PAIR.path()).ok().stdout())
                    .contains("No changes");
        } finally {
            podseg.restart();
        }
    }

    @Test
    void aSecondControllerEndsAndACommandWorksBesideTheFirst() {
        assertThat(lab.podseg("run", "--listen", "none", "-f", Manifests.PAIR.path())
                        .exits(5)
                        .stderr())
                .contains("another podseg is at work");
        // In the middle of a turn it is refused, as the second controller is.
        lab.await("an apply between two turns", () -> {
            Result result = lab.podseg("apply", "--yes", "-f", Manifests.PAIR.path());
            return result.exit() == 0 || !result.exits(5).stderr().contains("another podseg is at work");
        });
    }

    @Test
    void podmanGoesAwayAndComesBack() {
        lab.run("pkill", "-9", "-f", "podman system[ ]service").ok();
        lab.run("rm", Lab.SOCKET).ok();
        try {
            // A turn that was under way tells of the answer that it did not get; the ones after it, of the socket.
            podseg.await("the reason", summary -> summary.contains("cannot be reached"));
            assertThat(podseg.summary()).contains("result: failed");
            flush();
            podseg.repaired("the chain, without Podman", ControllerIT::judged);
            assertThat(forbidden()).isFalse();
        } finally {
            lab.startService();
        }
        podseg.settled();
        lab.podman("pod", "rm", "-f", "-t", "0", "pair_client").ok();
        podseg.repaired(
                "the pod, by an event of the new service",
                () -> lab.podman("exec", Pair.CLIENT, "true").exit() == 0);
    }

    @Test
    void aFullDiskKeepsNothingFromBeingEnforced() {
        lab.run(
                        "sh",
                        "-c",
                        "cd /var/lib/podseg && mount -o remount,size=$(($(df -k --output=used . | tail -n 1) + 4))k .")
                .ok();
        try {
            lab.run("sh", "-c", "cat /dev/zero > /var/lib/podseg/filler");
            podseg.write("open.yaml", OPEN);
            podseg.repaired("what is allowed now", ControllerIT::forbidden);
            podseg.await("the reason", summary -> summary.contains("No space left on device"));
            podseg.remove("open.yaml");
            podseg.repaired("what is allowed no more", () -> !forbidden());
        } finally {
            lab.run("sh", "-c", "rm /var/lib/podseg/filler; mount -o remount,size=64m /var/lib/podseg")
                    .ok();
        }
    }

    @Test
    void theStateFolderIsDeleted() {
        lab.run("sh", "-c", "rm -rf /var/lib/podseg/* /var/lib/podseg/.[!.]*");
        flush();
        podseg.repaired("the chain", ControllerIT::judged);
        podseg.settled();
        podseg.repaired(
                "the memory",
                () -> lab.run("test", "-s", "/var/lib/podseg/inventory.json").exit() == 0);
        lab.podseg("run", "--listen", "none", "-f", Manifests.PAIR.path()).exits(5);
    }

    @Test
    void aPauseLeavesTheHostAloneAndResumingCatchesUp() {
        lab.podseg("pause", "--for", "1h", "--reason", "upgrade").ok();
        try {
            podseg.result("paused");
            podseg.write("open.yaml", OPEN);
            podseg.await("the turn", summary -> summary.contains("- files"));
            assertThat(podseg.summary()).contains("upgrade");
            assertThat(forbidden()).isFalse();
        } finally {
            assertThat(lab.podseg("resume").ok().stdout()).contains("no longer paused");
        }
        podseg.repaired("what is allowed now", ControllerIT::forbidden);
        podseg.remove("open.yaml");
        podseg.repaired("what is allowed no more", () -> !forbidden());
    }

    @Test
    void aCrashLoopCostsALookASecondAndDelaysNobody() {
        podseg.write("loop.yaml", """
                apiVersion: v1
                kind: Pod
                metadata: {name: loop, namespace: pair, annotations: {podseg.io/networks: pair-left}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - {name: main, image: "localhost/podseg-test:1", imagePullPolicy: Never, command: ["false"]}
                """);
        podseg.await("trouble", summary -> summary.contains("Pod pair/loop"));
        long before = podseg.turn();
        long begin = System.nanoTime();
        podseg.write("open.yaml", OPEN);
        podseg.repaired("what is allowed now", ControllerIT::forbidden);
        podseg.await("its failure", summary -> summary.contains("unready: 1"));
        long seconds = (System.nanoTime() - begin) / 1_000_000_000;
        assertThat(podseg.turn() - before).as("turns in " + seconds + " s").isLessThanOrEqualTo(2 * seconds + 10);
        podseg.repaired("that it has to wait", () -> {
            podseg.write("open.yaml", OPEN + "# " + System.nanoTime() + "\n");
            return lab.run("sh", "-c", "cat /run/podseg/status/pair/*od/loop.yaml")
                    .stdout()
                    .contains("reason: Held");
        });
        podseg.remove("open.yaml");
        podseg.remove("loop.yaml");
        podseg.repaired("what is allowed no more", () -> !forbidden());
        podseg.repaired(
                "the end of the loop",
                () -> lab.podman("pod", "exists", "pair_loop").exit() == 1);
    }

    @Test
    void aProgramThatIsMissingIsNamed() {
        lab.run("sh", "-c", "mount --bind /dev/null /usr/sbin/conntrack").ok();
        try {
            podseg.write("open.yaml", OPEN);
            podseg.await("its name", summary -> summary.contains("conntrack"));
            assertThat(judged()).isTrue();
            podseg.remove("open.yaml");
        } finally {
            lab.run("umount", "/usr/sbin/conntrack").ok();
        }
    }
}
