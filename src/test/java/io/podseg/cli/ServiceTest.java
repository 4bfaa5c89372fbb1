package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Services: names and published ports of the pods that they select. */
class ServiceTest {
    private static final String IMAGE = "localhost/podseg-quickstart:1";

    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    private static String pod(String name, String app) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: %s, namespace: shop, labels: {app: %s, tier: front}}
                spec: {containers: [{name: c, image: "%s", ports: [{name: http, containerPort: 8080}]}]}
                """.formatted(name, app, IMAGE);
    }

    private static String service(String name, String app, String more) {
        return """
                apiVersion: v1
                kind: Service
                metadata: {name: %s, namespace: shop}
                spec: {selector: {app: %s}, %s}
                """.formatted(name, app, more);
    }

    private Run run(String command, List<String> manifests, String... more) {
        return desk.on(command, manifests, more);
    }

    @Test
    void selectedPodsHaveItsNames() {
        Run run = run("plan", List.of(pod("a", "web"), pod("b", "other"), service("web", "web", "clusterIP: None")));
        assertThat(run.out())
                .contains("+ Service shop/web\n    selector[app]  web\n")
                .contains("networks[podseg].aliases    web web.shop web.shop.svc web.shop.svc.cluster.local\n")
                .containsOnlyOnce("aliases");
        assertThat(run.err()).isEmpty();
    }

    @Test
    void itPublishesPortsOfTheOnePodThatItSelects() {
        Run run = run(
                "plan",
                List.of(
                        pod("a", "web"),
                        service(
                                "node",
                                "web",
                                "type: NodePort, ports: [{port: 80, targetPort: http, nodePort: 30080}]"),
                        service(
                                "out",
                                "web",
                                "type: LoadBalancer, ports: [{port: 443, targetPort: 8443}, {port: 53, protocol: UDP}]")));
        assertThat(run.out())
                .containsPattern("hostPorts\\[30080/TCP] +8080\n")
                .containsPattern("hostPorts\\[443/TCP] +8443\n")
                .containsPattern("hostPorts\\[53/UDP] +53\n")
                .doesNotContain("hostPorts[80/TCP]");
    }

    @Test
    void aPortOfTheHostLeadsToOnePod() {
        Run run = run(
                "plan",
                List.of(
                        pod("a", "web"),
                        pod("b", "web"),
                        service("x", "web", "type: LoadBalancer, ports: [{port: 80}]")));
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err())
                .contains("Service shop/x selects 2 pods (shop/a, shop/b): a port of the host leads to one pod");
        Run taken = run(
                "plan",
                List.of(
                        pod("a", "web").replace("containerPort: 8080", "containerPort: 8080, hostPort: 80"),
                        pod("b", "out"),
                        service("x", "out", "type: LoadBalancer, ports: [{port: 80}]")));
        assertThat(taken.err()).contains("hostPort 80/TCP is taken by Pod shop/a");
    }

    @Test
    void whatNamesCannotDoIsSaid() {
        Run run = run(
                "plan",
                List.of(
                        pod("a", "web"),
                        service("web", "web", "ports: [{port: 80, targetPort: http}, {port: 81, targetPort: nope}]"),
                        service("none", "nobody", "ports: [{port: 80}]")));
        assertThat(run.exit()).isZero();
        assertThat(run.err())
                .contains("which are reached at port 8080 and not at 80: nothing translates ports")
                .contains("Pod shop/a declares no TCP port named nope")
                .contains("Service shop/none selects no pod");
    }

    @Test
    void namesThatChangeReplaceThePodAndThePlanSaysSo() {
        List<String> before = List.of(pod("a", "web"), pod("b", "other"));
        run("apply", before, "--yes");
        assertThat(run("plan", before).out()).startsWith("No changes.");
        Run run = run("plan", List.of(pod("a", "web"), pod("b", "other"), service("web", "web", "clusterIP: None")));
        assertThat(run.out())
                .contains(
                        "-/+ Pod shop/a  (must be replaced: Podman gives a pod its DNS names when it is made, and they change)")
                .doesNotContain("Pod shop/b  (");
    }

    @Test
    void aDeploymentGetsTheNamesInItsTemplate() {
        String deployment = """
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web, namespace: shop}
                spec:
                  replicas: 2
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: c, image: "%s"}]}
                """.formatted(IMAGE);
        Run run = run("plan", List.of(deployment, service("web", "web", "clusterIP: None")));
        assertThat(run.out()).contains("template.networks[podseg].aliases", "web.shop.svc.cluster.local");
        run("apply", List.of(deployment, service("web", "web", "clusterIP: None")), "--yes");
        assertThat(run("plan", List.of(deployment, service("web", "web", "clusterIP: None")))
                        .out())
                .startsWith("No changes.");
    }

    @Test
    void targetsBringTheirServicesAndServicesTheirPods() {
        List<String> all = List.of(
                pod("a", "web"),
                pod("b", "web"),
                pod("c", "x"),
                service("web", "web", "clusterIP: None"),
                service("x", "x", "clusterIP: None"));
        assertThat(run("plan", all, "--target", "Pod/shop/a").out())
                .contains("+ Service shop/web", "+ Pod shop/a")
                .doesNotContain("Pod shop/b", "Service shop/x");
        assertThat(run("plan", all, "--target", "Service/shop/web").out())
                .contains("+ Service shop/web", "+ Pod shop/a", "+ Pod shop/b")
                .doesNotContain("Pod shop/c", "Service shop/x");
    }
}
