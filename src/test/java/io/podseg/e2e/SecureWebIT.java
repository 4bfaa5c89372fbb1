package io.podseg.e2e;

import static java.util.stream.Collectors.toMap;
import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import io.podseg.lab.Snapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The application of {@code manifests/secure-web}, with the real nginx, PostgreSQL and Redis. */
@TestInstance(Lifecycle.PER_CLASS)
class SecureWebIT {
    private static final String NODE_ON_FRONTEND = "10.89.0.1";
    private static final String NODE_ON_BACKEND = "10.90.0.1";

    private final Lab lab = Lab.start();
    private String firstPlan = "";

    @BeforeAll
    void apply() {
        firstPlan = lab.podseg("plan", "-f", Manifests.SECURE_WEB.path()).ok().stdout();
        SecureWeb.apply(lab);
    }

    @AfterAll
    void close() {
        lab.close();
    }

    @Test
    void theWebServerIsReachedThroughItsPublishedPort() {
        assertThat(lab.outside("busybox", "wget", "-qO-", "http://" + Lab.NODE + ":8080/")
                        .ok()
                        .text())
                .isEqualTo("secure-web");
    }

    @Test
    void theFrontendUsesTheDatabaseAndTheCache() {
        assertThat(lab.exec(
                                SecureWeb.WEB.container,
                                "env",
                                "PGPASSWORD=secure_password123",
                                "psql",
                                "-h",
                                SecureWeb.DB.address,
                                "-U",
                                "appuser",
                                "-tAc",
                                "select current_database()",
                                "appdb")
                        .ok()
                        .text())
                .isEqualTo("appdb");
        assertThat(lab.exec(SecureWeb.WEB.container, "redis-cli", "-h", SecureWeb.CACHE.address, "ping")
                        .ok()
                        .text())
                .isEqualTo("PONG");
    }

    @Test
    void theFrontendResolvesNames() {
        var answer = lab.exec(SecureWeb.WEB.container, "busybox", "nslookup", "web.dns.podman");
        assertThat(answer.stdout()).contains("Server:");
        assertThat(lab.connects(SecureWeb.WEB.container, NODE_ON_FRONTEND, 53, "UDP"))
                .isEqualTo(Answer.OPEN);
        assertThat(lab.connects(SecureWeb.DB.container, NODE_ON_BACKEND, 53, "UDP"))
                .isEqualTo(Answer.SILENT);
    }

    /** Every pod, every address, every port: open where a policy says so, silent everywhere else. */
    @ParameterizedTest
    @EnumSource(SecureWeb.class)
    void aPodReachesWhatItMayAndNothingElse(SecureWeb source) {
        List<Attempt> attempts =
                attempts().filter(a -> !a.address().equals(source.address)).toList();
        Set<Attempt> allowed = source == SecureWeb.WEB ? allowedFromWeb() : Set.of();
        assertThat(surprises(source.probe(lab, attempts), allowed)).isEmpty();
    }

    /** The outside host is another machine's: the node's own ports are its business, the pods' are the policies'. */
    @Test
    void theOutsideReachesTheWebServerOnly() {
        List<Attempt> attempts = attempts()
                .filter(a -> a.address().startsWith("10.") && !a.address().endsWith(".1"))
                .toList();
        Set<Attempt> allowed = Set.of(Attempt.tcp(SecureWeb.WEB.address, 80));
        assertThat(surprises(lab.probeFromOutside(attempts), allowed)).isEmpty();
    }

    @Test
    void thePublishedPortIsNoWayRoundForTheBackend() {
        for (String node : List.of(Lab.NODE, NODE_ON_FRONTEND, NODE_ON_BACKEND)) {
            assertThat(lab.connects(SecureWeb.DB.container, node, 8080, "TCP"))
                    .as("from the database to %s:8080", node)
                    .isEqualTo(Answer.SILENT);
        }
    }

    @Test
    void podsRunHardened() {
        assertThat(status(SecureWeb.WEB)).contains("CapEff:\t0000000000000400", "NoNewPrivs:\t1");
        assertThat(status(SecureWeb.DB)).contains("CapBnd:\t0000000000000000", "NoNewPrivs:\t1");
        assertThat(status(SecureWeb.CACHE)).contains("CapBnd:\t0000000000000000", "Uid:\t999\t999\t999\t999");
        for (SecureWeb pod : SecureWeb.values()) {
            assertThat(lab.exec(pod.container, "touch", "/etc/written").exit())
                    .as("%s may write to its root", pod)
                    .isNotZero();
            assertThat(lab.exec(pod.container, "sh", "-c", "touch /tmp/written && grep ' /tmp ' /proc/mounts")
                            .ok()
                            .text())
                    .startsWith("tmpfs /tmp tmpfs");
        }
        assertThat(lab.podman("inspect", "--format", "{{.HostConfig.Memory}}", SecureWeb.DB.container)
                        .ok()
                        .text())
                .isEqualTo(Long.toString(512L << 20));
    }

    @Test
    void theFirstPlanShowsEverythingButTheSecret() {
        assertThat(firstPlan)
                .contains("secure-frontend", "secure-backend", "web", "db", "cache", SecureWeb.DB.address, "Plan: ")
                .doesNotContain("secure_password123");
    }

