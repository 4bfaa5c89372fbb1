package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Waiting for pods, and changes while they run, on a real Podman. */
@NullMarked
class HealthIT {
    private static final String WEB = """
            apiVersion: v1
            kind: Pod
            metadata: {name: web, namespace: health}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: main
                image: %s
                command: [sh, -c, "mkdir /tmp/w; (sleep 25; echo ok > /tmp/w/ready) & exec httpd -f -p 8080 -h /tmp/w"]
                ports: [{name: http, containerPort: 8080}]
                resources: {limits: {memory: %s}}
                livenessProbe: {exec: {command: [test, -d, /tmp/w]}, periodSeconds: 100}
                readinessProbe: {httpGet: {path: /ready, port: http}, timeoutSeconds: 30}
                startupProbe: {tcpSocket: {port: 8080}, timeoutSeconds: 30, failureThreshold: 30}
            """;

    private static final String OTHERS = """
            apiVersion: v1
            kind: Pod
            metadata: {name: dies, namespace: health}
            spec:
              restartPolicy: Never
              containers:
              - {name: main, image: "%1$s", command: [sh, -c, "echo looking; echo no database >&2; exit 3"]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: done, namespace: health}
            spec:
              restartPolicy: Never
              containers:
              - {name: main, image: "%1$s", command: ["true"]}
            """;

    private static final String SHY = """
            apiVersion: v1
            kind: Pod
            metadata: {name: shy, namespace: health}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
              - name: main
                image: %s
                command: [sleep, "100000"]
                readinessProbe: {exec: {command: [sh, -c, "echo not today; test -e /tmp/ready"]}, timeoutSeconds: 30}
            """;

    @TempDir
    Path folder = Path.of("");

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Result podseg(Lab lab, String command, String... more) {
        String[] all = new String[more.length + 3];
        all[0] = command;
        all[1] = "-f";
        all[2] = folder.toString();
        System.arraycopy(more, 0, all, 3, more.length);
        return lab.podseg(all);
    }

    private static String webProcess(Lab lab) {
        return lab.podman("inspect", "--format", "{{.State.Pid}}", "health_web-main")
                .ok()
                .text();
    }

    @Test
    void applyWaitsNamesWhatFailsAndChangesLimitsInPlace() {
        try (Lab lab = Lab.start()) {
            lab.podman("tag", Images.BUSYBOX, "localhost/moving:1").ok();
            waits(lab);
            waitsAgain(lab);
            limits(lab);
            images(lab);
        }
    }

    private void waits(Lab lab) {
        write("web.yaml", WEB.formatted("localhost/moving:1", "64Mi"));
        write("others.yaml", OTHERS.formatted(Images.BUSYBOX));
        Result applied = podseg(lab, "apply", "--yes", "--timeout", "90s");
        assertThat(applied.exit()).isEqualTo(4);
        assertThat(applied.stdout())
                .contains("+ Pod health/web  done\n", "+ Pod health/done  done\n")
                .contains("! Pod health/dies  not ready: container main ended with exit code 3\n")
                .contains("    | looking\n", "    | no database\n");
        assertThat(applied.stderr())
                .contains("Waiting for Pod health/web: container main fails its readiness probe: HTTP status 404");
        assertThat(lab.exec("health_web-main", "cat", "/tmp/w/ready").ok().text())
                .isEqualTo("ok");
        // Since Podman 5 the first run tells "starting" with exit code 1.
        lab.awaitHealth("health_web-main");
        write("others.yaml", "");
        podseg(lab, "apply", "--yes").ok();
    }

    private void waitsAgain(Lab lab) {
        write("shy.yaml", SHY.formatted(Images.BUSYBOX));
        Result applied = podseg(lab, "apply", "--yes", "--timeout", "3s");
        assertThat(applied.exit()).isEqualTo(4);
        assertThat(applied.stdout())
                .contains("! Pod health/shy  not ready: not ready within 3s: container main fails its readiness probe:"
                        + " exit code 1: not today");
        assertThat(podseg(lab, "plan").ok().stdout())
                .contains("~ Pod health/shy  (it was not ready at the end of the last apply)");
        lab.exec("health_shy-main", "touch", "/tmp/ready").ok();
        podseg(lab, "apply", "--yes").ok();
        assertThat(podseg(lab, "plan").ok().stdout()).startsWith("No changes");
    }

    private void limits(Lab lab) {
        String process = webProcess(lab);
        write("web.yaml", WEB.formatted("localhost/moving:1", "96Mi"));
        assertThat(podseg(lab, "plan").ok().stdout())
                .contains("~ Pod health/web  (limits only, the pod keeps running)")
                .contains("Plan: 0 to add, 1 to change, 0 to replace, 0 to delete.");
        podseg(lab, "apply", "--yes").ok();
        assertThat(podseg(lab, "plan").ok().stdout()).startsWith("No changes");
        lab.podman("update", "--memory", "32m", "health_web-main").ok();
        assertThat(podseg(lab, "plan").ok().stdout())
                .contains("! Pod health/web  (will be repaired: limits were changed on the host)")
                .contains("32Mi", "96Mi");
        podseg(lab, "apply", "--yes").ok();
        assertThat(podseg(lab, "plan").ok().stdout()).startsWith("No changes");
        assertThat(webProcess(lab)).isEqualTo(process);
    }

    private void images(Lab lab) {
        lab.podman("commit", "health_shy-main", "localhost/moving:1").ok();
        assertThat(podseg(lab, "plan").ok().stdout()).startsWith("No changes");
        assertThat(podseg(lab, "plan", "--check-images").ok().stdout())
                .containsPattern(
                        "-/\\+ Pod health/web  \\(must be replaced: image localhost/moving:1 is sha256:[0-9a-f]{12} by now and"
                                + " was sha256:[0-9a-f]{12}\\)")
                .containsPattern("localhost/moving:1@sha256:[0-9a-f]{64}");
        podseg(lab, "apply", "--yes", "--check-images").ok();
        assertThat(podseg(lab, "plan", "--check-images").ok().stdout()).startsWith("No changes");
    }
}
