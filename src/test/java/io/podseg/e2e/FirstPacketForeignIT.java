package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.e2e.Crowd.Resident;
import io.podseg.lab.Lab;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Containers that somebody else starts on a managed network, and managed ones that somebody else starts again. */
@TestInstance(Lifecycle.PER_CLASS)
class FirstPacketForeignIT {
    private static final int CONTAINERS = 10;
    private static final int ROUNDS = 6;
    private static final int MARK = 15000;

    private final Lab lab = Lab.start();
    private final PacketWatch watch = new PacketWatch(lab);
    private final Hammer hammer = new Hammer(lab);

    @BeforeAll
    void apply() {
        lab.run("mkdir", "/run/lab/crowd").ok();
        lab.runWithInput(new Crowd().yaml(1), "sh", "-c", "cat > /run/lab/crowd/all.yaml")
                .ok();
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd").ok();
        for (Resident resident : List.of(Resident.RECEIVER_A, Resident.RECEIVER_B)) {
            watch.watch(resident.container());
        }
    }

    /** While the first pod starts, the other network's bridge is missing, and what is sent there goes to the outside. */
    @BeforeEach
    void forget() {
        watch.forget();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** They have the labels of the crowd, which may be reached and may send at port 80. */
    @Test
    void fromTheNextApplyOnTheyAreGovernedByTheirLabels() {
        int governed = CONTAINERS / 2;
        for (int i = 0; i < governed; i++) {
            lab.podman(create("governed-" + i, i)).ok();
            lab.podman("start", "governed-" + i).ok();
        }
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd").ok();
        lab.await("all of them to reach a receiver", () -> governed == senders());
        for (int i = 0; i < governed; i++) {
            lab.podman("rm", "-f", "-t", "0", "governed-" + i).ok();
        }
        lab.podseg("apply", "--yes", "--timeout", "0", "-f", "/run/lab/crowd").ok();
        assertThat(fromForeign().filter(flow -> flow.port() != 80)).isEmpty();
        assertReceivers();
    }

    /** Every start takes another address of the dynamic range. */
    @Test
    void containersOfOthersAreDarkFromTheirFirstPacket() {
        List<String> range = IntStream.range(128, 210)
                .mapToObj(host -> Crowd.address(0, host).getFirst())
                .toList();
        hammer.from(watch.inside(Resident.LOUD.container()), "0.02", Crowd.targets(range, 80, 83));
        hammer.from(Hammer.OUTSIDE, "0.02", Crowd.targets(range, 80));
        List<String> names = new ArrayList<>();
        for (int i = 0; i < CONTAINERS; i++) {
            names.add("somebodys-" + i);
            lab.podman(create("somebodys-" + i, i)).ok();
        }
        String[] all = names.toArray(String[]::new);
        for (int round = 0; round < ROUNDS; round++) {
            lab.podman(words(List.of("start"), all)).ok();
            lab.podman(words(List.of("stop", "-t", "0"), all)).ok();
        }

        lab.podman(words(List.of("rm", "-f", "-t", "0"), all)).ok();

        assertThat(watch.began(MARK)).as("starts that sent").isGreaterThanOrEqualTo((CONTAINERS * ROUNDS - 10));
        assertThat(fromForeign()).as("packets from or to containers of others").isEmpty();
        assertReceivers();
    }

    @Test
    void podsThatAreStartedAgainByHandStayFiltered() {
        hammer.from(watch.inside(Resident.LOUD.container()), "0.02", Crowd.targets(crowd(), 83));
        hammer.from(Hammer.OUTSIDE, "0.02", Crowd.targets(crowd(), 81));
        List<String> pods = IntStream.range(0, 6)
                .filter(member -> Crowd.exists(member, 1))
                .mapToObj(member -> "fresh-" + member)
                .toList();
        for (String pod : pods) {
            lab.podman("pod", "stop", "-t", "0", pod).ok();
            lab.awaitCleanup();
            lab.podman("pod", "start", pod).ok();
            // One that Podman is just starting again has no process, and kill would take 0 for all of ours.
            lab.await(pod + " to run", () -> !started(pod).isEmpty());
            String before = started(pod);
            lab.run("sh", "-c", "kill -9 $(podman inspect --format '{{.State.Pid}}' " + pod + "-main)")
                    .ok();
            List<String> notYet = List.of("", before);
            lab.await("Podman to start " + pod + " again", () -> !notYet.contains(started(pod)));
        }
        assertReceivers();
        assertThat(watch.passed().keySet().stream()
                        .filter(flow -> !Crowd.allows(1, flow.source(), flow.destination(), flow.port())))
                .isEmpty();
        assertThat(lab.podseg("plan", "-f", "/run/lab/crowd").ok().stdout()).contains("No changes");
    }

    private String started(String pod) {
        return lab.podman("inspect", "--format", "{{.State.StartedAt}} {{.State.Running}}", pod + "-main")
                .ok()
                .text()
                .replaceAll(".*false", "");
    }

    private static List<String> crowd() {
        return IntStream.range(0, Crowd.SIZE)
                .mapToObj(member -> Crowd.addresses(member).getFirst())
                .toList();
    }

    private void assertReceivers() {
        for (Resident receiver : List.of(Resident.RECEIVER_A, Resident.RECEIVER_B)) {
            PacketWatch.Arrivals arrivals = watch.at(receiver.container());
            assertThat(arrivals.forbidden()).as("forbidden at " + receiver).isZero();
            assertThat(arrivals.allowed()).as("from pods at " + receiver).isPositive();
        }
        assertThat(watch.onBridges().forbidden()).isZero();
    }

    private long senders() {
        return fromForeign()
                .map(PacketWatch.Flow::source)
                .filter(FirstPacketForeignIT::isForeign)
                .distinct()
                .count();
    }

    private Stream<PacketWatch.Flow> fromForeign() {
        return watch.passed().keySet().stream()
                .filter(flow -> isForeign(flow.source()) || isForeign(flow.destination()));
    }

    private static boolean isForeign(String address) {
        String[] parts = address.split("\\.", -1);
        return parts.length == 4 && address.startsWith("10.7") && Integer.parseInt(parts[3]) >= 128;
    }

    private static String[] create(String name, int number) {
        List<String> options = List.of(
                "create", "--name", name, "--network", "crowd-a", "--label", "kind=fresh", "--label", "loud=yes");
        List<String> program = List.of("localhost/podseg-servers:1", "perl", "-e", Hammer.program());
        return Stream.of(options, program, Crowd.aims(number, MARK))
                .flatMap(List::stream)
                .toArray(String[]::new);
    }

    private static String[] words(List<String> first, String... rest) {
        return Stream.concat(first.stream(), Stream.of(rest)).toArray(String[]::new);
    }
}
