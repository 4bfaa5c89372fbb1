package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.cli.Desk.Run;
import io.podseg.model.ObjectKey;
import io.podseg.reconcile.HostException;
import io.podseg.state.VolumeSpec;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Volumes of claims: made, used as they are, and never deleted unless that is asked for. */
class VolumesTest {
    private static final String KEPT =
            "  PersistentVolumeClaim default/data  (no longer declared; its volume data is deleted only"
                    + " with --delete-volumes)\n";

    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    private static String claim(String name, String metadata) {
        return """
                apiVersion: v1
                kind: PersistentVolumeClaim
                metadata: {name: %s%s}
                spec: {accessModes: [ReadWriteOnce], resources: {requests: {storage: 1Gi}}}
                """.formatted(name, metadata);
    }

    private static String pod(String claim) {
        return """
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  volumes: [{name: v, persistentVolumeClaim: {claimName: %s}}]
                  containers:
                  - name: c
                    image: localhost/podseg-quickstart:1
                    volumeMounts: [{name: v, mountPath: /data}]
                """.formatted(claim);
    }

    private Run run(String command, List<String> manifests, String... more) {
        return desk.on(command, manifests, more);
    }

    private Run apply(List<String> manifests, String... more) {
        List<String> all = new ArrayList<>(List.of("--yes"));
        all.addAll(List.of(more));
        Run run = run("apply", manifests, all.toArray(String[]::new));
        assertThat(run.exit()).as(run.out() + run.err()).isZero();
        return run;
    }

    private Set<String> volumes() throws HostException {
        return desk.podman.observe().volumes().keySet();
    }

    @Test
    void aVolumeIsMadeBeforeItsPodAndOutlivesIt() throws HostException {
        apply(List.of(claim("data", ", labels: {tier: db}"), pod("data")));
        assertThat(desk.podman.calls().indexOf("createVolume data"))
                .isNotNegative()
                .isLessThan(desk.podman.calls().indexOf("createPod web"));
        assertThat(desk.podman.observe().volumes().values())
                .singleElement()
                .satisfies(volume -> assertThat(volume.spec().labels())
                        .containsEntry("tier", "db")
                        .containsEntry("io.podseg.kind", "PersistentVolumeClaim"));
        assertThat(run("plan", List.of(claim("data", ", labels: {tier: db}"), pod("data")))
                        .out())
                .contains("No changes");

        Run without = run("plan", List.of(pod("other")));
        assertThat(without.out()).contains(KEPT).doesNotContain("- PersistentVolumeClaim");
        apply(List.of(pod("other")));
        desk.on("destroy", "--yes");
        assertThat(volumes()).containsExactly("data");
    }

    @Test
    void itIsDeletedWhereThatIsAskedFor() throws HostException {
        apply(List.of(claim("data", ""), claim("marked", ", annotations: {podseg.io/prune: disabled}"), pod("data")));
        Run plan = run("plan", List.of(pod("other")), "--delete-volumes");
        assertThat(plan.out()).contains("- PersistentVolumeClaim default/data  (with all that is in it)");
        apply(List.of(pod("other")), "--delete-volumes");
        assertThat(volumes()).containsExactly("marked");
        assertThat(desk.podman.calls().indexOf("deleteVolume data"))
                .isGreaterThan(desk.podman.calls().indexOf("deletePod web"));
    }

    @Test
    void destroyDeletesVolumesOnlyWhereThatIsAskedForEvenWithoutMemory() throws HostException {
        apply(List.of(claim("data", ""), pod("data")));
        Run destroyed = desk.on("destroy", "--yes");
        assertThat(destroyed.out()).contains(KEPT);
        assertThat(volumes()).containsExactly("data");
        assertThat(desk.on("destroy", "--yes", "--delete-volumes").out())
                .contains("- PersistentVolumeClaim default/data  done");
        assertThat(volumes()).isEmpty();
    }

    @Test
    void aVolumeOfOthersIsUsedAsItIsAndNeverDeleted() throws HostException {
        desk.podman.addVolumeByHand(new VolumeSpec(
                new ObjectKey("PersistentVolumeClaim", "default", "data"),
                "data",
                VolumeSpec.LOCAL,
                new TreeMap<>(),
                new TreeMap<>(),
                Optional.empty()));
        Run run = apply(List.of(claim("data", ""), pod("data")));
        assertThat(run.out()).contains("a volume of this name exists; it is used as it is");
        assertThat(run("plan", List.of(claim("data", ""), pod("data"))).out()).contains("No changes");
        desk.on("destroy", "--yes", "--delete-volumes");
        assertThat(volumes()).containsExactly("data");
    }

    @Test
    void aVolumeIsNeverMadeAnewForAChange() throws HostException {
        apply(List.of(claim("data", "")));
        String other = claim("data", ", annotations: {volume.podman.io/uid: \"7\"}");
        Run run = run("apply", List.of(other), "--yes");
        assertThat(run.exit()).isEqualTo(1);
        assertThat(run.out() + run.err())
                .contains("a volume cannot be changed and keep its content")
                .contains("podman volume rm data");
        assertThat(desk.podman.calls()).noneMatch(call -> call.startsWith("deleteVolume"));
        apply(List.of(claim("data", ", labels: {tier: db}")));
    }

    @Test
    void aPodWhoseVolumeCannotBeMadeIsBlocked() throws HostException {
        desk.podman.fail("createVolume data", "the disk is full");
        Run run = run("apply", List.of(claim("data", ""), pod("data")), "--yes");
        assertThat(run.exit()).isEqualTo(4);
        assertThat(run.out() + run.err()).contains("the disk is full").contains("Pod default/web  blocked");
        apply(List.of(claim("data", ""), pod("data")));
        assertThat(volumes()).containsExactly("data");
    }

    @Test
    void wrongClaimsAreRefusedAtTheirPlaces() {
        Run run = run(
                "validate",
                List.of(
                        claim("a", ", annotations: {volume.podman.io/uid: x, volume.podman.io/drivr: local}"),
                        claim("b", ", annotations: {volume.podman.io/driver: image}"),
                        claim("c", "").replace("ReadWriteOnce", "Write"),
                        claim("d", "").replace("spec: {", "spec: {volumeName: pv, ")));
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.err())
                .contains("volume.podman.io/uid is \"x\", expected 0 to 2147483647")
                .contains("annotation \"volume.podman.io/drivr\" is not known to Podman, did you mean")
                .contains("need each other")
                .contains("/spec/accessModes/0 is \"Write\"")
                .contains("field \"volumeName\"");
    }
}
