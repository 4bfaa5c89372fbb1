package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Fields and annotations of pods, seen from inside the containers of a real Podman. */
class FieldsIT {
    private static final String PROFILE = "/run/lab/no-mkdir.json";
    /** All is allowed but making directories. */
    private static final String NO_MKDIR =
            "{\"defaultAction\":\"SCMP_ACT_ALLOW\",\"syscalls\":[{\"names\":[\"mkdir\",\"mkdirat\"],\"action\":\"SCMP_ACT_ERRNO\"}]}";

    private static Lab lab;

    @BeforeAll
    static void start() {
        lab = Lab.start();
        lab.runWithInput(NO_MKDIR, "tee", PROFILE).ok();
        subordinateIds(lab, "/etc/subuid");
        subordinateIds(lab, "/etc/subgid");
        lab.podseg("apply", "--yes", "-f", Manifests.FIELDS.path()).ok();
    }

    /** Ids that Podman may give to user namespaces, in the lab alone. */
    private static void subordinateIds(Lab lab, String file) {
        String ids = "/run/lab" + file.replace('/', '-');
        lab.runWithInput("containers:100000:1000000\n", "tee", ids).ok();
        lab.run("mount", "--bind", ids, file).ok();
    }

    @AfterAll
    static void stop() {
        lab.close();
    }

    private static String in(String container, String script) {
        return lab.exec(container, "sh", "-c", script).ok().text();
    }

    private static String inspect(String container, String format) {
        return lab.podman("inspect", "--type", "container", "--format", format, container)
                .ok()
                .text();
    }

    @Test
    void variablesAreWhatTheManifestRefersTo() {
        Map<String, String> env = in("names-main", "env")
                .lines()
                .filter(line -> line.contains("="))
                .collect(Collectors.toMap(
                        line -> line.substring(0, line.indexOf('=')),
                        line -> line.substring(line.indexOf('=') + 1),
                        (one, other) -> other));
        assertThat(env)
                .containsEntry("APP", "names")
                .containsEntry("NAME", "names")
                .containsEntry("SPACE", "default")
                .containsEntry("NODE", lab.run("hostname").ok().text())
                .containsEntry("FREE", "42")
                .containsEntry("IP", "10.93.0.10")
                .containsEntry("URL", "http://10.93.0.10:80/$(UNKNOWN)")
                .containsEntry("MEBI", "64")
                .containsEntry("CORES", "1")
                .containsEntry("PASSWORD", "hunter2$")
                .containsEntry("LOGIN", "user:hunter2$")
                .containsEntry(
                        "POD_ID",
                        lab.podman("pod", "inspect", "--format", "{{.Id}}", "names")
                                .ok()
                                .text());
        assertThat(Long.parseLong(env.get("ALL_MEMORY"))).isGreaterThan(64L << 20);
        assertThat(in("names-main", "cat /tmp/said")).isEqualTo("names /");
    }

    @Test
    void initContainersRunInOrderBeforeTheOthers() {
        assertThat(in("names-main", "cat /hand/over")).isEqualTo("first\nsecond hunter2$");
        assertThat(inspect("names-second", "{{.State.ExitCode}} {{.HostConfig.RestartPolicy.Name}}"))
                .isEqualTo("0 no");
        assertThat(lab.podseg("plan", "-f", Manifests.FIELDS.path()).ok().stdout())
                .startsWith("No changes");
    }

    @Test
    void namesAndKernelParametersAreThePods() {
        assertThat(in("names-main", "cat /etc/hosts"))
                .containsPattern("192.0.2.7\\s+db.example")
                .containsPattern("192.0.2.7\\s+db");
        assertThat(in("names-main", "cat /etc/resolv.conf"))
                .contains("search svc.example")
                .contains("options ndots:3");
        assertThat(in("names-main", "cat /proc/sys/net/ipv4/ip_unprivileged_port_start"))
                .isEqualTo("80");
        assertThat(lab.podman("pod", "inspect", "--format", "{{.InfraContainerID}}", "names")
                        .ok()
                        .text())
                .isEqualTo(inspect("names-infra", "{{.Id}}"));
        // A number before Podman 5.
        assertThat(inspect("names-main", "{{.Config.StopSignal}}")).isIn("10", "SIGUSR1");
        assertThat(inspect("names-main", "{{.HostConfig.MemoryReservation}}")).isEqualTo(Long.toString(32L << 20));
        assertThat(inspect("names-main", "{{index .Config.Annotations \"example.com/free\"}}"))
                .isEqualTo("42");
    }

