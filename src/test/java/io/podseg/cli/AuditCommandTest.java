package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import io.podseg.audit.checks.Checks;
import io.podseg.cli.Desk.Run;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

class AuditCommandTest {
    private static final String GOOD = "src/test/resources/audit/good.yaml";
    private static final String BAD = "src/test/resources/audit/bad.yaml";
    private static final Path EXPECTED = Path.of("src/test/resources/audit/bad.expected");

    @TempDir
    Path folder = Path.of("");

    private Desk desk = new Desk(folder);

    @BeforeEach
    void sitDown() {
        desk = new Desk(folder);
    }

    @Test
    void whatIsHardenedHasNoFinding() {
        Run run = desk.run("audit", "-f", GOOD);
        assertThat(run.out()).startsWith("Nothing found (");
        assertThat(run.err()).isEmpty();
        assertThat(run.exit()).isZero();
        assertThat(desk.opened).isZero();
    }

    @Test
    void everythingThatIsNotIsFoundAndNothingElse() throws IOException {
        Run run = desk.run("audit", "-f", BAD, "-o", "json");
        assertThat(run.err()).isEmpty();
        List<String> found = new ArrayList<>();
        for (JsonNode finding : json(run).get("findings")) {
            JsonNode object = finding.get("object");
            found.add(String.join(
                    " ",
                    finding.get("check").asText(),
                    finding.get("severity").asText(),
                    object.get("kind").asText() + "/" + object.get("name").asText()
                            + (object.has("container")
                                    ? "/" + object.get("container").asText()
                                    : ""),
                    finding.get("position").get("line").asText(),
                    finding.get("profiles").toString(),
                    finding.has("exemption") ? "exempt" : "open",
                    finding.get("message").asText()));
        }
        String text = String.join("\n", found) + "\n";
        if (Boolean.getBoolean("podseg.update")) {
            Files.writeString(EXPECTED, text);
        }
        assertThat(text).isEqualTo(Files.readString(EXPECTED));
        assertThat(run.exit()).isZero();
    }

    /** It runs since all others are accepted: nobody has said that this registry is to be trusted. */
    @Test
    void anImageThatNoImagePolicyNamesIsTold() {
        Path file = desk.manifest("images.yaml", """
                apiVersion: podseg.io/v1alpha1
                kind: ImagePolicy
                metadata: {name: trusted}
                spec: {others: accept, scopes: [{name: registry.example.org}]}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: web}
                spec:
                  containers:
                  - {name: known, image: "registry.example.org/a:1"}
                  - {name: built, image: "localhost/a:1"}
                  - {name: strange, image: "elsewhere.example.org/a:1"}
                """);
        Run run = desk.run("audit", "-f", file.toString(), "--include", "PS21");
        assertThat(run.out())
                .contains("medium", "container strange", "images.yaml:13:", "no ImagePolicy names")
                .doesNotContain("container known", "container built");
    }

