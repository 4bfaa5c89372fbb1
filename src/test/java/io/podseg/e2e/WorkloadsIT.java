package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deployments, DaemonSets and Jobs on a real Podman: who asks them while they are rolled, and what is left when a version fails. */
class WorkloadsIT {
    /** The client asks every address behind the name in turn, as browsers and curl do; a round is lost when none answers. */
    private static final String CLIENT = """
            apiVersion: podseg.io/v1alpha1
            kind: Network
            metadata: {name: front}
            spec: {subnets: [{subnet: 10.97.0.0/24}]}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: client, labels: {app: client}, annotations: {podseg.io/networks: front}}
            spec:
              terminationGracePeriodSeconds: 0
              containers:
                - name: main
                  image: %s
                  command:
                    - sh
                    - -c
                    - |
                      while :; do
                        said=lost
                        # Podman's DNS server reloads at each start and end of a container and loses questions then.
                        all=$(nslookup web.dns.podman | awk '/^Name:/ {on = 1} on && /^Address/ {print $NF}')
                        [ -n "$all" ] || continue
                        for a in $all; do
                          said=$(timeout 5 wget -qO- http://$a:8080/version) && break
                          said=lost
                        done
                        echo $said >> /rounds
                      done
            ---
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: web}
            spec:
              podSelector: {matchLabels: {app: web}}
              ingress: [{from: [{podSelector: {matchLabels: {app: client}}}], ports: [{port: 8080}]}]
            """.formatted(Images.BUSYBOX);

    private static final String WEB = """
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: %d
              selector: {matchLabels: {app: web}}
              strategy: {type: %s}
              template:
                metadata: {labels: {app: web}, annotations: {podseg.io/networks: "front:alias=web"}}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: main
                      image: %s
                      command: [sh, -c, "mkdir /www; echo %s > /www/version; %s"]
            """;

    private static final String SERVE = "exec httpd -f -p 8080 -h /www";
    private static final String FAIL = "echo no configuration >&2; exit 7";

    @TempDir
    private Path folder = Path.of("");

