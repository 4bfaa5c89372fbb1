package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.lab.User;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** An ordinary user's podseg on that user's own Podman, without root at any step. */
class RootlessIT {
    private static final String STATE = User.HOME + "/.local/state/podseg";
    private static final List<String> SUBNETS = List.of("10.91.0.0/24", "10.92.0.0/24");

    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = Lab.startRootless();
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    @AfterEach
    void destroy() {
        lab.podseg("destroy", "--yes").ok();
    }

    private static void assertEnforced() {
        // Every namespace needs a wire of its own; from Podman 5 on podseg run keeps one, which has it already.
        lab.attachOutside(SUBNETS.toArray(String[]::new));
        Pair.assertEnforced(lab);
    }

    /** Podman's own namespace is gone with the last container. */
    private static boolean isAtRest() {
        return !lab.asUser("podman", "unshare", "cat", "/proc/self/mountinfo")
                .ok()
                .stdout()
                .contains("rootless-netns");
    }

    @Test
    void aWholeLife() {
        assertThat(lab.podseg("plan", "--detailed-exitcode", "-f", Manifests.PAIR.path())
                        .exit())
                .isEqualTo(2);
        Pair.apply(lab);
        assertThat(Pair.plan(lab)).startsWith("No changes.");
        assertEnforced();
        for (String way : List.of("--live", "--probe")) {
            lab.podseg("matrix", way, "--fail-on-difference", "--port", "80/TCP", "-f", Manifests.PAIR.path())
                    .ok();
        }
        assertThat(lab.podseg("status").ok().stdout()).contains("enforced").doesNotContain("NOT");
        assertThat(lab.podseg("history").ok().stdout()).contains("apply, " + User.NAME);
        // Nothing of it stands where root's firewall is, and nothing where others can read it.
        assertThat(lab.run("iptables-save", "-t", "mangle").ok().stdout()).doesNotContain("PODSEG");
        assertThat(lab.run("stat", "-c", "%a %U", STATE).ok().text()).isEqualTo("700 " + User.NAME);
        assertThat(lab.run("test", "-e", "/var/lib/podseg/inventory.json").exit())
                .isNotZero();

        lab.podseg("destroy", "--yes").ok();
        assertThat(lab.podman("ps", "-aq").ok().text()).isEmpty();
        assertThat(lab.podman("network", "ls", "-q").ok().text()).isEqualTo("podman");
    }

    /** The namespace comes back with the first container, and the rules with it: what runs by then is as it should be. */
    @Test
    void atRestNothingIsMissingAndAnApplyBringsAllBack() {
        Pair.apply(lab);
        lab.podman("pod", "stop", "-t", "0", "pair_client", "pair_server").ok();
        lab.await("the end of the namespace", RootlessIT::isAtRest);
        String plan = Pair.plan(lab);
        assertThat(plan).contains("! Pod pair/client").doesNotContain("Policy").doesNotContain("firewall");
        Pair.apply(lab);
        assertEnforced();
        assertThat(Pair.plan(lab)).startsWith("No changes.");
    }

    /** The last pod is replaced, and with it perhaps the namespace. */
    @Test
    void theOnlyPodIsReplaced() {
        lab.runWithInput(ONE.formatted("1000"), "sh", "-c", "mkdir -p /run/lab/one; cat > /run/lab/one/one.yaml")
                .ok();
        lab.podseg("apply", "--yes", "-f", "/run/lab/one").ok();
        lab.runWithInput(ONE.formatted("2000"), "sh", "-c", "cat > /run/lab/one/one.yaml")
                .ok();
        Result plan = lab.podseg("plan", "-f", "/run/lab/one").ok();
        assertThat(plan.stdout()).contains("-/+ Pod default/one");
        lab.podseg("apply", "--yes", "-f", "/run/lab/one").ok();
        assertThat(lab.podseg("plan", "-f", "/run/lab/one").ok().stdout()).startsWith("No changes.");
        assertThat(lab.connects("one-main", Lab.OUTSIDE, 80, "TCP")).isEqualTo(Answer.SILENT);
        assertThat(lab.connects("one-main", Lab.OUTSIDE, 443, "TCP")).isEqualTo(Answer.OPEN);
    }

    private static final String ONE = """
            apiVersion: v1
            kind: Pod
            metadata: {name: one}
            spec:
              containers:
                - {name: main, image: "localhost/podseg-test:1", imagePullPolicy: Never, command: [sleep, "%s"]}
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: https-only}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              egress: [{ports: [{port: 443}]}]
            """;

