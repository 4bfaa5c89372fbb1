package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ValidateCommandTest {
    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    @Test
    void countsWhatIsValid() {
        Run run = desk.run("validate", "-f", Desk.QUICKSTART);
        assertThat(run.exit()).isZero();
        assertThat(run.out()).isEqualTo("7 objects in 3 files are valid.\n");
        assertThat(run.err()).isEmpty();
        assertThat(desk.opened).isZero();
    }

    @Test
    void objectsOfEveryKindCount() {
        Path all = desk.manifest("all.yaml", """
                apiVersion: v1
                kind: Service
                metadata: {name: web}
                spec: {selector: {app: web}}
                ---
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: data}
                spec: {accessModes: [ReadWriteOnce]}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: web}
                spec:
                  replicas: 3
                  selector: {matchLabels: {app: web}}
                  template:
                    metadata: {labels: {app: web}}
                    spec: {containers: [{name: main, image: "localhost/a:1"}]}
                """);
        assertThat(desk.run("validate", "-f", all.toString()).out()).isEqualTo("3 objects in 1 file are valid.\n");
    }

    /** One is found when manifests are read, the other when they are compiled. */
    @Test
    void anImageThatMayNotRunAndALevelThatIsNotKeptAreToldTogether() {
        Path bad = desk.manifest("bad.yaml", """
                apiVersion: v1
                kind: Namespace
                metadata: {name: shop, labels: {pod-security.kubernetes.io/enforce: baseline}}
                ---
                apiVersion: podseg.io/v1alpha1
                kind: ImagePolicy
                metadata: {name: trusted}
                spec: {scopes: [{name: registry.example.org}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web, namespace: shop}
                spec:
                  hostNetwork: true
                  containers: [{name: main, image: "elsewhere.example.org/a:1"}]
                """);
        for (String command : List.of("validate", "plan", "apply")) {
            Run run = desk.run(command, "-f", bad.toString());
            assertThat(run.exit()).as(command).isEqualTo(3);
            assertThat(run.err())
                    .as(command)
                    .contains(bad + ":14:", "hostNetwork", bad + ":15:", "elsewhere.example.org/a:1 may not run");
        }
    }

    @Test
    void reportsEveryProblemAtItsPlaceInOrder() {
        Path bad = desk.manifest("bad.yaml", """
                apiVersion: networking.k8s.io/v1
                kind: NetworkPolicy
                metadata:
                  name: a
                spec:
                  podSelector: {}
                  ingress:
                    - ports:
                        - port: 90
                          endPort: 80
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: b
                spec:
                  containers:
                    - name: main
                      imige: x
                """);
        Run run = desk.run("validate", "-f", bad.toString());
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .contains(bad + ":10:", "endPort", bad + ":19:", "imige")
                .endsWith("errors.\n");
        assertThat(run.err().indexOf(bad + ":10:")).isLessThan(run.err().indexOf(bad + ":19:"));

        Run json = desk.run("validate", "-o", "json", "-f", bad.toString());
        assertThat(json.exit()).isEqualTo(3);
        assertThat(json.err()).isEmpty();
        assertThat(json.out())
                .contains("\"schema\" : \"podseg.io/validate/v1\"", "\"valid\" : false", "\"line\" : 10")
                .contains("\"severity\" : \"error\"");
    }

    @Test
    void checksWhatOnlyCompilingShows() {
        Path bad = desk.manifest("bad.yaml", """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: b
                  annotations:
                    podseg.io/networks: nowhere
                spec:
                  containers:
                    - name: main
                      image: x
                """);
        Run run = desk.run("validate", "-f", bad.toString());
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err()).contains(bad + ":6:").contains("\"nowhere\" is not declared");
    }

    @Test
    void warningsDoNotFail() {
        Path host = desk.manifest("host.yaml", """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: b
                spec:
                  hostNetwork: true
                  containers:
                    - name: main
                      image: x
                """);
        Run run = desk.run("validate", "-f", host.toString());
        assertThat(run.exit()).isZero();
        assertThat(run.err()).contains(host + ":6:").contains("warning: ");
        assertThat(run.out()).isEqualTo("1 object in 1 file is valid.\n");
    }
}
