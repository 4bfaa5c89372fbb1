package io.podseg.host.podman;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.model.NetworkSpec;
import io.podseg.model.ObjectKey;
import io.podseg.model.Owner;
import io.podseg.reconcile.HostException;
import io.podseg.reconcile.PodmanPort;
import io.podseg.reconcile.Vitals;
import io.podseg.state.ContainerRun;
import io.podseg.state.FileContent;
import io.podseg.state.MountSpec;
import io.podseg.state.NetworkState;
import io.podseg.state.PodSpec;
import io.podseg.state.PodState;
import io.podseg.state.SecretSpec;
import io.podseg.state.VolumeSpec;
import io.podseg.state.VolumeState;
import io.podseg.trust.TrustRules;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What holds for real Podman behind the adapter and for the fake alike. */
abstract class PodmanPortContract {
    private static final NetworkSpec FRONT = TestPods.network("front", 1);
    private static final NetworkSpec BACK = TestPods.network("back", 2);
    private static final ObjectKey SECRET = new ObjectKey("Secret", "shop", "db");
    private static final SecretSpec PASSWORD = new SecretSpec(
            SECRET,
            "podseg_0123456789abcdef_fedcba9876543210",
            new FileContent("hunter2".getBytes(StandardCharsets.UTF_8)));

    /** The port under test, with the networks podman and nothing of podseg. */
    abstract PodmanPort port();

    @BeforeEach
    void createNetworks() throws HostException {
        port().createNetwork(FRONT);
        port().createNetwork(BACK);
    }

    @AfterEach
    void removeEverything() throws HostException {
        var observed = port().observe();
        for (String pod : observed.pods().keySet()) {
            port().deletePod(pod);
        }
        for (String secret : observed.secrets().keySet()) {
            port().deleteSecret(secret);
        }
        for (var network : observed.networks().entrySet()) {
            if (network.getValue().owned()) {
                port().deleteNetwork(network.getKey());
            }
        }
        assertThat(port().observe().pods()).isEmpty();
        assertThat(port().observe().secrets()).isEmpty();
        assertThat(port().observe().networks()).containsOnlyKeys("podman");
    }

    private PodState state(PodSpec pod) throws HostException {
        return requireNonNull(port().observe().pods().get(pod.podmanName()));
    }

    private static PodSpec web() {
        return TestPods.sleeper("web", TestPods.attachment("front", "10.91.1.10"));
    }

    private void create(PodSpec pod) throws HostException {
        port().createPod(pod, TrustRules.NONE);
    }

    @Test
    void aNetworkReadsBackAsItWasAskedFor() throws HostException {
        NetworkState front = requireNonNull(port().observe().networks().get("front"));
        NetworkState others = requireNonNull(port().observe().networks().get("podman"));
        assertThat(front.spec()).isEqualTo(FRONT);
        assertThat(front.owned()).isTrue();
        assertThat(others.owned()).isFalse();
    }

    @Test
    void aNetworkOfThatNameIsRefused() {
        assertThatThrownBy(() -> port().createNetwork(TestPods.network("front", 3)))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("front");
    }

    @Test
    void deletingANetworkThatIsGoneIsNoError() throws HostException {
        port().deleteNetwork("back");
        port().deleteNetwork("back");
        assertThat(port().observe().networks()).doesNotContainKey("back");
    }

    @Test
    void aNetworkOfOthersIsNotDeleted() {
        assertThatThrownBy(() -> port().deleteNetwork("podman")).isInstanceOf(HostException.class);
    }

