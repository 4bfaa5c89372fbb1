package io.podseg.host.podman;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.model.Cidr;
import io.podseg.model.Ip;
import io.podseg.model.NetworkSpec;
import io.podseg.model.NetworkSpec.LeaseRange;
import io.podseg.model.NetworkSpec.Route;
import io.podseg.model.NetworkSpec.Subnet;
import io.podseg.reconcile.PodmanPort.Observed;
import io.podseg.state.Attachment;
import io.podseg.state.ContainerRun;
import io.podseg.state.PodState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/**
 * Reads what a real Podman 5.4.2 (Debian 13) answered after an apply, with one pod stopped and two containers of others. What
 * it says of networks is what was asked for, or each plan would find drift.
 */
class Podman5ObservationTest {
    private final Observed observed = Observation.of(Recorded.listings("5.4.2"));

    private PodState pod(String name) {
        return requireNonNull(observed.pods().get(name));
    }

    @Test
    void networksComeBackAsAskedFor() {
        NetworkSpec front = new NetworkSpec(
                "front",
                "bridge",
                List.of(
                        subnet("10.89.70.0/24", "10.89.70.1", "10.89.70.128", "10.89.70.254"),
                        subnet("fd00:70::/64", "fd00:70::1", "fd00:70::8000", "fd00:70::ffff")),
                false,
                true,
                true,
                List.of(Ip.of("203.0.113.10")),
                Optional.of(1400),
                Optional.empty(),
                false,
                List.of(new Route(Cidr.of("10.99.0.0/16"), Ip.of("10.89.70.77"), Optional.empty())),
                Optional.of("podseg2d8d6931"),
                new TreeMap<>(),
                new TreeMap<>(Map.of("tier", "x")));
        var read = requireNonNull(observed.networks().get("front"));
        assertThat(read.spec()).isEqualTo(front);
        assertThat(NetworkCodec.lost(front, read.spec())).isEmpty();
        assertThat(read.owned()).isTrue();
        var back = requireNonNull(observed.networks().get("back")).spec();
        assertThat(List.of(back.isolate(), back.internal(), back.dns())).containsOnly(true);
        assertThat(requireNonNull(observed.networks().get("podman")).owned()).isFalse();
    }

    private static Subnet subnet(String cidr, String gateway, String first, String last) {
        return new Subnet(
                Cidr.of(cidr), Optional.of(Ip.of(gateway)), Optional.of(new LeaseRange(Ip.of(first), Ip.of(last))));
    }

    @Test
    void podsHaveTheAddressesTheyWereGivenRunningOrStopped() {
        assertThat(observed.pods()).containsOnlyKeys("bad", "ok", "web");
        assertThat(pod("web").attachments().stream().map(Podman5ObservationTest::place))
                .containsExactly("front [10.89.70.100, fd00:70::3]", "back [10.89.71.100]");
        assertThat(pod("ok").attachments().stream().map(Podman5ObservationTest::place))
                .containsExactly("front [10.89.70.11, fd00:70::2]");
        assertThat(pod("web").containers()).isEqualTo(Map.of("main", ContainerRun.RUNNING));
        assertThat(pod("ok").containers()).isEqualTo(Map.of("main", ContainerRun.FAILED));
    }

    private static String place(Attachment attachment) {
        return attachment.network() + " " + attachment.addresses();
    }

    @Test
    void secretsAreListedWithTheirLabels() {
        assertThat(observed.secrets()).isEqualTo(Map.of("podseg_8342f075b7ae642e_1ec1c26b50d5d3c5", "default/sec"));
    }

    @Test
    void containersOfOthersAreForeign() {
        assertThat(observed.foreign()).containsOnlyKeys("foreign", "other");
        assertThat(requireNonNull(observed.foreign().get("foreign")).attachments().stream()
                        .map(Podman5ObservationTest::place))
                .containsExactly("front [10.89.70.128, fd00:70::8000]");
        assertThat(observed.occupied()).containsExactly("foreign", "other");
    }
}
