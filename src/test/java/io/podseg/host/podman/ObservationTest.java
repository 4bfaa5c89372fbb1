package io.podseg.host.podman;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Ip;
import io.podseg.model.ObjectKey;
import io.podseg.reconcile.PodmanPort.Observed;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.PodState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Reads what a real Podman 4.3.1 answered, recorded with pods in every state. */
class ObservationTest {
    private final Observed observed = Observation.of(Recorded.listings("4.3.1"));

    private PodState pod(String name) {
        return requireNonNull(observed.pods().get(name));
    }

    @Test
    void podsAreThoseWithTheOwnerLabel() {
        assertThat(observed.pods())
                .containsOnlyKeys("created", "hostpod", "moved", "noinfra", "paused", "stopped", "x_a");
        assertThat(pod("x_a").key()).isEqualTo(new ObjectKey("Pod", "x", "a"));
        assertThat(pod("x_a").specHash()).isEqualTo("1111");
    }

    @Test
    void aRunningPodHasItsAttachmentsInTheOrderDeclared() {
        assertThat(pod("x_a").attachments())
                .containsExactly(
                        new Attachment(
                                "front",
                                List.of(Ip.of("10.89.0.10"), Ip.of("fd00:89::10")),
                                List.of("web"),
                                Optional.empty(),
                                Optional.empty()),
                        new Attachment(
                                "back",
                                List.of(Ip.of("10.90.0.10")),
                                List.of(),
                                Optional.of("02:00:00:00:00:01"),
                                Optional.of("eth5")));
    }

    @Test
    void containersRunEndOrFailAndStrangersInThePodAreNotCounted() {
        assertThat(pod("x_a").containers())
                .isEqualTo(Map.of(
                        "web", ContainerRun.RUNNING, "bad", ContainerRun.FAILED, "done", ContainerRun.COMPLETED));
        assertThat(pod("created").containers()).isEqualTo(Map.of("c", ContainerRun.CREATED));
        assertThat(pod("paused").containers()).isEqualTo(Map.of("c", ContainerRun.PAUSED));
        assertThat(pod("stopped").containers()).isEqualTo(Map.of("c", ContainerRun.FAILED));
    }

    @Test
    void podsThatDoNotRunKeepTheAddressesAskedFor() {
        assertThat(pod("created").attachments())
                .containsExactly(TestPods.attachment("front", "10.89.0.11", "fd00:89::11"));
        assertThat(pod("stopped").attachments())
                .containsExactly(TestPods.attachment("front", "10.89.0.13", "fd00:89::13"));
        assertThat(pod("paused").attachments())
                .containsExactly(TestPods.attachment("front", "10.89.0.12", "fd00:89::12"));
    }

    @Test
    void aPodThatWasMovedToAnotherNetworkShowsWhereItIs() {
        assertThat(pod("moved").attachments()).containsExactly(TestPods.attachment("back", "10.90.0.15"));
    }

    @Test
    void aPodWithoutInfraContainerHasNoNetwork() {
        assertThat(pod("noinfra").attachments()).isEmpty();
        assertThat(pod("noinfra").containers()).isEmpty();
        assertThat(pod("hostpod").attachments()).isEmpty();
        assertThat(pod("hostpod").containers()).isEqualTo(Map.of("c", ContainerRun.RUNNING));
    }

    @Test
    void containersAndPodsOfOthersAreForeignWhereTheyHaveANetworkOfTheirOwn() {
        assertThat(observed.foreign()).containsOnlyKeys("alone", "fpod");
        var alone = requireNonNull(observed.foreign().get("alone"));
        assertThat(alone.labels()).containsEntry("app", "x");
        assertThat(alone.attachments()).hasSize(1);
        assertThat(alone.attachments().getFirst().network()).isEqualTo("front");
        assertThat(alone.attachments().getFirst().addresses()).hasSize(2);
        var pod = requireNonNull(observed.foreign().get("fpod"));
        assertThat(pod.labels()).isEqualTo(Map.of("app", "fp"));
        assertThat(pod.attachments()).containsExactly(TestPods.attachment("front"));
    }

    @Test
    void namesOfOthersAreOccupied() {
        assertThat(observed.occupied())
                .contains("alone", "fpod", "fpod-c", "sidecar", "stranger")
                .doesNotContain("x_a", "x_a-web", "created-c");
    }

    @Test
    void onlySecretsWithOurPrefixAreOurs() {
        assertThat(observed.secrets()).containsOnlyKeys("podseg_default_db_0123_4567");
    }

    @Test
    void networksSayWhoseTheyAre() {
        assertThat(observed.networks()).containsOnlyKeys("back", "front", "podman");
        assertThat(requireNonNull(observed.networks().get("front")).owned()).isTrue();
        assertThat(requireNonNull(observed.networks().get("back")).owned()).isFalse();
        assertThat(requireNonNull(observed.networks().get("front")).spec().labels())
                .isEmpty();
    }
}
