package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Lab;
import io.podseg.lab.Release;
import io.podseg.lab.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/**
 * The rules stand before the first packet of rootless pods without a bridge, slirp4netns and, where Podman knows it, pasta, with
 * nothing else to help: counted in each pod, and at the outside host, whoever starts the pods and whenever podseg is killed.
 */
@TestInstance(Lifecycle.PER_CLASS)
class ApartFirstPacketIT {
    private static final String FOLDER = "/run/lab/apart";
    private static final String SLIRP = "slirp4netns:enable_ipv6=true,port_handler=slirp4netns";
    private static final List<String> NETWORKS =
            Release.name().isEmpty() ? List.of(SLIRP, SLIRP) : List.of("pasta", "pasta", SLIRP, SLIRP);
    private static final int GENERATIONS = Integer.getInteger("podseg.packets.generations", 2);
    private static final int FIRST_PUBLISHED = 8000;

    /** Kills podseg once it has begun to change things. */
    private static final String KILL = "\"$1\" apply --yes --timeout 0 -f " + FOLDER + " > " + FOLDER
            + "/../apart.log 2>&1 & pid=$!; until grep -q '^Plan:' " + FOLDER
            + "/../apart.log || ! kill -0 $pid 2>/dev/null; do sleep 0.05; done; sleep \"$2\"; kill -9 $pid 2>/dev/null;"
            + " wait $pid 2>/dev/null; echo $?";

    /** Port 80 is allowed both ways, all else forbidden. */
    private static final String POLICY = """
            apiVersion: networking.k8s.io/v1
            kind: NetworkPolicy
            metadata: {name: http-only}
            spec:
              podSelector: {}
              policyTypes: [Ingress, Egress]
              ingress: [{ports: [{port: 80}, {port: 80, protocol: UDP}]}]
              egress: [{ports: [{port: 80}, {port: 80, protocol: UDP}]}]
            """;

    private final Lab lab = Lab.startRootlessWithoutService();
    private SeenPackets seen;

    @BeforeAll
    void start() {
        lab.run("mkdir", "-m", "777", FOLDER).ok();
        lab.run("install", "-m", "666", "/dev/null", FOLDER + "/../apart.log").ok();
        lab.run(Stream.concat(Stream.of(Hammer.OUTSIDE), Stream.of("nft", "-f", Hammer.packets("arrivals.nft")))
                        .toArray(String[]::new))
                .ok();
        seen = SeenPackets.install(lab);
        lab.podseg("hook", "install").ok();
        lab.startService();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void nothingForbiddenLeavesOrEntersAPodFromItsFirstPacketOn() {
        hammerPublishedPorts();
        int kills = 0;
        for (int generation = 1; generation <= GENERATIONS; generation++) {
            write(generation);
            Result killed = lab.asUser("sh", "-c", KILL, "sh", Lab.launcher(), generation % 2 == 1 ? "0.1" : "0.7");
            kills += killed.text().equals("137") ? 1 : 0;
            lab.podseg("apply", "--yes", "--timeout", "0", "-f", FOLDER).ok();
            assertAllClean();
        }
        assertThat(kills).as("kills that came in time").isPositive();
        lab.podman(Stream.concat(Stream.of("pod", "stop", "-t", "0"), pods()).toArray(String[]::new))
                .ok();
        lab.awaitCleanup();
        lab.podman(Stream.concat(Stream.of("pod", "start"), pods()).toArray(String[]::new))
                .ok();
        assertAllClean();
        assertThat(lab.podseg("plan", "-f", FOLDER).ok().stdout()).contains("No changes");
        assertThat(arrived("allowed")).isPositive();
        assertThat(arrived("forbidden")).isZero();
        pods().forEach(pod -> seen.assertCanTell(pod + "-main"));
        lab.await("forbidden packets at the outside host", () -> arrived("forbidden") > 0);
    }

    private void assertAllClean() {
        pods().forEach(pod -> seen.assertClean(pod + "-main", true));
    }

    private static Stream<String> pods() {
        return IntStream.range(0, NETWORKS.size()).mapToObj(member -> "apart-" + member);
    }

    private long arrived(String counter) {
        Map<String, Long> counters =
                SeenPackets.counters(lab.outside("nft", "list", "counters", "table", "inet", "watch")
                        .ok()
                        .stdout());
        return counters.getOrDefault(counter, 0L);
    }

    /** What a client sends while the pod is not there yet, or its port is not published, gets no answer or a refusal. */
    private void hammerPublishedPorts() {
        List<String> targets = new ArrayList<>();
        for (int member = 0; member < NETWORKS.size(); member++) {
            targets.addAll(Crowd.targets(List.of(Lab.NODE), published(member, 80), published(member, 81)));
        }
        new Hammer(lab).from(Hammer.OUTSIDE, "0.02", targets);
    }

    private static int published(int member, int port) {
        return FIRST_PUBLISHED + 10 * member + port - 80;
    }

    private void write(int generation) {
        String yaml = POLICY
                + IntStream.range(0, NETWORKS.size())
                        .mapToObj(member -> pod(member, generation))
                        .collect(Collectors.joining());
        lab.runWithInput(yaml, "sh", "-c", "cat > " + FOLDER + "/all.yaml").ok();
    }

    /** Another generation has another pod: its datagrams leave from another port. */
    private static String pod(int member, int generation) {
        List<String> aims = new ArrayList<>(List.of(Integer.toString(10_000 + generation), "0.1"));
        aims.addAll(Crowd.targets(List.of(Lab.OUTSIDE, Lab.OUTSIDE6), 81, 84, 80));
        return """
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: apart-%d
                  annotations: {podseg.io/networks: "%s"}
                spec:
                  terminationGracePeriodSeconds: 0
                  containers:
                    - name: main
                      image: localhost/podseg-servers:1
                      imagePullPolicy: Never
                      ports:
                        - {containerPort: 80, hostPort: %3$d}
                        - {containerPort: 80, hostPort: %3$d, protocol: UDP}
                        - {containerPort: 81, hostPort: %4$d}
                        - {containerPort: 81, hostPort: %4$d, protocol: UDP}
                      command:
                        - perl
                        - -e
                        - |
                %5$s%6$s
                """.formatted(
                        member,
                        NETWORKS.get(member),
                        published(member, 80),
                        published(member, 81),
                        Hammer.program().indent(12),
                        aims.stream().map(word -> "        - '" + word + "'").collect(Collectors.joining("\n")));
    }
}
