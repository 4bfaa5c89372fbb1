package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.lab.User;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** A pod that only the rules inside it hold, with all the host's programs at hand to get rid of them. */
@TestInstance(Lifecycle.PER_CLASS)
class TamperIT {
    private static final String FOLDER = "/run/lab/tamper";
    private static final String TOOLS = "PATH=/usr/sbin:/usr/bin:/bin ";

    private static final String POLICY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: only-80}
            spec:
              podSelector: {}
              policyTypes: [Egress]
              egress: [{ports: [{port: 80}]}]
            ---
            """;

    /** Each would change the rules or send past them. */
    private static final List<String> ATTEMPTS = List.of(
            "iptables-nft -t mangle -F",
            "iptables-nft -t mangle -D POSTROUTING 1",
            "iptables-nft -t mangle -P POSTROUTING ACCEPT",
            "ip6tables-nft -t mangle -X",
            "ipset flush",
            "nft flush ruleset",
            "nft delete table ip mangle",
            "conntrack -F",
            "ip address add 10.9.9.9/32 dev lo",
            "ip link set lo down",
            "sh -c 'echo 0 > /proc/sys/net/ipv4/ip_forward'",
            "nsenter -t 1 -n iptables-nft -t mangle -F",
            "unshare -Ur iptables-nft -t mangle -F",
            "perl -e 'socket(my $s, 17, 3, 0x0300) or exit 1'",
            "perl -e 'socket(my $s, 2, 3, 255) or exit 1'");

    private final Lab lab = Lab.startRootlessWithoutService();

    @BeforeAll
    void start() {
        lab.run("mkdir", FOLDER).ok();
        lab.podseg("hook", "install").ok();
        write("", "");
        lab.podseg("apply", "--yes", "-f", FOLDER).ok();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void whatAContainerTriesAgainstItsRulesFails() {
        String before = rules();
        assertThat(before).contains("PODSEG-POD-OUT");
        for (String attempt : ATTEMPTS) {
            Result tried = lab.exec("prisoner-main", "sh", "-c", TOOLS + attempt);
            assertThat(tried.exit()).as("%s: %s", attempt, tried.stderr()).isNotIn(0, 126, 127);
        }
        assertThat(rules()).isEqualTo(before);
        assertThat(lab.connects("prisoner-main", Lab.OUTSIDE, 443, "TCP")).isEqualTo(Answer.SILENT);
        assertThat(lab.connects("prisoner-main", Lab.OUTSIDE, 80, "TCP")).isEqualTo(Answer.OPEN);
    }

    /** The programs are not what was missing. */
    @Test
    void withNetAdminTheSameProgramsWork() {
        List<String> options = List.of(
                "run",
                "--rm",
                "--network=slirp4netns",
                "--cap-add=NET_ADMIN,NET_RAW",
                "-v/usr:/usr:ro",
                "-v/usr/lib:/lib:ro",
                "-v/usr/lib64:/lib64:ro",
                Images.BUSYBOX,
                "sh",
                "-c");
        String all = Stream.of(
                        ATTEMPTS.getFirst(), "nft flush ruleset", "ipset flush", "conntrack -F", ATTEMPTS.getLast())
                .map(attempt -> TOOLS + attempt)
                .collect(Collectors.joining(" && "));
        lab.podman(Stream.concat(options.stream(), Stream.of(all)).toArray(String[]::new))
                .ok();
    }

    @Test
    void whoCouldIsRefused() {
        for (String able : List.of(
                "capabilities: {add: [NET_ADMIN]}",
                "capabilities: {add: [NET_RAW]}",
                "capabilities: {add: [ALL]}",
                "privileged: true")) {
            write("-able", "securityContext: {" + able + "}");
            Result plan = lab.podseg("plan", "-f", FOLDER).exits(3);
            assertThat(plan.stderr())
                    .as(able)
                    .containsPattern("pod-able\\.yaml:\\d+:\\d+: ")
                    .contains("only-80");
            lab.run("rm", FOLDER + "/pod-able.yaml").ok();
        }
    }

    @Test
    void aProgramThatIsTakenAwayIsNoticedByWhoeverRuns() {
        var argv = new ArrayList<>(List.of(Lab.launcher(), "run", "-f", FOLDER));
        lab.spawnAsUser(argv.toArray(String[]::new));
        lab.await("a first summary", () -> summary().contains("Ready"));
        assertThat(summary()).doesNotContain("HookDoesNotRun");
        String program = User.HOME + "/.local/state/podseg/hook/podseg-hook";
        lab.run("mv", program, program + ".away").ok();
        lab.await("the word in the summary", () -> summary().contains("HookDoesNotRun"));
        assertThat(lab.connects("prisoner-main", Lab.OUTSIDE, 443, "TCP"))
                .as("the rules stay")
                .isEqualTo(Answer.SILENT);
        lab.run("mv", program + ".away", program).ok();
        lab.await("that all is well", () -> !summary().contains("HookDoesNotRun"));
    }

    private String summary() {
        return lab.run("cat", User.RUNTIME + "/podseg/status/summary.yaml").stdout();
    }

    private String rules() {
        return lab.at(
                        lab.inside("prisoner-main"),
                        "sh",
                        "-c",
                        "iptables -t mangle -S; ip6tables -t mangle -S; ipset list -n")
                .ok()
                .stdout();
    }

    private void write(String suffix, String security) {
        String pod = """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: prisoner%s
                  annotations: {podseg.io/networks: slirp4netns}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: main
                      image: %s
                      imagePullPolicy: Never
                      command: [sleep, infinity]
                      %s
                      volumeMounts:
                        - {name: usr, mountPath: /usr, readOnly: true}
                        - {name: lib, mountPath: /lib, readOnly: true}
                        - {name: lib64, mountPath: /lib64, readOnly: true}
                  volumes:
                    - {name: usr, hostPath: {path: /usr}}
                    - {name: lib, hostPath: {path: /usr/lib}}
                    - {name: lib64, hostPath: {path: /usr/lib64}}
                """.formatted(suffix, Images.BUSYBOX, security);
        lab.runWithInput(
                        suffix.isEmpty() ? POLICY + pod : pod,
                        "sh",
                        "-c",
                        "cat > " + FOLDER + "/pod" + suffix + ".yaml")
                .ok();
    }
}
