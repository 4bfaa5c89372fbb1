package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code manifests/hardened}, and user namespaces of every kind, for an ordinary user; asked inside the containers. */
class RootlessHardenedIT {
    private static final String APP = "secure_app-nginx";
    private static final String MAPPED = "mapped-main";

    private static final String USERS = """
            apiVersion: podseg.io/v1alpha1
            kind: SecurityProfile
            metadata: {name: mapped}
            spec:
              podSelector: {matchLabels: {users: mapped}}
              defaults:
                userNamespace:
                  mode: mapped
                  uidMappings: [{containerId: 0, hostId: 1, size: 1000}]
                  gidMappings: [{containerId: 0, hostId: 2000, size: 1000}]
                capabilities: {drop: [ALL]}
                seccompProfile:
                  inline:
                    defaultAction: SCMP_ACT_ALLOW
                    syscalls: [{names: [mkdir, mkdirat], action: SCMP_ACT_ERRNO}]
                tmpfs: [{path: /shut, size: 2Mi}]
                resources: {ulimits: [{name: nofile, soft: 100, hard: 200}, {name: nproc, soft: 300, hard: 300}]}
                healthCheck: {exec: {command: [test, -e, /shut/well]}}
            ---
            apiVersion: podseg.io/v1alpha1
            kind: SecurityProfile
            metadata: {name: kept}
            spec:
              podSelector: {matchLabels: {users: kept}}
              mode: enforce
              defaults: {userNamespace: {mode: keep-id}}
            """;

    private static final String POD = """
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: %1$s, labels: {users: %1$s}}
            spec:
              terminationGracePeriodSeconds: 0
              containers: [{name: main, image: "localhost/podseg-test:1", command: [sleep, "100000"]}]
            """;

    @TempDir
    private Path folder;

    private String in(Lab lab, String container, String script) {
        return lab.exec(container, "sh", "-c", script).ok().text();
    }

    @Test
    void whatTheGuideAsksForHolds() throws IOException {
        try (Lab lab = Lab.startRootless()) {
            try (var files = Files.list(Path.of("manifests/hardened"))) {
                for (Path file : files.toList()) {
                    Files.copy(file, folder.resolve(file.getFileName()));
                }
            }
            lab.readable(folder);
            Path profile = folder.resolve("10-profile.yaml");
            if (lab.run("test", "-e", "/sys/fs/cgroup/cgroup.controllers").exit() != 0) {
                assertThat(plan(lab).exits(3).stderr())
                        .contains("a memory limit, which nothing here would keep")
                        .contains("SecurityProfile \"full\"");
                String text = Files.readString(profile);
                Files.writeString(profile, text.replaceAll("(?s)    resources:\n.*?(?=    # --health-cmd)", ""));
            }
            // The example's pod takes all subordinate ids that are nobody's, so it comes first.
            lab.podseg("apply", "--yes", "-f", folder.toString()).ok();
            Files.writeString(folder.resolve("users.yaml"), USERS + POD.formatted("mapped") + POD.formatted("kept"));
            lab.readable(folder);
            lab.podseg("apply", "--yes", "-f", folder.toString()).ok();
            assertThat(plan(lab).ok().stdout()).startsWith("No changes");
            assertConfined(lab);
            assertMapped(lab);
            assertThat(in(lab, "kept-main", "id -u; cat /proc/self/uid_map"))
                    .startsWith("2000")
                    .containsPattern(" 2000 +0 +1\\b");
        }
    }

    private Result plan(Lab lab) {
        return lab.podseg("plan", "-f", folder.toString());
    }

    private void assertConfined(Lab lab) {
        assertThat(in(lab, APP, "cat /proc/self/status"))
                .containsPattern("CapBnd:\\s0000000000000400")
                .containsPattern("NoNewPrivs:\\s1")
                .containsPattern("Seccomp:\\s2")
                .containsPattern("Uid:\\s101\\s101");
        assertThat(in(lab, APP, "cat /proc/self/uid_map").strip()).matches("0 +1 +65536");
        assertThat(lab.exec(APP, "touch", "/test.txt").stderr()).contains("Read-only file system");
        assertThat(lab.exec(APP, "sh", "-c", "cp /bin/true /tmp/true && /tmp/true")
                        .stderr())
                .contains("Permission denied");
        assertThat(lab.exec(APP, "mkfifo", "/tmp/pipe").stderr()).contains("not permitted");
        lab.awaitHealth(APP);
        assertThat(lab.run("busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:8081/")
                        .ok()
                        .text())
                .isEqualTo("secure-app");
        Attempt outside = new Attempt(Lab.NODE, 8081, "tcp");
        assertThat(lab.probeFromOutside(List.of(outside)).get(outside)).isNotEqualTo(Answer.OPEN);
        assertThat(lab.connects(APP, Lab.OUTSIDE, 80, "TCP")).isEqualTo(Answer.SILENT);
    }

    private void assertMapped(Lab lab) {
        assertThat(in(lab, MAPPED, "cat /proc/self/uid_map").strip()).matches("0 +1 +1000");
        assertThat(in(lab, MAPPED, "cat /proc/self/gid_map").strip()).matches("0 +2000 +1000");
        String pid =
                lab.podman("inspect", "--format", "{{.State.Pid}}", MAPPED).ok().text();
        assertThat(lab.run("stat", "-c", "%u:%g", "/proc/" + pid).ok().text())
                .as("the host's ids: the first subordinate one, and the 2000th")
                .isEqualTo("200000:201999");
        assertThat(in(lab, MAPPED, "cat /proc/1/status"))
                .containsPattern("CapBnd:\\s0{16}")
                .containsPattern("CapEff:\\s0{16}");
        assertThat(in(lab, MAPPED, "grep -E 'open files|processes' /proc/1/limits"))
                .containsPattern("open files +100 +200")
                .containsPattern("processes +300 +300");
        assertThat(in(lab, MAPPED, "grep ' /shut tmpfs ' /proc/mounts"))
                .contains("size=2048k", "noexec", "nosuid", "nodev");
        assertThat(lab.exec(MAPPED, "mkdir", "/shut/folder").stderr()).contains("not permitted");
        assertThat(lab.podman("healthcheck", "run", MAPPED).exit()).isNotZero();
        in(lab, MAPPED, "touch /shut/well");
        lab.awaitHealth(MAPPED);
    }
}
