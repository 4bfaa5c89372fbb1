package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Saved plans, what a plan leaves alone, Services and NetworkAttachmentDefinitions, on a real Podman with a real kernel. */
@TestInstance(Lifecycle.PER_CLASS)
class PlansIT {
    private static final String NETWORK = """
            apiVersion: podseg.io/v1alpha1
            kind: Network
            metadata: {name: plans}
            spec: {subnets: [{subnet: 10.94.0.0/24}]}
            """;
    private static final String POLICY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: only-80, namespace: shop}
            spec:
              podSelector: {matchLabels: {app: a}}
              ingress: [{ports: [{port: 80}]}]
            """;

    @TempDir
    private Path folder = Path.of("");

    private final Lab lab = Lab.start();

    @AfterEach
    void clear() throws IOException {
        lab.podseg("apply", "--yes", "-f", write(List.of("apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n")))
                .ok();
        lab.podseg("destroy", "--yes").ok();
        assertThat(lab.podman("pod", "ls", "-q").ok().text()).isEmpty();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private String write(List<String> manifests) throws IOException {
        return Files.writeString(folder.resolve("all.yaml"), String.join("---\n", manifests))
                .toString();
    }

    private Result run(String command, List<String> manifests, String... more) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(command, "-f", write(manifests)));
        arguments.addAll(List.of(more));
        return lab.podseg(arguments.toArray(String[]::new));
    }

    /** A pod that listens on 80 and 81. */
    private static String pod(String name, String annotations) {
        return """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: %s
                  namespace: shop
                  labels: {app: %s}
                  annotations: {podseg.io/networks: plans%s}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                  - name: c
                    image: localhost/podseg-test:1
                    imagePullPolicy: Never
                    command: [sh, -c, "httpd -p 81; exec httpd -f -p 80"]
                    ports: [{name: http, containerPort: 80}]
                """.formatted(name, name, annotations.isEmpty() ? "" : ", " + annotations);
    }

    private String address(String pod) {
        String format = "{{range .NetworkSettings.Networks}}{{.IPAddress}}{{end}}";
        String infra = lab.podman("pod", "inspect", "--format", "{{.InfraContainerID}}", "shop_" + pod)
                .ok()
                .text();
        return lab.podman("inspect", "--format", format, infra).ok().text();
    }

    private String started(String pod) {
        return lab.podman(
                        "inspect", "--format", "{{.Id}} {{.State.StartedAt}} {{.State.Running}}", "shop_" + pod + "-c")
                .ok()
                .text();
    }

    /** Port 80 of the pod is open to the other, port 81 is not. */
    private void assertGuarded(String from, String to) {
        String address = address(to);
        lab.await("the server", () -> lab.connects("shop_" + from + "-c", address, 80, "TCP") == Answer.OPEN);
        assertThat(lab.connects("shop_" + from + "-c", address, 81, "TCP")).isEqualTo(Answer.SILENT);
    }

    @Test
    void aSavedPlanIsCarriedOutOnceAndRefusedWhereTheHostChanged() throws IOException {
        String plan = folder.resolve("saved").toString();
        run("plan", List.of(NETWORK, pod("a", "")), "--out", plan).ok();
        lab.podseg("apply", "--yes", plan).ok();
        assertThat(lab.podseg("apply", "--yes", plan).exits(1).stderr()).contains("is stale: the host changed");
        run("plan", List.of(NETWORK, pod("a", ""), pod("b", "")), "--out", plan).ok();
        lab.podman("pod", "rm", "-f", "-t", "0", "shop_a").ok();
        assertThat(lab.podseg("apply", "--yes", plan).exits(1).stderr())
                .contains("the host changed since it was made; Pod shop/a would be created too");
        lab.podman("pod", "exists", "shop_b").exits(1);
        run("plan", List.of(NETWORK, pod("a", ""), pod("b", "")), "--out", plan).ok();
        lab.podseg("apply", "--yes", plan).ok();
        run("plan", List.of(NETWORK, pod("a", ""), pod("b", "")), "--detailed-exitcode")
                .ok();
    }

    @Test
    void whatIsKeptRunsOnGuardedWhateverBecomesOfTheMemory() throws IOException {
        run("apply", List.of(NETWORK, POLICY, pod("a", "podseg.io/prune: disabled"), pod("b", "")), "--yes")
                .ok();
        assertGuarded("b", "a");
        String before = started("a");
        run("apply", List.of(POLICY, pod("c", "").replace("podseg.io/networks: plans", "x: y")), "--yes")
                .ok();
        assertThat(started("a")).isEqualTo(before);
        lab.run("rm", "/var/lib/podseg/inventory.json").ok();
        Result plan = run("plan", List.of(NETWORK, POLICY, pod("b", ""))).ok();
        assertThat(plan.stdout()).contains("Pod shop/a  (no longer declared, kept by podseg.io/prune: disabled)");
        run("apply", List.of(NETWORK, POLICY, pod("b", "")), "--yes").ok();
        assertThat(started("a")).isEqualTo(before);
        assertGuarded("b", "a");
        run("apply", List.of(NETWORK, pod("a", "")), "--yes").ok();
        assertThat(started("a")).as("a mark that goes restarts nothing").isEqualTo(before);
    }

    @Test
    void whatIsPausedIsLeftAsItIs() throws IOException {
        run("apply", List.of(NETWORK, POLICY, pod("a", ""), pod("b", "")), "--yes")
                .ok();
        String before = started("a");
        String paused = pod("a", "podseg.io/paused: \"true\"").replace("httpd -p 81; ", "");
        run("apply", List.of(NETWORK, POLICY, paused, pod("b", "")), "--yes").ok();
        assertThat(started("a")).isEqualTo(before);
        assertGuarded("b", "a");
        lab.podman("pod", "stop", "-t", "0", "shop_a").ok();
        run("apply", List.of(NETWORK, POLICY, paused, pod("b", "")), "--yes").ok();
        assertThat(started("a")).endsWith("false");
        run("apply", List.of(NETWORK, POLICY, pod("a", ""), pod("c", "")), "--yes")
                .ok();
        assertGuarded("c", "a");
    }

    @Test
    void onlyTheTargetIsTouched() throws IOException {
        run("apply", List.of(NETWORK, POLICY, pod("a", ""), pod("b", "")), "--yes")
                .ok();
        String before = started("a") + started("b");
        String changed = pod("a", "").replace("httpd -p 81; ", "");
        run("apply", List.of(NETWORK, changed, pod("c", "")), "--yes", "--target", "Pod/shop/c")
                .ok();
        assertThat(started("a") + started("b")).isEqualTo(before);
        assertGuarded("c", "a");
    }

    @Test
    void aServiceGivesNamesAndPublishesPorts() throws IOException {
        String service = """
                apiVersion: v1
                kind: Service
                metadata: {name: front, namespace: shop}
                spec: {type: NodePort, selector: {app: a}, ports: [{port: 80, targetPort: http, nodePort: 30080}]}
                """;
        run("apply", List.of(NETWORK, service, pod("a", ""), pod("b", "")), "--yes")
                .ok();
        for (String name : List.of("front", "front.shop", "front.shop.svc", "front.shop.svc.cluster.local")) {
            lab.await(
                    name,
                    () -> lab.exec("shop_b-c", "busybox", "nslookup", name)
                            .stdout()
                            .contains(address("a")));
        }
        lab.await(
                "the published port",
                () -> lab.probeFromOutside(List.of(Attempt.tcp(Lab.NODE, 30080)))
                        .containsValue(Answer.OPEN));
        run("plan", List.of(NETWORK, service, pod("a", ""), pod("b", "")), "--detailed-exitcode")
                .ok();
    }

    @Test
    void theTutorialsNetworksComeAlong() throws IOException {
        String tutorial = Path.of("src/test/resources/cases-manifest/cni/in/tutorial.yaml")
                .toAbsolutePath()
                .toString();
        run(
                        "apply",
                        List.of(pod("a", "").replace("plans", "secure-backend")),
                        "--yes",
                        "-f",
                        tutorial,
                        "--target",
                        "Pod/shop/a")
                .ok();
        assertThat(lab.podman("network", "inspect", "secure-backend").ok().stdout())
                .contains("\"10.90.0.0/24\"", "\"internal\": true");
        assertThat(address("a")).startsWith("10.90.0.");
        // Podman 4.3 sets no routes: what asks for some is left out.
        run("apply", List.of(NETWORK), "--yes", "-f", tutorial, "--target", "Network/secure-frontend")
                .ok();
        assertThat(lab.podman("network", "inspect", "secure-frontend").ok().stdout())
                .contains("\"10.89.0.0/24\"", "\"internal\": false");
        run("apply", List.of(NETWORK), "--yes").ok();
    }
}