    @Test
    void aNetworkWithAPodIsNotDeleted() throws HostException {
        create(web());
        assertThatThrownBy(() -> port().deleteNetwork("front"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("front");
    }

    @Test
    void aSecretIsCreatedOnceAndNamesItsObject() throws HostException {
        port().createSecret(PASSWORD);
        port().createSecret(PASSWORD);
        assertThat(port().observe().secrets()).isEqualTo(Map.of(PASSWORD.podmanName(), "shop/db"));
        port().deleteSecret(PASSWORD.podmanName());
        port().deleteSecret(PASSWORD.podmanName());
        assertThat(port().observe().secrets()).isEmpty();
    }

    @Test
    void aCreatedPodIsNotStarted() throws HostException {
        PodSpec pod = TestPods.sleeper(
                "web", TestPods.attachment("front", "10.91.1.10"), TestPods.attachment("back", "10.91.2.10"));
        create(pod);
        PodState state = state(pod);
        assertThat(state.key()).isEqualTo(pod.key());
        assertThat(state.specHash()).isEqualTo("0123456789abcdef");
        assertThat(state.attachments()).isEqualTo(pod.attachments());
        assertThat(state.containers()).isEqualTo(Map.of("main", ContainerRun.CREATED));
        assertThat(port().observe().occupied()).isEmpty();
        assertThat(port().observe().foreign()).isEmpty();
    }

    @Test
    void aStartedPodRunsAndStartingItAgainChangesNothing() throws HostException {
        create(web());
        port().startPod("shop_web");
        port().startPod("shop_web");
        assertThat(state(web()).containers()).isEqualTo(Map.of("main", ContainerRun.RUNNING));
        assertThat(state(web()).attachments()).isEqualTo(web().attachments());
    }

    @Test
    void aStoppedPodStaysWhereItIsAndStartsAgain() throws HostException {
        port().stopPod("shop_web");
        create(web());
        port().startPod("shop_web");
        port().stopPod("shop_web");
        port().stopPod("shop_web");
        assertThat(state(web()).containers()).hasSize(1).doesNotContainValue(ContainerRun.RUNNING);
        assertThat(state(web()).attachments()).isEqualTo(web().attachments());
        port().startPod("shop_web");
        assertThat(state(web()).containers()).isEqualTo(Map.of("main", ContainerRun.RUNNING));
    }

    @Test
    void anUnknownPodCannotBeStarted() {
        assertThatThrownBy(() -> port().startPod("shop_none"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("shop_none");
    }

    @Test
    void aDeletedPodIsGoneAndCanBeMadeAgain() throws HostException {
        create(web());
        port().startPod("shop_web");
        port().deletePod("shop_web");
        port().deletePod("shop_web");
        assertThat(port().observe().pods()).isEmpty();
        create(web());
        port().startPod("shop_web");
        assertThat(state(web()).containers()).isEqualTo(Map.of("main", ContainerRun.RUNNING));
    }

    @Test
    void aPodOfThatNameIsRefusedAndTheFirstStays() throws HostException {
        create(web());
        assertThatThrownBy(() -> create(web()))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("shop_web");
        assertThat(state(web()).containers()).containsKey("main");
    }

    @Test
    void nothingIsLeftOfAPodOnAnUnknownNetwork() throws HostException {
        PodSpec pod = TestPods.sleeper("web", TestPods.attachment("nowhere", "10.91.9.10"));
        assertThatThrownBy(() -> create(pod)).isInstanceOf(HostException.class).hasMessageContaining("nowhere");
        assertThat(port().observe().pods()).isEmpty();
    }

    @Test
    void nothingIsLeftOfAPodWithoutItsImage() throws HostException {
        var absent = TestPods.withImage(web().containers().getFirst(), "localhost/absent:1", "Never");
        assertThatThrownBy(() -> create(TestPods.withContainers(web(), List.of(absent))))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("localhost/absent:1")
                .hasMessageContaining("Never");
        assertThat(port().observe().pods()).isEmpty();
    }

    @Test
    void nothingIsLeftOfAPodWithoutAnImageThatItMounts() throws HostException {
        var mount = new MountSpec.Image("/files", "localhost/absent:1", "Never", "");
        var container = TestPods.container("shop_web", "main", List.of(mount), "sleep", "1000");
        assertThatThrownBy(() -> create(TestPods.withContainers(web(), List.of(container))))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("localhost/absent:1")
                .hasMessageContaining("Never");
        assertThat(port().observe().pods()).isEmpty();
    }

    @Test
    void nothingIsLeftOfAPodWithoutItsSecret() throws HostException {
        var mount = new MountSpec.SecretFile("/run/secret/password", PASSWORD.podmanName(), 0400);
        var container = TestPods.container("shop_web", "main", List.of(mount), "sleep", "1000");
        PodSpec pod = TestPods.withContainers(web(), List.of(container));
        assertThatThrownBy(() -> create(pod))
                .isInstanceOf(HostException.class)
                .hasMessageContaining(PASSWORD.podmanName());
        assertThat(port().observe().pods()).isEmpty();
        port().createSecret(PASSWORD);
        create(pod);
        assertThat(port().observe().pods()).containsOnlyKeys("shop_web");
    }

    @Test
    void initContainersAreNoPartOfWhatRuns() throws HostException {
        var first = TestPods.container("shop_web", "first", List.of(), "true");
        create(TestPods.withInit(web(), first));
        assertThat(state(web()).containers()).isEqualTo(Map.of("main", ContainerRun.CREATED));
        assertThat(port().observe().occupied()).doesNotContain("shop_web-first");
        port().startPod("shop_web");
        assertThat(state(web()).containers()).isEqualTo(Map.of("main", ContainerRun.RUNNING));
    }

    @Test
    void nothingIsLeftOfAPodThatMustNotRunAsRootAndWould() throws HostException {
        PodSpec pod = TestPods.withContainers(
                web(), List.of(TestPods.nonRoot(web().containers().getFirst())));
        assertThatThrownBy(() -> port().provideImages(pod, TrustRules.NONE))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("shop_web-main must not run as root");
        assertThatThrownBy(() -> create(pod)).isInstanceOf(HostException.class);
        assertThat(port().observe().pods()).isEmpty();
    }

    @Test
    void twoPodsCannotRunOnOneAddress() throws HostException {
        PodSpec other = TestPods.sleeper("other", TestPods.attachment("front", "10.91.1.10"));
        create(web());
        create(other);
        port().startPod("shop_web");
        assertThatThrownBy(() -> port().startPod("shop_other"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("10.91.1.10");
    }

    @Test
    void aContainerTellsHowItIs() throws HostException {
        create(web());
        assertThat(port().vitals("shop_web-main").run()).isEqualTo(ContainerRun.CREATED);
        port().startPod("shop_web");
        Vitals vitals = port().vitals("shop_web-main");
        assertThat(vitals.run()).isEqualTo(ContainerRun.RUNNING);
        assertThat(vitals.process()).isPositive();
        assertThat(vitals.restarts()).isZero();
        assertThat(vitals.outOfMemory()).isFalse();
        assertThat(vitals.startedAt()).isBefore(Instant.now());
        assertThat(port().logs("shop_web-main", 10)).isEmpty();
    }

    @Test
    void aContainerThatIsNotThereTellsNothing() {
        assertThatThrownBy(() -> port().vitals("shop_web-none"))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("shop_web-none");
        assertThatThrownBy(() -> port().logs("shop_web-none", 10))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("shop_web-none");
    }

    @Test
    void aProgramRunsInARunningContainerOnly() throws HostException {
        create(web());
        assertThatThrownBy(() -> port().exec("shop_web-main", List.of("true"), Duration.ofMinutes(1)))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("shop_web-main");
        port().startPod("shop_web");
        assertThat(port().exec("shop_web-main", List.of("true"), Duration.ofMinutes(1)))
                .isEqualTo(new PodmanPort.Execution(Optional.of(0), ""));
    }

    @Test
    void volumesAreMadeAsAskedAndRemovedOnlyByName() throws HostException {
        ObjectKey key = new ObjectKey("PersistentVolumeClaim", "shop", "data");
        TreeMap<String, String> labels = new TreeMap<>(Owner.labels(key));
        labels.put("tier", "db");
        TreeMap<String, String> options = new TreeMap<>(Map.of("UID", "7", "GID", "8"));
        VolumeSpec volume = new VolumeSpec(key, "shop_data", VolumeSpec.LOCAL, options, labels, Optional.empty());
        port().createVolume(volume);
        VolumeState found = requireNonNull(port().observe().volumes().get("shop_data"));
        assertThat(found.owned()).isTrue();
        assertThat(found.spec().key()).isEqualTo(key);
        assertThat(found.spec().fields()).isEqualTo(volume.fields());
        assertThat(found.spec().declaredLabels()).containsExactly(Map.entry("tier", "db"));
        assertThatThrownBy(() -> port().createVolume(volume)).isInstanceOf(HostException.class);
        port().deleteVolume("shop_dat");
        assertThat(port().observe().volumes()).containsKey("shop_data");
        port().deleteVolume("shop_data");
        port().deleteVolume("shop_data");
        assertThat(port().observe().volumes()).doesNotContainKey("shop_data");
    }
}