    private String manifests(String... parts) {
        try {
            Path file = folder.resolve("all.yaml");
            Files.writeString(file, String.join("", parts));
            return file.toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String web(int replicas, String version, String run) {
        return WEB.formatted(replicas, "RollingUpdate", Images.BUSYBOX, version, run);
    }

    private Result apply(Lab lab, String... parts) {
        return lab.podseg("apply", "--yes", "-f", manifests(parts));
    }

    private static List<String> pods(Lab lab, String name) {
        return Arrays.stream(lab.podman("pod", "ps", "--format", "{{.Name}} {{.Status}}")
                        .ok()
                        .text()
                        .split("\\n", -1))
                .filter(line -> line.startsWith(name))
                .sorted()
                .toList();
    }

    private static List<String> rounds(Lab lab) {
        return lab.exec("client-main", "cat", "/rounds").lines();
    }

    /** Waits until the client has had so many more answers. */
    private static void awaitRounds(Lab lab, int more) {
        int before = rounds(lab).size();
        // A round that asks pods which have just gone waits seconds for each, and as long for a name.
        lab.await("answers to the client", () -> rounds(lab).size() >= before + more);
    }

    private void settled(Lab lab) {
        assertThat(lab.podseg("plan", "-f", folder.resolve("all.yaml").toString())
                        .ok()
                        .stdout())
                .startsWith("No changes");
    }

    @Test
    void whoKeepsAskingADeploymentIsAnsweredWhileItIsRolled() {
        try (Lab lab = Lab.start()) {
            apply(lab, CLIENT, web(3, "v1", SERVE)).ok();
            assertThat(pods(lab, "web-pod"))
                    .containsExactly("web-pod Running", "web-pod-2 Running", "web-pod-3 Running");
            lab.await("the first answer", () -> rounds(lab).contains("v1"));
            lab.exec("client-main", "sh", "-c", "> /rounds").ok();
            awaitRounds(lab, 3);

            assertThat(apply(lab, CLIENT, web(3, "v2", SERVE)).ok().stdout())
                    .contains(
                            "~ Deployment default/web  (3 new pods take over from 3; at most 1 more and 0 fewer meanwhile)")
                    .contains("Deployment default/web  done");
            awaitRounds(lab, 3);
            assertThat(rounds(lab)).contains("v1", "v2").doesNotContain("lost");
            assertThat(pods(lab, "web-pod"))
                    .containsExactly("web-pod-4 Running", "web-pod-5 Running", "web-pod-6 Running");
            settled(lab);

            Result failed = apply(lab, CLIENT, web(3, "v3", FAIL)).exits(4);
            assertThat(failed.stdout() + failed.stderr())
                    .contains("Deployment default/web  rolled back:", "Pod default/web-pod", "no configuration")
                    .contains("the 3 pods of the version before it serve on");
            awaitRounds(lab, 3);
            assertThat(rounds(lab)).doesNotContain("lost", "v3");
            assertThat(pods(lab, "web-pod"))
                    .containsExactly("web-pod-4 Running", "web-pod-5 Running", "web-pod-6 Running");

            assertThat(apply(lab, CLIENT, web(1, "v2", SERVE)).ok().stdout()).contains("2 to delete");
            assertThat(pods(lab, "web-pod")).containsExactly("web-pod-4 Running");
            apply(lab, CLIENT, web(2, "v2", SERVE)).ok();
            assertThat(pods(lab, "web-pod")).containsExactly("web-pod Running", "web-pod-4 Running");
            awaitRounds(lab, 3);
            assertThat(rounds(lab)).doesNotContain("lost");
            settled(lab);

            apply(lab, CLIENT, WEB.formatted(2, "Recreate", Images.BUSYBOX, "v4", SERVE))
                    .ok();
            assertThat(pods(lab, "web-pod")).containsExactly("web-pod-2 Running", "web-pod-3 Running");
            settled(lab);
        }
    }

    private static final String EDGE = """
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
                      image: %s
                      command: [sh, -c, "mkdir /www; echo %s > /www/version; %s"]
                      ports: [{containerPort: 8080, hostPort: 8081}]
            ---
            apiVersion: batch/v1
            kind: Job
            metadata: {name: seed}
            spec:
              template:
                spec:
                  restartPolicy: Never
                  containers: [{name: main, image: "%s", command: [echo, "%s"]}]
            """;

    private Result edge(Lab lab, String version, String run) {
        return apply(lab, EDGE.formatted(Images.BUSYBOX, version, run, Images.BUSYBOX, version));
    }

    private static String outside(Lab lab) {
        return lab.outside("timeout", "5", "busybox", "wget", "-qO-", "http://" + Lab.NODE + ":8081/version")
                .text();
    }

    @Test
    void aPortOfTheHostIsHandedOverAndTakenBackAndAJobRunsAgain() {
        try (Lab lab = Lab.start()) {
            edge(lab, "v1", SERVE).ok();
            lab.await("the first version", () -> outside(lab).equals("v1"));
            lab.await("the end of the job", () -> pods(lab, "seed-pod").equals(List.of("seed-pod Exited")));
            edge(lab, "v1", SERVE).ok();
            settled(lab);

            edge(lab, "v2", SERVE).ok();
            lab.await("the second version", () -> outside(lab).equals("v2"));
            assertThat(pods(lab, "edge-pod")).containsExactly("edge-pod-2 Running");
            lab.await(
                    "the job's second run",
                    () -> lab.podman("logs", "seed-pod-main").text().equals("v2"));

            assertThat(edge(lab, "v3", FAIL).exits(4).stdout())
                    .contains("the old one stops first, for both need hostPort 8081")
                    .contains("rolled back:", "| no configuration");
            assertThat(pods(lab, "edge-pod")).containsExactly("edge-pod-2 Running");
            lab.await("the second version again", () -> outside(lab).equals("v2"));
        }
    }
}
