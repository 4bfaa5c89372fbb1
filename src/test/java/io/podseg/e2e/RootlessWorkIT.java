package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import io.podseg.lab.User;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;

/** One ordinary user's host over some days: workloads, secrets, volumes, ports, saved plans, pauses, the controller. In this order. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(OrderAnnotation.class)
class RootlessWorkIT {
    private static final String KEEP = """
            apiVersion: v1
            kind: Secret
            metadata: {name: password}
            stringData: {key: "%1$s"}
            ---
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {mode: "%1$s"}
            ---
            apiVersion: v1
            kind: PersistentVolumeClaim
            metadata: {name: data}
            spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Mi}}}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: keep, labels: {app: keep}}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
                - name: main
                  image: localhost/podseg-test:1
                  command: [sleep, "10000"]
                  env: [{name: KEY, valueFrom: {secretKeyRef: {name: password, key: key}}}]
                  resources: {limits: {memory: 64Mi}}
                  livenessProbe: {exec: {command: [test, -e, /scratch]}}
                  readinessProbe: {exec: {command: [test, -e, /etc/settings/mode]}, timeoutSeconds: 30}
                  volumeMounts:
                    - {name: settings, mountPath: /etc/settings}
                    - {name: secret, mountPath: /etc/secret}
                    - {name: scratch, mountPath: /scratch}
                    - {name: memory, mountPath: /memory}
                    - {name: data, mountPath: /data}
              volumes:
                - {name: settings, configMap: {name: settings}}
                - {name: secret, secret: {secretName: password}}
                - {name: scratch, emptyDir: {}}
                - {name: memory, emptyDir: {medium: Memory, sizeLimit: 1Mi}}
                - {name: data, persistentVolumeClaim: {claimName: data}}
            """;

    private static final String ROLLED = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers: [{name: main, image: "%1$s", command: [sh, -c, "echo %2$s >&2; %3$s"]}]
            ---
            apiVersion: apps/v1
            kind: DaemonSet
            metadata: {name: edge}
            spec:
              selector: {matchLabels: {app: edge}}
              template:
                metadata: {labels: {app: edge}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: main
                      image: %1$s
                      command: [sh, -c, "mkdir /tmp/w; echo %2$s > /tmp/w/version; exec httpd -f -p 8080 -h /tmp/w"]
                      ports: [{containerPort: 8080, hostPort: 8081}]
            ---
            apiVersion: batch/v1
            kind: Job
            metadata: {name: seed}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: main, image: "%1$s", command: [echo, "%2$s"]}]
            """;

    private static final String SLEEP = "exec sleep 100000";
    private static final String POLICY = """
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: nothing-out}
            spec: {podSelector: {matchLabels: {app: keep}}, policyTypes: [Egress]}
            """;

    @TempDir
    private Path folder = Path.of("");

    private final Lab lab = Lab.startRootlessWithoutService();

    @AfterAll
    void close() {
        lab.close();
    }

    private static String rolled(String version, String run) {
        return ROLLED.formatted(Images.BUSYBOX, version, run);
    }

    private Result podseg(String command, String manifests, String... more) throws IOException {
        Path file = Files.writeString(folder.resolve("all.yaml"), manifests);
        lab.readable(folder);
        String[] argv = Arrays.copyOf(new String[] {command, "-f", file.toString()}, more.length + 3);
        System.arraycopy(more, 0, argv, 3, more.length);
        return lab.podseg(argv);
    }

    private List<String> running(String label) {
        return lab
                .podman("pod", "ps", "--filter", "label=app=" + label, "--format", "{{.Name}} {{.Status}}")
                .ok()
                .lines()
                .stream()
                .sorted()
                .toList();
    }

    private String outside() {
        return lab.outside("timeout", "5", "busybox", "wget", "-qO-", "http://" + Lab.NODE + ":8081/version")
                .text();
    }

    @Test
    @Order(1)
    void allKindsOfObjectsCome() throws IOException {
        Result applied = podseg("apply", KEEP.formatted("one") + rolled("v1", SLEEP) + POLICY, "--yes");
        applied.ok();
        if (lab.run("test", "-e", "/sys/fs/cgroup/cgroup.controllers").exit() != 0) {
            assertThat(applied.stderr()).contains("a memory limit, which nothing here would keep");
        }
        assertThat(lab.exec("keep-main", "sh", "-c", """
                echo $KEY; cat /etc/settings/mode /etc/secret/key; echo
                touch /scratch/a /memory/a && echo kept > /data/a && echo written
                touch /etc/settings/a 2>/dev/null || echo protected
                grep -c '^tmpfs /memory tmpfs .*size=1024k' /proc/mounts""").ok().lines())
                .containsExactly("one", "oneone", "written", "protected", "1");
        assertThat(running("web")).containsExactly("web-pod Running", "web-pod-2 Running");
        lab.await("the published port", () -> outside().equals("v1"));
        lab.await(
                "the job",
                () -> lab.podman("pod", "inspect", "--format", "{{.State}}", "seed-pod")
                        .text()
                        .equals("Exited"));
        // The job has ended since, which is to be noted.
        podseg("apply", KEEP.formatted("one") + rolled("v1", SLEEP) + POLICY, "--yes")
                .ok();
        podseg("plan", KEEP.formatted("one") + rolled("v1", SLEEP) + POLICY, "--detailed-exitcode")
                .ok();
    }

    @Test
    @Order(2)
    void workloadsAreRolledAndRolledBack() throws IOException {
        assertThat(podseg("apply", KEEP.formatted("two") + rolled("v2", SLEEP) + POLICY, "--yes")
                        .ok()
                        .stdout())
                .contains("Deployment default/web  done")
                .contains("-/+ Pod default/keep");
        assertThat(running("web")).containsExactly("web-pod-3 Running", "web-pod-4 Running");
        lab.await("the second version", () -> outside().equals("v2"));
        assertThat(lab.exec("keep-main", "sh", "-c", "echo $KEY; cat /etc/secret/key /data/a")
                        .ok()
                        .lines())
                .as("new secrets, the same volume")
                .containsExactly("two", "twokept");
        Result failed =
                podseg("apply", KEEP.formatted("two") + rolled("v3", "echo no configuration >&2; exit 7"), "--yes");
        assertThat(failed.exit()).isEqualTo(4);
        assertThat(failed.stdout() + failed.stderr()).contains("rolled back:", "no configuration");
        assertThat(running("web")).containsExactly("web-pod-3 Running", "web-pod-4 Running");
    }

    @Test
    @Order(3)
    void savedPlansPausesAndPruningAreAsForRoot() throws IOException {
        String now = KEEP.formatted("two") + rolled("v2", SLEEP) + POLICY;
        String saved = User.HOME + "/saved";
        podseg("apply", now, "--yes").ok();
        podseg("plan", now.replace("replicas: 2", "replicas: 1"), "--out", saved)
                .ok();
        assertThat(lab.run("stat", "-c", "%U", saved).ok().text()).isEqualTo(User.NAME);
        lab.podseg("apply", "--yes", saved).ok();
        assertThat(running("web")).containsExactly("web-pod-3 Running");
        assertThat(lab.podseg("apply", "--yes", saved).exits(1).stderr()).contains("is stale: the host changed");

        String one = now.replace("replicas: 2", "replicas: 1");
        String paused =
                one.replace("labels: {app: keep}}", "labels: {app: keep}, annotations: {podseg.io/paused: \"true\"}}");
        podseg("apply", paused.replace("10000", "20000"), "--yes").ok();
        assertThat(lab.exec("keep-main", "cat", "/proc/1/cmdline").ok().stdout())
                .contains("10000");
        podseg("apply", one, "--yes").ok();

        podseg("apply", KEEP.formatted("two") + POLICY, "--yes").ok();
        assertThat(lab.podman("pod", "ps", "--format", "{{.Name}}").ok().lines())
                .containsExactly("keep");
        assertThat(lab.podseg("history").ok().stdout()).contains("apply, " + User.NAME);
        assertThat(lab.podseg("history", "show", "1").ok().stdout()).contains("+ Pod default/keep");
    }

    @Test
    @Order(4)
    void theControllerTellsHowThingsAre() throws IOException {
        Files.writeString(folder.resolve("all.yaml"), KEEP.formatted("two") + POLICY);
        lab.readable(folder);
        lab.spawnAsUser("sh", "-c", "exec \"$0\" run -f \"$1\" >~/events 2>~/log", Lab.launcher(), folder.toString());
        lab.await("the word of the hook", () -> summary().contains("reason: HookDoesNotRun"));
        lab.podseg("hook", "install").ok();
        lab.await("the host to be as declared", () -> get("/q/health/ready").exit() == 0);
        assertThat(get("/").ok().stdout()).contains("As declared", "default/nothing-out");
        assertThat(get("/metrics").ok().stdout()).contains("podseg_ready 1.0", "podseg_enforced 1.0");
        assertThat(lab.podseg("status").ok().stdout())
                .contains("Told by podseg run")
                .containsPattern("NetworkPolicy +default/nothing-out +enforced");
        lab.podman("pod", "rm", "-f", "-t", "0", "keep").ok();
        lab.await("the pod", () -> lab.exec("keep-main", "true").exit() == 0);
        assertThat(lab.exec("keep-main", "cat", "/data/a").ok().text()).isEqualTo("kept");
    }

    private String summary() {
        return lab.run("cat", User.RUNTIME + "/podseg/status/summary.yaml").stdout();
    }

    private Result get(String path) {
        return lab.run("busybox", "wget", "-q", "-O", "-", "http://127.0.0.1:9467" + path);
    }
}
