package io.podseg.reconcile;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.podman.FakePodman;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.reconcile.Reconciler.Planned;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an apply says of objects that have no life of their own: workloads by their pods, secrets by who reads them. */
class MembersTest {
    private static final String DEPLOYMENT = """
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: web}
            spec:
              replicas: 2
              selector: {matchLabels: {app: web}}
              template:
                metadata: {labels: {app: web}}
                spec:
                  containers: [{name: main, image: "localhost/a:1"}]
            """;

    private static final String READER = """
            apiVersion: v1
            kind: Secret
            metadata: {name: key}
            stringData: {word: "%s"}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: reader}
            spec:
              containers:
                - name: main
                  image: localhost/a:%d
                  env: [{name: WORD, valueFrom: {secretKeyRef: {name: key, key: word}}}]
            """;

    @TempDir
    private Path folder = Path.of("");

    private final FakePodman podman = new FakePodman();
    private final Reconciler reconciler = new Reconciler(podman, new FakeNetfilter(), new MemoryStore());

    private Planned plan(String yaml) throws HostException, IOException {
        Files.writeString(folder.resolve("all.yaml"), yaml);
        ManifestSource.Loaded loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics()).isEmpty();
        Declarations declarations = loaded.declarations();
        return reconciler.plan(declarations, "r", true);
    }

    private List<String> apply(String yaml) throws HostException, IOException {
        return reconciler.apply(plan(yaml), Progress.SILENT).stream()
                .map(outcome -> outcome.change().header().key() + " "
                        + outcome.getClass().getSimpleName()
                        + (outcome instanceof Outcome.Blocked blocked ? " by " + blocked.by() : ""))
                .toList();
    }

    @Test
    void aDeploymentIsDoneWhenItsPodsAre() throws HostException, IOException {
        podman.addImage("localhost/a:1");
        podman.fail("createPod web-pod-2", "no space left on device");
        assertThat(apply(DEPLOYMENT))
                .contains(
                        "Deployment default/web Blocked by Pod default/web-pod-2",
                        "Pod default/web-pod Applied",
                        "Pod default/web-pod-2 Failed");
        assertThat(apply(DEPLOYMENT)).containsExactly("Pod default/web-pod-2 Applied");
        assertThat(plan(DEPLOYMENT).plan().isEmpty()).isTrue();
    }

    /** Its container reads the old secret again whenever it is started. */
    @Test
    void aSecretStaysAsLongAsAPodThatCouldNotBeReplacedReadsIt() throws HostException, IOException {
        podman.addImage("localhost/a:1");
        apply(READER.formatted("one", 1));
        String before = podman.observe().secrets().firstKey();
        assertThat(apply(READER.formatted("two", 2))).contains("Pod default/reader Failed");
        assertThat(podman.observe().secrets()).containsKey(before);
        podman.addImage("localhost/a:2");
        apply(READER.formatted("two", 2));
        assertThat(podman.observe().secrets()).doesNotContainKey(before).hasSize(1);
        assertThat(plan(READER.formatted("two", 2)).plan().isEmpty()).isTrue();
    }
}
