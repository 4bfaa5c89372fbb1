package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.lab.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The longest and strangest names that Kubernetes takes, on a real Podman and a real kernel. */
class WorstNamesIT {
    /** 63 characters that begin with a digit, as labels of DNS may. */
    private static final String LABEL = "0" + "-".repeat(61) + "9";
    /** 253 characters, the longest name of an object. */
    private static final String NAME = (LABEL + ".").repeat(3) + "0" + "-".repeat(59) + "9";

    private static final String PREFIX = "a.".repeat(126) + "b";
    private static final String VALUE = "V" + "._-".repeat(20) + ".v";
    private static final String PORT = "0-a-0-a-0-a-0-a";
    /** The longest interface name. */
    private static final String BRIDGE = "a-_-_-_-_-_-_-_";

    private static final String SERVER_IP = "10.97.0.10";
    private static final String CLIENT_IP = "10.97.0.11";

    /** So many policies select the server that their names do not fit into one comment. */
    private static final int POLICIES = 12;

    private final StringBuilder yaml = new StringBuilder();

    private void add(String text, Object... values) {
        yaml.append(text.formatted(values)).append("---\n");
    }

    private void pod(String name, String address, String labels) {
        add("""
                apiVersion: v1
                kind: Pod
                metadata:
                  name: "%1$s"
                  namespace: "%2$s"
                  labels: {%3$s}
                  annotations:
                    podseg.io/networks: "%2$s:ip=%4$s,alias=%5$s"
                    %6$s/x: "\\"'\\\\ \\n-A FORWARD -j ACCEPT\\n $(reboot) %%s \\e[2J \\u202e"
                spec:
                  terminationGracePeriodSeconds: 0
                  volumes:
                  - {name: "%2$s", emptyDir: {}}
                  - {name: files, configMap: {name: "%7$s"}}
                  containers:
                  - name: "%2$s"
                    image: localhost/podseg-test:1
                    imagePullPolicy: Never
                    command: ["httpd", "-f", "-p", "80", "-h", "/files"]
                    ports: [{name: %8$s, containerPort: 80}]
                    env: [{name: "-_.", value: "\\"'\\\\ \\n --jump ACCEPT $(reboot) \\u202e"}]
                    volumeMounts:
                    - {name: "%2$s", mountPath: "/- '\\"x"}
                    - {name: files, mountPath: /files}
                """, name, LABEL, labels, address, "x".repeat(63), PREFIX, NAME, PORT);
    }

    private void policy(String name, String ingress) {
        add("""
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata: {name: "%s", namespace: "%s"}
                spec:
                  podSelector: {matchLabels: {"%s/%s": "%s"}}
                  ingress: %s
                """, name, LABEL, PREFIX, LABEL, VALUE, ingress);
    }

    private String manifests() {
        add("""
                apiVersion: podseg.io/v1alpha1
                kind: Network
                metadata: {name: "%s"}
                spec: {interfaceName: "%s", subnets: [{subnet: 10.97.0.0/24}]}
                """, LABEL, BRIDGE);
        add("""
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: "%s", namespace: "%s"}
                data: {"%s": "found\\n"}
                """, NAME, LABEL, "k".repeat(253));
        String server = "\"" + PREFIX + "/" + LABEL + "\": \"" + VALUE + "\"";
        pod(NAME, SERVER_IP, server);
        pod("1", CLIENT_IP, "may: \"\"");
        pod("2", "10.97.0.12", "");
        policy(
                NAME,
                "[{from: [{podSelector: {matchExpressions: [{key: may, operator: In, values: [\"\"]}]}}],"
                        + " ports: [{port: " + PORT + "}]}]");
        for (int i = 0; i < POLICIES; i++) {
            policy(NAME.substring(0, 250) + (100 + i), "[]");
        }
        return yaml.toString();
    }

    @Test
    void theyAreNamesAndNothingElse(@TempDir Path folder) throws IOException {
        String file =
                Files.writeString(folder.resolve("worst.yaml"), manifests()).toString();
        String container = LABEL + "_1-" + LABEL;
        try (Lab lab = Lab.start()) {
            Snapshot before = lab.snapshot();
            Result validated = lab.podseg("validate", "-f", file).ok();
            assertThat(validated.stderr()).isEmpty();
            lab.podseg("apply", "--yes", "-f", file, "--status-dir", "/run/lab/status")
                    .ok();
            lab.await("the server", () -> lab.connects(container, SERVER_IP, 80, "TCP") == Answer.OPEN);
            assertThat(lab.probeFrom(container, List.of(Attempt.tcp(SERVER_IP, 81), Attempt.tcp(CLIENT_IP, 80)))
                            .values())
                    .containsExactly(Answer.SILENT, Answer.OPEN);
            assertThat(lab.connects(LABEL + "_2-" + LABEL, SERVER_IP, 80, "TCP"))
                    .isEqualTo(Answer.SILENT);
            assertThat(lab.exec(container, "cat", "/files/" + "k".repeat(253))
                            .ok()
                            .stdout())
                    .isEqualTo("found\n");
            assertThat(lab.podseg("plan", "-f", file).ok().stdout())
                    .isEqualTo("No changes. The host is as the manifests say.\n");
            String status = lab.podseg("status").ok().stdout();
            assertThat(status).doesNotContain("NO ").contains("enforced");
            assertThat(lab.run("find", "/run/lab/status/" + LABEL, "-name", "*.yaml")
                            .ok()
                            .lines())
                    .as("three pods, their ConfigMap and the policies have a file each")
                    .hasSizeGreaterThanOrEqualTo(3 + 1 + POLICIES);
            lab.podseg("destroy", "--yes").ok();
            assertNothingLeft(before, lab.snapshot());
        }
    }

    private static void assertNothingLeft(Snapshot before, Snapshot after) {
        assertThat(Stream.of(after.rules(), after.rules6(), after.sets()).flatMap(List::stream))
                .as("netavark's chains stay, podseg's do not")
                .noneMatch(line -> line.toLowerCase(Locale.ROOT).contains("podseg"));
        assertThat(after.networks()).isEqualTo(before.networks());
        assertThat(List.of(after.containers(), after.pods(), after.volumes(), after.secrets()))
                .isEqualTo(List.of(before.containers(), before.pods(), before.volumes(), before.secrets()));
    }
}
