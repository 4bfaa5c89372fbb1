package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.podseg.cli.Desk.Run;
import io.podseg.model.Protocol;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ExplainCommandTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @TempDir
    Path folder = Path.of("");

    private Run explain(String... arguments) {
        return explainIn(Desk.QUICKSTART, arguments);
    }

    private Run explainIn(String manifests, String... arguments) {
        List<String> all = new ArrayList<>(List.of("explain", "-f", manifests));
        all.addAll(List.of(arguments));
        return new Desk(folder).run(all.toArray(String[]::new));
    }

    @Test
    void allowedNamesTheRuleAndItsPlace() {
        Run run = explain("quickstart/client", "quickstart/web:8080");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith("ALLOWED  quickstart/client -> quickstart/web 8080/TCP\n")
                .contains("  egress   no policy isolates quickstart/client for egress\n")
                .containsPattern("  ingress  ingress rule 1 of policy quickstart/web-from-client allows it"
                        + " \\(manifests/quickstart/policies.yaml:\\d+:\\d+\\)\n");
    }

    @Test
    void deniedNamesThePoliciesAndTheNearestRule() {
        Run run = explain("quickstart/client", "quickstart/web:81/tcp");
        assertThat(run.exit()).isZero();
        assertThat(run.out())
                .startsWith("DENIED  quickstart/client -> quickstart/web 81/TCP\n")
                .contains("policy quickstart/default-deny-ingress isolates quickstart/web for ingress")
                .contains("           nearest: port 81/TCP is not in rule 1 of policy quickstart/web-from-client")
                .endsWith("  egress   would allow it\n"
                        + "  enforced quickstart/client: host (the host sees the packets of its bridges)\n"
                        + "  enforced quickstart/web: host (the host sees the packets of its bridges)\n");
    }

    @Test
    void withoutAPortEachThatIsDeclared() {
        assertThat(explain("quickstart/client", "quickstart/web").out())
                .startsWith("ALLOWED  ")
                .contains(" 8080/TCP\n");
        assertThat(explain("quickstart/client", "kube-system/dns-quickstart").out())
                .contains(" 53/TCP\n", "\n\nALLOWED  ", " 53/UDP\n");
        Run none = explain("quickstart/web", "quickstart/client");
        assertThat(none.exit()).isEqualTo(3);
        assertThat(none.err())
                .isEqualTo("podseg: quickstart/client declares no container port: say which port is meant, such as"
                        + " quickstart/client:80/TCP.\n");
        assertThat(explain("quickstart/web", "fd00::1").err())
                .isEqualTo(
                        "podseg: fd00::1 is an address outside: say which port is meant, such as [fd00::1]:80/TCP.\n");
    }

    @Test
    void portsHaveNamesToo() {
        assertThat(explain("quickstart/client", "quickstart/web:http").out()).contains(" 8080/TCP\n");
        assertThat(explain("quickstart/client", "quickstart/web:htpt").err())
                .isEqualTo("podseg: quickstart/web declares no container port named htpt, did you mean \"http\"?\n");
        assertThat(explain("quickstart/client", "quickstart/web:http/udp").exit())
                .isEqualTo(3);
        assertThat(explain("quickstart/client", "quickstart/web:70000").err()).contains("port 70000 does not exist");
        assertThat(explain("quickstart/client:80", "quickstart/web").err())
                .contains("the source of a connection has no port");
    }

    @Test
    void addressesMeanTheirPodsElseTheOutside() {
        assertThat(explain("10.89.60.11", "10.89.60.10:8080").out()).contains("quickstart/");
        assertThat(explain("203.0.113.10", "quickstart/web:8080").out())
                .startsWith("DENIED  203.0.113.10 -> quickstart/web 8080/TCP\n");
        assertThat(explain("quickstart/web", "[2001:db8::1]:80/udp").out())
                .contains("quickstart/web -> 2001:db8::1 80/UDP\n");
    }

    @Test
    void unknownNamesGetSuggestions() {
        Run run = explain("quickstart/clinet", "web:8080");
        assertThat(run.exit()).isEqualTo(3);
        assertThat(run.out()).isEmpty();
        assertThat(run.err())
                .isEqualTo(
                        "podseg: there is no pod quickstart/clinet in the manifests; did you mean quickstart/client?\n"
                                + "podseg: there is no pod default/web in the manifests; did you mean quickstart/web?\n");
        assertThat(explain("quickstart/client", "nowhere/zzzzzzz:1").err())
                .contains("podseg matrix shows which there are");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ":80", "a:b:c", "[x]:80", "web:80/icmp", "[fd00::1", "web:", "[10.0.0.1:80"})
    void nonsenseIsAUsageError(String end) {
        assertThat(explain("quickstart/client", end).exit()).isEqualTo(3);
    }

    @Test
    void targetsAreRead() {
        assertThat(Target.parse("fd00::1")).contains(new Target("fd00::1", Optional.empty(), Optional.empty()));
        assertThat(Target.parse("[fd00::1]:80/sctp"))
                .contains(new Target("fd00::1", Optional.of("80"), Optional.of(Protocol.SCTP)));
        assertThat(Target.parse("10.0.0.1:http"))
                .contains(new Target("10.0.0.1", Optional.of("http"), Optional.empty()));
    }

    @Test
    void dataOfOnePortStandAtTheTop() throws Exception {
        JsonNode tree = JSON.readTree(explain("quickstart/stranger", "quickstart/web:8080", "-o", "json")
                .out());
        assertThat(tree.path("schema").asText()).isEqualTo("podseg.io/explain/v1");
        assertThat(tree.path("allowed").isBoolean()).isTrue();
        assertThat(tree.path("allowed").asBoolean()).isFalse();
        assertThat(tree.path("port").asInt()).isEqualTo(8080);
        JsonNode nearest = tree.path("reasons").get(tree.path("reasons").size() - 1);
        assertThat(nearest.path("kind").asText()).isEqualTo("nearest");
        assertThat(nearest.path("direction").asText()).isEqualTo("ingress");
        assertThat(nearest.path("policy").asText()).isEqualTo("quickstart/web-from-client");
        assertThat(nearest.path("rule").asInt()).isEqualTo(1);
        assertThat(nearest.path("source").asText()).startsWith("manifests/quickstart/policies.yaml:");
    }

    @Test
    void dataOfSeveralPortsAreAList() throws Exception {
        JsonNode tree = JSON.readTree(explain("quickstart/client", "kube-system/dns-quickstart", "-o", "json")
                .out());
        assertThat(tree.path("allowed").asBoolean()).isTrue();
        assertThat(tree.path("answers")).hasSize(2);
        assertThat(tree.path("answers").get(1).path("protocol").asText()).isEqualTo("UDP");
        assertThat(tree.has("reasons")).isFalse();
    }

    @Test
    void itAgreesWithTheMatrix() throws Exception {
        String manifests = "manifests/secure-web";
        JsonNode matrix = JSON.readTree(new Desk(folder)
                .run(
                        "matrix",
                        "-f",
                        manifests,
                        "-o",
                        "json",
                        "--port",
                        "80",
                        "--port",
                        "5432",
                        "--external",
                        "203.0.113.10")
                .out());
        assertThat(matrix.path("flows").size()).isGreaterThan(20);
        for (JsonNode flow : matrix.path("flows")) {
            String to = flow.path("to").asText() + ":" + flow.path("port").asText() + "/"
                    + flow.path("protocol").asText();
            JsonNode tree = JSON.readTree(explainIn(manifests, flow.path("from").asText(), to, "-o", "json")
                    .out());
            assertThat(tree.path("allowed").asBoolean())
                    .as("%s", flow)
                    .isEqualTo(flow.path("allowed").asBoolean());
            assertThat(tree.path("reasons")).as("%s", flow).isNotEmpty();
        }
    }
}
