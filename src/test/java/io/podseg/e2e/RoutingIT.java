package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.lab.Answer;
import io.podseg.lab.Attempt;
import io.podseg.lab.Lab;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Pods on several networks, internal ones and isolated ones: the matrix says what real kernels route. */
@TestInstance(Lifecycle.PER_CLASS)
class RoutingIT {
    private static final String RESOLVER = "kube-system/dns-";

    private final Lab lab = Lab.start();

    @BeforeAll
    void apply() {
        lab.podseg("apply", "--yes", "-f", Manifests.ROUTING.path()).ok();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    private JsonNode matrix(String port) throws IOException {
        String json = lab.podseg(
                        "matrix",
                        "-o",
                        "json",
                        "-f",
                        Manifests.ROUTING.path(),
                        "--port",
                        port,
                        "--external",
                        Lab.OUTSIDE,
                        "--resolver")
                .ok()
                .stdout();
        return new ObjectMapper().readTree(json);
    }

    @Test
    void theMatrixSaysWhatTcpDoes() throws IOException {
        assertAgree("80/TCP");
    }

    @Test
    void theMatrixSaysWhatUdpDoes() throws IOException {
        assertAgree("53/UDP");
    }

    /** All addresses of a destination are tried; a connection by one of them counts. Datagrams may be lost, so those are tried twice. */
    private void assertAgree(String port) throws IOException {
        JsonNode matrix = matrix(port);
        Map<String, List<Attempt>> attempts = attempts(matrix, port);
        Map<String, Map<Attempt, Answer>> answers = new LinkedHashMap<>();
        var expected = new TreeSet<String>();
        var real = new TreeSet<String>();
        int flows = 0;
        for (JsonNode flow : matrix.path("flows")) {
            String from = flow.path("from").asText();
            String to = flow.path("to").asText();
            if (from.equals(to)) {
                continue;
            }
            Map<Attempt, Answer> all = answers.computeIfAbsent(
                    from,
                    id -> probe(
                            id, attempts.values().stream().flatMap(List::stream).toList()));
            flows++;
            if (flow.path("allowed").asBoolean()) {
                expected.add(from + " -> " + to);
            }
            List<Attempt> own = attempts.getOrDefault(to, List.of());
            if (passes(all, own) || flow.path("allowed").asBoolean() && passes(probe(from, own), own)) {
                real.add(from + " -> " + to);
            }
        }
        assertThat(real).isEqualTo(expected).hasSizeGreaterThan(40).hasSizeLessThan(flows - 40);
    }

    private static boolean passes(Map<Attempt, Answer> answers, List<Attempt> attempts) {
        return attempts.stream()
                .anyMatch(
                        attempt -> answers.getOrDefault(attempt, Answer.SILENT).passed());
    }

    private static Map<String, List<Attempt>> attempts(JsonNode matrix, String port) {
        String[] parts = port.split("/");
        Map<String, List<Attempt>> attempts = new LinkedHashMap<>();
        for (JsonNode endpoint : matrix.path("endpoints")) {
            String id = endpoint.path("id").asText();
            List<Attempt> own = new ArrayList<>();
            endpoint.path("addresses")
                    .forEach(address -> own.add(new Attempt(address.asText(), Integer.parseInt(parts[0]), parts[1])));
            attempts.put(id, own.isEmpty() ? List.of(new Attempt(id, Integer.parseInt(parts[0]), parts[1])) : own);
        }
        return attempts;
    }

    private Map<Attempt, Answer> probe(String from, List<Attempt> attempts) {
        if (from.equals(Lab.OUTSIDE)) {
            return lab.probeFromOutside(attempts);
        }
        return from.startsWith(RESOLVER)
                ? lab.probeFromNode(attempts)
                : lab.probeFrom(from.replace('/', '_') + "-main", attempts);
    }

    /** A datagram needs no answer: that nothing comes back does not show that nothing arrives. */
    @Test
    void nothingArrivesInAnInternalNetworkFromElsewhere() {
        long before = arrived("v");
        List<Attempt> attempts = List.of(Attempt.udp("10.103.0.14", 9), Attempt.udp("fd63::14", 9));
        for (String pod : List.of("a", "ab", "t")) {
            lab.probeFrom("r_" + pod + "-main", attempts);
        }
        lab.probeFromOutside(List.of(Attempt.udp("10.103.0.14", 9)));
        assertThat(arrived("v")).isEqualTo(before);
        assertThat(lab.probeFrom("r_av-main", attempts).values())
                .as("from the network itself it does")
                .containsOnly(Answer.REFUSED);
        assertThat(arrived("v")).isGreaterThan(before);
    }

    /** Datagrams to ports where nobody listens that a pod has received, of both families. */
    private long arrived(String pod) {
        String pid = lab.podman("inspect", "--type", "container", "--format", "{{.State.Pid}}", "r_" + pod + "-main")
                .ok()
                .text();
        String script = "awk '/^Udp: [0-9]/{print $3} ' /proc/net/snmp; awk '/^Udp6NoPorts/{print $2}' /proc/net/snmp6";
        return lab.run("nsenter", "-t", pid, "-n", "sh", "-c", script).ok().lines().stream()
                .mapToLong(Long::parseLong)
                .sum();
    }

    @Test
    void applyingAgainChangesNothing() {
        assertThat(lab.podseg("plan", "-f", Manifests.ROUTING.path()).ok().stdout())
                .isEqualTo("No changes. The host is as the manifests say.\n");
    }
}