    @Test
    void applyingAgainTouchesNothing() {
        Snapshot before = lab.snapshot();
        long packets = packets();
        assertThat(packets).as("packets counted by podseg's rules").isPositive();

        assertThat(lab.podseg("plan", "--detailed-exitcode", "-f", Manifests.SECURE_WEB.path())
                        .exits(0)
                        .stdout())
                .contains("No changes");
        assertThat(lab.podseg("apply", "--yes", "-f", Manifests.SECURE_WEB.path())
                        .ok()
                        .stdout())
                .contains("No changes");

        assertThat(before.differences(lab.snapshot())).isEmpty();
        assertThat(packets()).as("counters survive").isGreaterThanOrEqualTo(packets);
    }

    @Test
    void theMatrixSaysWhatTheKernelDoes() throws Exception {
        var matrix = Matrix.read(lab);
        assertThat(matrix.endpoints())
                .containsAllEntriesOf(Stream.of(SecureWeb.values()).collect(toMap(p -> p.id, p -> p.address)))
                .containsEntry(Lab.OUTSIDE, Lab.OUTSIDE);
        var differences = new ArrayList<String>();
        var compared = 0;
        for (String source : matrix.endpoints().keySet()) {
            List<Matrix.Flow> flows = matrix.from(source);
            List<Attempt> attempts = flows.stream().map(matrix::attempt).toList();
            Map<Attempt, Boolean> real = passed(probe(source, attempts));
            flows.stream()
                    .filter(flow -> !Boolean.valueOf(flow.allowed()).equals(real.get(matrix.attempt(flow))))
                    .forEach(flow -> differences.add(flow + ", in reality the opposite"));
            compared += flows.size();
        }
        assertThat(differences).isEmpty();
        // Three pods to three others, the outside to three pods and back, on each port.
        assertThat(compared).isGreaterThanOrEqualTo((6 + 3 + 3) * Matrix.PORTS.size());
    }

    @Test
    void statusShowsThePods() {
        var table = lab.podseg("status", "-f", Manifests.SECURE_WEB.path()).ok().stdout();
        assertThat(table).contains("web", "db", "cache", SecureWeb.DB.address);
    }

    private Map<Attempt, Answer> probe(String source, List<Attempt> attempts) {
        return Stream.of(SecureWeb.values())
                .filter(pod -> pod.id.equals(source))
                .findFirst()
                .map(pod -> pod.probe(lab, attempts))
                .orElseGet(() -> lab.probeFromOutside(attempts));
    }

    private static Set<Attempt> allowedFromWeb() {
        return Set.of(
                Attempt.tcp(SecureWeb.DB.address, 5432),
                Attempt.tcp(SecureWeb.CACHE.address, 6379),
                Attempt.tcp(Lab.OUTSIDE, 80),
                Attempt.tcp(Lab.OUTSIDE, 443),
                // The node's outside address is an address like any other to the policy that opens the web.
                Attempt.tcp(Lab.NODE, 80),
                Attempt.tcp(Lab.NODE, 443),
                // Each network's resolver is a kube-dns to policies, also that of a network that the pod is not on.
                Attempt.tcp(NODE_ON_FRONTEND, 53),
                Attempt.udp(NODE_ON_FRONTEND, 53),
                Attempt.tcp(NODE_ON_BACKEND, 53),
                Attempt.udp(NODE_ON_BACKEND, 53));
    }

    /** Each port of the application and some more at each pod, at the node by all its addresses, and outside. */
    private static Stream<Attempt> attempts() {
        var addresses = new ArrayList<>(
                Stream.of(SecureWeb.values()).map(p -> p.address).toList());
        addresses.addAll(List.of(Lab.OUTSIDE, Lab.NODE, NODE_ON_FRONTEND, NODE_ON_BACKEND));
        return addresses.stream()
                .flatMap(address -> Stream.concat(
                        Stream.of(22, 53, 80, 443, 5432, 6379).map(port -> Attempt.tcp(address, port)),
                        Stream.of(53, 123).map(port -> Attempt.udp(address, port))));
    }

    private static Map<Attempt, Boolean> passed(Map<Attempt, Answer> answers) {
        return answers.entrySet().stream()
                .collect(toMap(Map.Entry::getKey, e -> e.getValue().passed()));
    }

    /** Attempts that did not end as they had to. */
    private static List<String> surprises(Map<Attempt, Answer> answers, Set<Attempt> allowed) {
        return answers.entrySet().stream()
                .filter(e -> e.getValue().passed() != allowed.contains(e.getKey()))
                .map(e -> (allowed.contains(e.getKey()) ? "should pass: " : "should not pass: ") + e)
                .sorted()
                .toList();
    }

    private String status(SecureWeb pod) {
        return lab.exec(pod.container, "cat", "/proc/1/status").ok().stdout();
    }

    /** Sum of the packet counters of all rules in podseg's chains. */
    private long packets() {
        return lab.run("iptables-save", "-c").ok().lines().stream()
                .filter(line -> line.contains("] -A PODSEG"))
                .mapToLong(line -> Long.parseLong(line.substring(1, line.indexOf(':'))))
                .sum();
    }
}