    @Test
    void sarifIsValidByItsOfficialSchemaAndPointsAtTheLine() throws IOException {
        JsonNode log = json(desk.run("audit", "-f", BAD, "-o", "sarif"));
        assertThat(schemaErrors(log)).isEmpty();
        JsonNode run = log.at("/runs/0");
        List<String> rules = new ArrayList<>();
        run.at("/tool/driver/rules").forEach(rule -> rules.add(rule.get("id").asText()));
        assertThat(rules).containsExactlyElementsOf(new TreeSet<>(Checks.ids()));
        JsonNode sysAdmin = result(run, "SYS_ADMIN");
        assertThat(rules.get(sysAdmin.get("ruleIndex").asInt())).isEqualTo("PS04");
        assertThat(sysAdmin.get("level").asText()).isEqualTo("error");
        assertThat(sysAdmin.at("/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .isEqualTo(BAD);
        String line = Files.readAllLines(Path.of(BAD))
                .get(sysAdmin.at("/locations/0/physicalLocation/region/startLine")
                                .asInt()
                        - 1);
        assertThat(line).contains("SYS_ADMIN");
        assertThat(result(run, "may use all memory", "capable")
                        .at("/suppressions/0/justification")
                        .asText())
                .isEqualTo("measured in the load test of May, limits follow");
        assertThat(sysAdmin.get("suppressions")).isEmpty();
    }

    @Test
    void theSchemaFindsWhatIsNoSarif() throws IOException {
        assertThat(schemaErrors(new ObjectMapper().readTree("{\"version\":\"2.1.0\",\"runs\":[{}]}")))
                .isNotEmpty();
    }

    @Test
    void sarifOfNothingIsValidToo() throws IOException {
        JsonNode log = json(desk.run("audit", "-f", GOOD, "-o", "sarif"));
        assertThat(schemaErrors(log)).isEmpty();
        assertThat(log.at("/runs/0/results")).isEmpty();
    }

    @Test
    void junitHasAFailureForEachOpenFindingAndSkipsWhatIsExempt() throws Exception {
        Document xml = xml(desk.run("audit", "-f", BAD, "-o", "junit"));
        JsonNode findings = json(desk.run("audit", "-f", BAD, "-o", "json")).get("findings");
        int exempt = 0;
        for (JsonNode finding : findings) {
            exempt += finding.has("exemption") ? 1 : 0;
        }
        assertThat(exempt).isPositive();
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(findings.size() - exempt);
        assertThat(xml.getElementsByTagName("skipped").getLength()).isEqualTo(exempt);
        assertThat(xml.getElementsByTagName("testsuite").getLength())
                .isEqualTo(Checks.ids().size());
        assertThat(xml.getDocumentElement().getAttribute("tests"))
                .isEqualTo(Integer.toString(xml.getElementsByTagName("testcase").getLength()));
    }

    @Test
    void hostileTextsBreakNoFormat() throws Exception {
        Path hostile = desk.manifest("a b%41#c.yaml", """
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  annotations:
                    podseg.io/audit-exempt.PS10: "because ]]> <b> & \\x01\\u202e \\\"quoted\\\" \\ud83d\\ude00"
                spec:
                  containers:
                    - name: main
                      image: "localhost/a:1"
                      env: [{name: "DB_PASSWORD", value: "very-secret]]>value"}]
                """.replace("\\\\", "\\"));
        for (String format : List.of("table", "json", "sarif", "junit")) {
            Run run = desk.run("audit", "-f", hostile.toString(), "-o", format);
            assertThat(run.err()).isEmpty();
            assertThat(run.out()).doesNotContain("very-secret]]>value").doesNotContain("\u0001");
        }
        JsonNode log = json(desk.run("audit", "-f", hostile.toString(), "-o", "sarif"));
        assertThat(schemaErrors(log)).isEmpty();
        assertThat(log.at("/runs/0/results/0/locations/0/physicalLocation/artifactLocation/uri")
                        .asText())
                .startsWith("file:///")
                .endsWith("/a%20b%2541%23c.yaml");
        assertThat(xml(desk.run("audit", "-f", hostile.toString(), "-o", "junit"))
                        .getElementsByTagName("skipped")
                        .getLength())
                .isEqualTo(1);
    }

    @Test
    void failsOnlyFromTheThresholdOn() {
        Path plain = desk.manifest("plain.yaml", """
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec: {containers: [{name: main, image: "localhost/a:1"}]}
                """);
        assertThat(desk.run("audit", "-f", BAD).exit()).isZero();
        assertThat(desk.run("audit", "-f", plain.toString(), "--fail-on", "high")
                        .exit())
                .isZero();
        assertThat(desk.run("audit", "-f", BAD, "--fail-on", "critical").exit()).isEqualTo(ExitCode.FAILED);
        assertThat(desk.run("audit", "-f", plain.toString(), "--fail-on", "medium")
                        .exit())
                .isEqualTo(ExitCode.FAILED);
        assertThat(desk.run("audit", "-f", BAD, "--fail-on", "none").exit()).isZero();
        assertThat(desk.run("audit", "-f", BAD, "--fail-on", "critical", "--include", "PS05")
                        .exit())
                .isZero();
    }

    @Test
    void onlyTheChecksThatAreAskedForAreMade() throws IOException {
        assertThat(checks("--include", "PS01,ps04")).containsExactly("PS01", "PS04");
        assertThat(checks("--exclude", "PS01")).doesNotContain("PS01").contains("PS04", "PS10");
        Run unknown = desk.run("audit", "-f", BAD, "--exclude", "PS1");
        assertThat(unknown.exit()).isEqualTo(ExitCode.INVALID);
        assertThat(unknown.err()).contains("there is no check \"PS1\"");
        assertThat(desk.run("audit", "-f", BAD, "--include", "PS01", "--exclude", "PS01")
                        .exit())
                .isEqualTo(ExitCode.INVALID);
    }

    @Test
    void profilesAreWhatTheirStandardsSay() throws IOException {
        assertThat(checks("--profile", "baseline"))
                .containsExactly(
                        "PS01", "PS02", "PS04", "PS07", "PS08", "PS09", "PS12", "PS13", "PS14", "PS15", "PS16", "PS17",
                        "PS37");
        assertThat(checks("--profile", "restricted"))
                .contains("PS03", "PS05", "PS06")
                .doesNotContain("PS10", "PS11");
        assertThat(checks("--profile", "cis"))
                .contains("PS10", "PS11", "PS23", "PS30")
                .doesNotContain("PS17", "PS19");
    }

    @Test
    void anExemptionNeedsAReasonAndACheck() {
        Path bad = desk.manifest("bad.yaml", """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  annotations: {podseg.io/audit-exempt.PS10: " "}
                ---
                apiVersion: v1
                kind: Pod
                metadata:
                  name: a
                  annotations: {podseg.io/audit-exempt.PS1O: "writes its cache"}
                spec: {containers: [{name: main, image: "localhost/a:1"}]}
                """);
        Run run = desk.run("audit", "-f", bad.toString());
        assertThat(run.exit()).isEqualTo(ExitCode.INVALID);
        assertThat(run.err())
                .contains("bad.yaml:5:17: annotation \"podseg.io/audit-exempt.PS10\" has no reason")
                .contains("bad.yaml:11:17: annotation \"podseg.io/audit-exempt.PS1O\" names no check of podseg audit,"
                        + " did you mean \"PS10\"?");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void aNamespaceExemptsItsPodsAndTheTableSaysWhy() {
        Path some = desk.manifest("some.yaml", """
                apiVersion: v1
                kind: Namespace
                metadata:
                  name: shop
                  annotations: {podseg.io/audit-exempt.PS01: "the old agent, until spring"}
                ---
                apiVersion: apps/v1
                kind: Deployment
                metadata: {name: agent, namespace: shop}
                spec:
                  selector: {matchLabels: {app: agent}}
                  template:
                    metadata: {labels: {app: agent}}
                    spec:
                      containers: [{name: main, image: "localhost/a:1", securityContext: {privileged: true}}]
                """);
        Run run = desk.run("audit", "-f", some.toString(), "--include", "PS01");
        assertThat(run.out()).isEqualTo("""
                EXEMPT  OBJECT                                 FINDING
                PS01    Deployment shop/agent, container main  runs privileged: it has all capabilities and devices, and no seccomp, SELinux or AppArmor
                                                               because: the old agent, until spring

                Nothing found, 1 exempt (1 check of 1 object).
                """);
        assertThat(run.exit()).isZero();
    }

    @Test
    void aNarrowTerminalGetsItsLinesFolded() {
        for (int width : new int[] {20, 60, 80, 100, 140}) {
            desk.width = width;
            Run run = desk.run("audit", "-f", BAD);
            assertThat(
                            run.out()
                                    .lines()
                                    .filter(
                                            line -> !line.matches(
                                                    "(critical|high|medium|low) .*|.* of [0-9]+ objects.*|SEVERITY.*|EXEMPT.*|PS11 .*")))
                    .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(Math.max(width, 40)));
            assertThat(run.out().replaceAll("\\s+", " "))
                    .contains("has the capability SYS_ADMIN: it may mount file systems and much else,");
        }
    }

    @Test
    void whatAProfileFillsInCountsAndWhatOneDemandsIsTold() throws IOException {
        Path some = desk.manifest("some.yaml", """
                apiVersion: podseg.io/v1alpha1
                kind: SecurityProfile
                metadata: {name: all}
                spec:
                  defaults:
                    capabilities: {drop: [ALL]}
                    allowPrivilegeEscalation: false
                    runAsNonRoot: true
                    readOnlyRootFilesystem: true
                    seccompProfile: {type: RuntimeDefault}
                    userNamespace: {mode: auto}
                    resources: {memory: 64Mi, cpu: 500m, pids: 64}
                    healthCheck: {tcpSocket: {port: 80}}
                    restart: {maxRetries: 3}
                    hostIP: 127.0.0.1
                ---
                apiVersion: podseg.io/v1alpha1
                kind: SecurityProfile
                metadata: {name: strict}
                spec: {level: baseline, mode: audit}
                ---
                apiVersion: v1
                kind: Pod
                metadata: {name: a}
                spec:
                  hostPID: true
                  containers:
                    - {name: main, image: "localhost/a@sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", ports: [{containerPort: 80, hostPort: 8080}]}
                """);
        List<String> found = new ArrayList<>();
        json(desk.run("audit", "-f", some.toString(), "-o", "json", "--exclude", "PS18,PS24,PS26"))
                .get("findings")
                .forEach(finding -> found.add(finding.get("check").asText() + " "
                        + finding.get("severity").asText() + " "
                        + finding.get("message").asText()));
        assertThat(found).hasSize(5);
        assertThat(found.get(0)).startsWith("PS02 high sees the processes of the host");
        assertThat(found.get(1)).startsWith("PS37 high pod has hostPID, which cannot be together");
        assertThat(found.subList(2, 4)).allMatch(text -> text.startsWith("PS37 medium ") && text.contains("strict"));
        assertThat(found.get(4)).isEqualTo("PS15 low publishes port 8080/TCP on 127.0.0.1");
    }

    private Set<String> checks(String... options) throws IOException {
        List<String> arguments = new ArrayList<>(List.of("audit", "-f", BAD, "-o", "json"));
        arguments.addAll(List.of(options));
        Set<String> checks = new TreeSet<>();
        json(desk.run(arguments.toArray(String[]::new)))
                .get("findings")
                .forEach(finding -> checks.add(finding.get("check").asText()));
        return checks;
    }

    private static JsonNode result(JsonNode run, String... words) {
        for (JsonNode result : run.get("results")) {
            String message = result.at("/message/text").asText();
            if (List.of(words).stream().allMatch(message::contains)) {
                return result;
            }
        }
        throw new AssertionError(String.join(" ", words));
    }

    private static List<String> schemaErrors(JsonNode log) throws IOException {
        try (InputStream schema = AuditCommandTest.class.getResourceAsStream("/schemas/sarif-schema-2.1.0.json")) {
            return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V7).getSchema(schema).validate(log).stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    private static Document xml(Run run) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(run.out())));
    }

    private static JsonNode json(Run run) throws IOException {
        assertThat(run.err()).isEmpty();
        return new ObjectMapper().readTree(run.out());
    }
}