    @Test
    void theControllerKeepsANamespaceThatComesAndGoes() {
        lab.run("rm", "-rf", "/run/lab/manifests").ok();
        try (Follower podseg = new Follower(lab, "/run/lab/manifests", Manifests.PAIR)) {
            assertEnforced();
            assertThat(podseg.summary()).contains("result: ");
            inNetns("iptables", "-t", "mangle", "-F", "PODSEG-FORWARD");
            podseg.repaired(
                    "the chain",
                    () -> inNetns("iptables", "-t", "mangle", "-S", "PODSEG-FORWARD")
                            .contains("-A PODSEG-FORWARD"));
            inNetns("ipset", "flush", "podseg4-ready");
            podseg.repaired(
                    "the set", () -> inNetns("ipset", "list", "podseg4-ready").contains(Pair.SERVER_IP));
            inNetns("sh", "-c", "echo 0 > /proc/sys/net/bridge/bridge-nf-call-iptables");
            podseg.repaired(
                    "the sysctl",
                    () -> inNetns("cat", "/proc/sys/net/bridge/bridge-nf-call-iptables")
                            .startsWith("1"));
            lab.podman("pod", "rm", "-f", "-t", "0", "pair_client", "pair_server")
                    .ok();
            podseg.repaired(
                    "the pods and the namespace",
                    () -> lab.podman("exec", Pair.CLIENT, "true").exit() == 0
                            && lab.podman("exec", Pair.SERVER, "true").exit() == 0);
            podseg.repaired(
                    "what is allowed", () -> lab.connects(Pair.CLIENT, Pair.SERVER_IP, 80, "TCP") == Answer.OPEN);
            podseg.settled();
            assertEnforced();
            podseg.signal("TERM");
            assertThat(podseg.exit()).isZero();
        }
    }

    private static String inNetns(String... argv) {
        return lab.at(lab.bridges(), argv).stdout();
    }

    /** Containers of one user and the firewall of another would be no protection. */
    @Test
    void anothersPodmanIsRefused() {
        Result root =
                lab.run(Lab.launcher(), "plan", "--connection", "unix://" + User.SOCKET, "-f", Manifests.PAIR.path());
        assertThat(root.exit()).isEqualTo(1);
        assertThat(root.stderr()).contains("another user's").contains("run podseg as that user");
        lab.spawn("podman", "system", "service", "--time=0", "unix:///run/podman/podman.sock");
        lab.await(
                "root's service",
                () -> lab.run("test", "-S", "/run/podman/podman.sock").exit() == 0);
        lab.run("sh", "-c", "chmod 755 /run/podman; chmod 666 /run/podman/podman.sock")
                .ok();
        Result alice =
                lab.podseg("plan", "--connection", "unix:///run/podman/podman.sock", "-f", Manifests.PAIR.path());
        assertThat(alice.exit()).isEqualTo(1);
        assertThat(alice.stderr()).contains("another user's");
    }

    /** Without a session, as behind {@code su}: the folder is found, or the reason is told. */
    @Test
    void theRuntimeFolderIsFoundOrMissed() {
        assertThat(lab.asUser("env", "-u", "XDG_RUNTIME_DIR", Lab.launcher(), "plan", "-f", Manifests.PAIR.path())
                        .exit())
                .isZero();
        Result others = lab.asUser("env", "XDG_RUNTIME_DIR=/run", Lab.launcher(), "plan", "-f", Manifests.PAIR.path());
        assertThat(others.exit()).isEqualTo(1);
        assertThat(others.stderr()).contains("XDG_RUNTIME_DIR").contains("loginctl enable-linger " + User.NAME);
        assertThat(lab.asUser("env", "XDG_RUNTIME_DIR=/run", Lab.launcher(), "validate", "-f", Manifests.PAIR.path())
                        .exit())
                .as("what needs no Podman works all the same")
                .isZero();
    }

    @Test
    void doctorFindsThisHostReady() {
        Result doctor = lab.podseg("doctor");
        assertThat(doctor.exit()).as(doctor.stdout()).isZero();
        assertThat(doctor.stdout())
                .contains("running as " + User.NAME)
                .contains("65536 subordinate uids")
                .contains("65536 subordinate gids");
    }
}