    @Test
    void namespacesAreSharedAsDeclared() {
        assertThat(in("shared-main", "ps")).contains("sleep 100000").contains("sleep 200000");
        assertThat(inspect("shared-main", "{{.Config.Tty}} {{.Config.OpenStdin}}"))
                .isEqualTo("true true");
        assertThat(in("names-main", "ps")).doesNotContain("sleep 200000");
        assertThat(in("host-main", "hostname"))
                .isEqualTo(lab.run("hostname").ok().text());
        for (String namespace : new String[] {"pid", "ipc", "net", "uts"}) {
            String path = "/proc/self/ns/" + namespace;
            assertThat(in("host-main", "readlink " + path))
                    .as(namespace)
                    .isEqualTo(lab.run("readlink", path).ok().text());
        }
    }

    @Test
    void aUserNamespaceIsThePods() {
        assertThat(in("users-main", "cat /proc/self/uid_map").strip()).matches("0 +[1-9][0-9]{4,} +[0-9]+");
        assertThat(in("users-main", "touch /data/mine; ls -n /data/mine; id -u; id -g; echo $PASSWORD"))
                .containsPattern(" 0 +500 ")
                .endsWith("0\n500\nhunter2$");
    }

    /** Podman's issue 16062: 4.3 may stop for good where another process of Podman's uses the storage meanwhile. */
    @Test
    void userNamespacesAreMadeWhilePodmanIsBusyBesides() {
        try (Lab lab = Lab.start()) {
            subordinateIds(lab, "/etc/subuid");
            subordinateIds(lab, "/etc/subgid");
            StringBuilder pods = new StringBuilder();
            for (int i = 0; i < 12; i++) {
                pods.append("apiVersion: v1\nkind: Pod\nmetadata: {name: own")
                        .append(i)
                        .append("}\nspec:\n")
                        .append("  hostUsers: false\n  terminationGracePeriodSeconds: 0\n  containers:\n")
                        .append(
                                "  - {name: main, image: \"localhost/podseg-test:1\", command: [sleep, \"1000\"]}\n---\n");
            }
            lab.runWithInput(pods.toString(), "tee", "/run/lab/own.yaml").ok();
            for (int i = 0; i < 3; i++) {
                lab.spawn("sh", "-c", "while :; do podman create localhost/podseg-test:1 true; done >/dev/null 2>&1");
            }
            assertThat(lab.podseg("apply", "--yes", "-f", "/run/lab/own.yaml")
                            .ok()
                            .stdout())
                    .contains("Apply complete");
            assertThat(lab.podman("ps", "-aq", "--filter", "status=created")
                            .ok()
                            .lines())
                    .as("made besides")
                    .isNotEmpty();
        }
    }

    @Test
    void profilesAndLimitsAreInForce() {
        Result refused = lab.exec("confined-main", "mkdir", "/data/x");
        assertThat(refused.exit()).isNotZero();
        assertThat(refused.stderr()).contains("not permitted");
        assertThat(in("confined-free", "grep ^Seccomp: /proc/self/status")).endsWith("0");
        assertThat(in("confined-main", "grep ^Seccomp: /proc/self/status")).endsWith("2");
        // A process of podman exec may have the hard limit as its soft one: runc and Go's runtime race there.
        assertThat(in("confined-main", "ulimit -Hn; id -u; id -g")).isEqualTo("2000\n1000\n1001");
        assertThat(inspect("confined-main", "{{json .HostConfig.Ulimits}}"))
                .contains("{\"Name\":\"RLIMIT_NOFILE\",\"Soft\":1000,\"Hard\":2000}");
        assertThat(in("confined-main", "cat /proc/1/comm")).endsWith("init");
        assertThat(inspect("confined-main", "{{.HostConfig.PidsLimit}} {{.HostConfig.CpusetCpus}}"))
                .isEqualTo("77 0");
        assertThat(inspect("confined-main", "{{index .Config.Labels \"io.containers.autoupdate\"}}"))
                .isEqualTo("local");
        assertThat(in("confined-free", "cat /proc/self/mountinfo")).containsPattern(" /data ro");
        assertThat(in("confined-main", "cat /proc/self/mountinfo")).contains(" /proc/sys ro");
        assertThat(in("confined-free", "cat /proc/self/mountinfo")).doesNotContain(" /proc/sys ro");
    }

    @Test
    void whatMustNotOrCannotStartSaysWhy() {
        try (Lab other = Lab.start()) {
            Result apply = other.podseg("apply", "--yes", "-f", Manifests.AS_ROOT.path());
            assertThat(apply.exit()).isEqualTo(4);
            assertThat(apply.stdout() + apply.stderr())
                    .contains("must not run as root (runAsNonRoot), and its image localhost/podseg-test:1 runs as root;"
                            + " set securityContext.runAsUser.")
                    .contains("init container stuck-first ended with exit code 7: the reason");
            assertThat(other.podman("pod", "ls", "--format", "{{.Name}}").ok().text())
                    .doesNotContain("rooted");
        }
    }
}
