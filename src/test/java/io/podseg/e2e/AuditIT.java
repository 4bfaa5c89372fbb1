package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.podseg.lab.Images;
import io.podseg.lab.Lab;
import io.podseg.lab.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.TestMethodOrder;

/** The audit of what runs: good and bad containers of podseg's and of others, and the host. */
@TestInstance(Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class AuditIT {
    private static final Path FILES = Path.of("src/test/resources/audit").toAbsolutePath();
    private static final String EXEMPT = "podseg.io/audit-exempt.PS10=";
    private static final String EVENT = "/sys/kernel/tracing/events/capability/cap_capable/id";

    /** What the guide's script says, and the check that says it here. */
    private static final Map<String, String> SCRIPT = Map.of(
            "Running in privileged mode", "PS01",
            "Using host network mode", "PS02",
            "Running as root user", "PS06",
            "Writable root filesystem", "PS10",
            "No memory limit set", "PS11");

    /** Podman 5 gives what kube play makes a limit of processes, and its infra container a root that cannot be written. */
    private static final Set<String> OTHERWISE_IN_PODMAN_5 =
            Set.of("PS10 low PodmanPod played (infra)", "PS11 medium PodmanPod played played-main");

    private final Lab lab = Lab.start();
    private final List<JsonNode> first = new ArrayList<>();

    @BeforeAll
    void containers() {
        Pair.apply(lab);
        run("plain", List.of(), "sleep", "1000");
        run(
                "good",
                List.of(
                        "--read-only",
                        "--cap-drop=all",
                        "--security-opt=no-new-privileges",
                        "--user=1000:1000",
                        "--memory=64m",
                        "--cpus=0.5",
                        "--pids-limit=50",
                        "--uidmap=0:100000:65536",
                        "--gidmap=0:100000:65536",
                        "--health-cmd=true",
                        "--restart=on-failure:3",
                        "--network=none"),
                "sleep",
                "1000");
        run(
                "bad",
                List.of(
                        "--privileged",
                        "--network=host",
                        "--pid=host",
                        "--ipc=host",
                        "--uts=host",
                        "-v=/etc:/host/etc",
                        "-v=/run/podman:/run/podman:rshared",
                        "--env=DB_PASSWORD=x",
                        "--restart=always",
                        "--security-opt=seccomp=unconfined",
                        "--security-opt=label=disable"),
                "sleep",
                "1000");
        run(
                "worker",
                List.of(
                        "--label=" + EXEMPT + "writes on purpose",
                        "--cap-add=NET_ADMIN",
                        "--sysctl=net.ipv4.ip_forward=1"),
                "sh",
                "-c",
                "nc -l -p 80 & touch /x; while :; do chown 1 /x; chown 0 /x; sleep 0.1; done");
        lab.podman("commit", "--change=LABEL " + EXEMPT + "trust-me", "plain", "localhost/liar:1")
                .ok();
        lab.podman("run", "-d", "--name=liar", "--network=none", "localhost/liar:1", "sleep", "1000")
                .ok();
        lab.podman("create", "--name=never", "--network=none", "--cap-drop=all", "--user=5:5", Images.BUSYBOX, "true")
                .ok();
        lab.podman("kube", "play", FILES.resolve("kube-play.yaml").toString()).ok();
        lab.run("mount", "-t", "tracefs", "tracefs", "/sys/kernel/tracing");
    }

    private void run(String name, List<String> options, String... command) {
        List<String> words = new ArrayList<>(List.of("run", "-d", "--name", name));
        words.addAll(options);
        words.add(Images.BUSYBOX);
        words.addAll(List.of(command));
        lab.podman(words.toArray(String[]::new)).ok();
    }

    @AfterAll
    void close() {
        lab.close();
    }

    /** AppArmor, which not every machine has, is left out. */
    private List<JsonNode> audit(String... more) throws IOException {
        List<String> words =
                new ArrayList<>(List.of("audit", "--live", "--exclude", "PS09", "--fail-on", "none", "-o", "json"));
        words.addAll(List.of(more));
        Result result = lab.podseg(words.toArray(String[]::new)).ok();
        List<JsonNode> findings = new ArrayList<>();
        JsonMapper.builder().build().readTree(result.stdout()).get("findings").forEach(findings::add);
        return findings;
    }

    /** What was found before anything was changed. */
    private List<JsonNode> atFirst() throws IOException {
        if (first.isEmpty()) {
            first.addAll(audit());
        }
        return first;
    }

    private static String line(JsonNode finding) {
        JsonNode object = finding.get("object");
        String namespace = object.get("namespace").asText();
        return finding.get("check").asText() + " " + finding.get("severity").asText() + " "
                + object.get("kind").asText() + " " + (namespace.isEmpty() ? "" : namespace + "/")
                + object.get("name").asText()
                + (object.has("container") ? " " + object.get("container").asText() : "")
                + (finding.has("exemption") ? " exempt" : "");
    }

    @Test
    @Order(1)
    void everythingIsFoundAndNothingElse() throws IOException {
        Path file = FILES.resolve("live.expected");
        TreeSet<String> lines =
                new TreeSet<>(atFirst().stream().map(AuditIT::line).toList());
        lines.removeAll(OTHERWISE_IN_PODMAN_5);
        String found = String.join("\n", lines) + "\n";
        if (Boolean.getBoolean("podseg.update")) {
            Files.writeString(file, found);
        }
        assertThat(found).isEqualTo(Files.readString(file));
    }

    /** An image may say of itself what it likes: who starts a container decides what is accepted. */
    @Test
    @Order(2)
    void noImageExemptsItself() throws IOException {
        List<String> lines = atFirst().stream().map(AuditIT::line).toList();
        assertThat(lines).contains("PS10 medium Container liar liar", "PS10 medium Container worker worker exempt");
    }

    @Test
    @Order(3)
    void nothingIsMissedThatTheScriptOfTheGuideFinds() throws IOException {
        List<JsonNode> findings = atFirst();
        Map<String, String> pods = new HashMap<>();
        for (String line : lab.podman("ps", "--pod", "--format", "{{.Names}}/{{.PodName}}")
                .ok()
                .lines()) {
            pods.put(line.split("/", 2)[0], line.split("/", 2)[1]);
        }
        List<String> missed = new ArrayList<>();
        int found = 0;
        String container = "";
        for (String line : lab.run(
                        "bash", FILES.resolve("audit-podman-security.sh").toString())
                .ok()
                .lines()) {
            if (line.startsWith("Container: ")) {
                container = line.substring("Container: ".length());
            } else if (line.startsWith("[CRITICAL] ") || line.startsWith("[WARNING] ")) {
                found++;
                String check = SCRIPT.getOrDefault(line.substring(line.indexOf(' ') + 1), "unknown");
                String name = container;
                if (findings.stream()
                        .noneMatch(finding -> finding.get("check").asText().equals(check)
                                && (!check.equals("PS11")
                                        || finding.get("message").asText().contains("memory"))
                                && isAbout(finding.get("object"), name, pods.getOrDefault(name, "")))) {
                    missed.add(container + ": " + line);
                }
            }
        }
        assertThat(missed).isEmpty();
        assertThat(pods).containsKeys("bad", "plain", "good", "worker", "liar", "played-main", "pair_client-main");
        assertThat(found).as("the script looked at all of them").isGreaterThan(20);
    }

    /** Findings about a pod as a whole name no container. */
    private static boolean isAbout(JsonNode object, String container, String pod) {
        String namespace = object.get("namespace").asText();
        String name = (namespace.isEmpty() || namespace.equals("default") ? "" : namespace + "_")
                + object.get("name").asText();
        String inside = object.path("container").asText();
        boolean same = inside.isEmpty()
                || inside.equals(container)
                || (pod + "-" + inside).equals(container)
                || inside.equals("(infra)") && container.endsWith("-infra");
        return name.equals(pod.isEmpty() ? container : pod) && same;
    }

    /** Where the kernel can tell, what was used; what is listened on shows without it. */
    @Test
    @Order(4)
    void capabilitiesThatNobodyUsesAreToldAndASmallerSetProposed() throws IOException {
        boolean tells = lab.run("test", "-r", EVENT).exit() == 0;
        Map<String, String> messages = new HashMap<>();
        audit("--include", "PS36", "--observe", "2s")
                .forEach(finding -> messages.put(
                        finding.get("object").get("name").asText(),
                        finding.get("message").asText()));
        assertThat(messages).doesNotContainKeys("good", "bad", "never", "played");
        assertThat(messages.get("worker"))
                .contains("is granted CHOWN, ")
                .contains("NET_BIND_SERVICE is needed: it listens");
        if (tells) {
            assertThat(messages.get("worker"))
                    .contains("CHOWN is needed: used ")
                    .contains("held and not used in ")
                    .endsWith("smaller set: {drop: [ALL], add: [CHOWN, NET_BIND_SERVICE]}");
            assertThat(messages.get("plain")).endsWith("smaller set: {drop: [ALL]}");
        } else {
            assertThat(messages).doesNotContainKey("plain");
        }
    }

    /** Here the bad luck begins: what was as declared is no longer. */
    @Test
    @Order(5)
    void whatIsNotInForceIsTold() throws IOException {
        lab.podman("exec", "-d", "--privileged", "liar", "sleep", "1000").ok();
        lab.dropHostLayer();
        lab.run("chmod", "0666", Lab.SOCKET).ok();
        lab.run("chmod", "0646", "/etc/containers/policy.json").ok();
        lab.runWithInput(
                        "[[registry]]\nprefix = \"localhost\"\nlocation = \"localhost\"\ninsecure = true\n",
                        "tee",
                        "/etc/containers/registries.conf")
                .ok();
        List<JsonNode> findings = audit("--include", "PS21,PS28,PS31,PS32");
        assertThat(findings.stream().map(AuditIT::line))
                .contains(
                        "PS21 high Host host",
                        "PS21 high Container plain plain",
                        "PS28 high Host host",
                        "PS31 high Container liar liar",
                        "PS32 high Host host");
        assertThat(findings.stream().map(finding -> finding.get("message").asText()))
                .anyMatch(
                        message -> message.contains(Lab.SOCKET + " (socket of Podman's API service) has the mode 0666"))
                .anyMatch(message -> message.contains("policy.json (policy for images) has the mode 0646"))
                .anyMatch(message -> message.contains("has capabilities that the container was not given: ")
                        && message.contains("SYS_ADMIN"))
                .anyMatch(message -> message.startsWith("not as podseg last wrote it: Jump IPv4"));
    }

    @Test
    @Order(6)
    void whatIsDeclaredNowIsComparedWithTheRulesInForce() throws IOException {
        lab.podseg("apply", "--yes", "-f", Manifests.PAIR.path()).ok();
        assertThat(audit("--include", "PS32", "-f", Manifests.PAIR.path())).isEmpty();
        declaredAndNotKept();
        for (String table : List.of("mangle", "raw")) {
            lab.run("ip6tables", "-t", table, "-F").ok();
        }
        assertThat(audit("--include", "PS34").stream().map(AuditIT::line)).containsExactly("PS34 critical Host host");
    }

    /** One kernel has SELinux or AppArmor, never both. */
    private void declaredAndNotKept() throws IOException {
        lab.runWithInput("""
                        apiVersion: v1
                        kind: Pod
                        metadata: {name: labelled}
                        spec:
                          containers:
                          - name: main
                            image: "%s"
                            securityContext:
                              seLinuxOptions: {level: "s0:c1,c2"}
                              appArmorProfile: {type: Localhost, localhostProfile: mine}
                        """.formatted(Images.BUSYBOX), "tee", "/run/lab/labelled.yaml")
                .ok();
        List<JsonNode> found = audit("--include", "PS31", "-f", "/run/lab/labelled.yaml").stream()
                .filter(finding -> finding.get("origin").asText().equals("manifests"))
                .toList();
        assertThat(found.stream().map(AuditIT::line)).contains("PS31 high Pod default/labelled");
        assertThat(found.getFirst().get("position").get("file").asText()).isEqualTo("/run/lab/labelled.yaml");
    }

    /** A namespace in which the hook cannot read, a pod that has lost its rules, and a hook that is gone. */
    @Test
    @Order(7)
    void whatTheHookCannotKeepIsTold() throws IOException {
        shell("echo containers:2000000:131072 > /run/lab/ids && mount --bind /run/lab/ids /etc/subuid"
                + " && mount --bind /run/lab/ids /etc/subgid");
        run(
                "layered",
                List.of("--userns=auto:size=1024", "--network=none", "--annotation=io.podseg.layer=pod"),
                "sleep",
                "1000");
        lab.podseg("hook", "install");
        // A service reads its settings when it starts.
        lab.restartService();
        String pair = Files.readString(Path.of(Manifests.PAIR.path(), "pair.yaml"));
        lab.runWithInput(
                        pair.replaceFirst(
                                "  name: pair\n", "  name: pair\n  annotations: {podseg.io/pod-layer: \"true\"}\n"),
                        "tee",
                        "/run/lab/layered.yaml")
                .ok();
        lab.podseg("apply", "--yes", "-f", "/run/lab/layered.yaml").ok();
        // Podman 4 tells no difference between ids that it chose itself and ids that were given.
        Set<String> layered = lab.podman("version", "--format", "{{.Client.Version}}")
                        .ok()
                        .text()
                        .startsWith("4.")
                ? Set.of()
                : Set.of("PS35 high Container layered");
        assertThat(hookFindings()).containsExactlyInAnyOrderElementsOf(layered);

        shell("nsenter -t $(podman inspect --type container --format '{{.State.Pid}}' " + Pair.SERVER
                + ") -n iptables -t mangle -F");
        shell("printf '[containers]\\nuserns = \"auto\"\\n' > /etc/containers/containers.conf.d/zz-users.conf");
        assertThat(hookFindings())
                .containsExactlyInAnyOrderElementsOf(and(layered, "PS33 high Pod pair/server", "PS35 high Host host"));

        shell("rm /etc/containers/containers.conf.d/zz-users.conf /var/lib/podseg/hook/podseg-hook");
        assertThat(hookFindings())
                .containsExactlyInAnyOrderElementsOf(and(layered, "PS33 high Host host", "PS33 high Pod pair/server"));
    }

    private void shell(String script) {
        lab.run("sh", "-c", script).ok();
    }

    private static List<String> and(Set<String> some, String... more) {
        return Stream.concat(some.stream(), Stream.of(more)).toList();
    }

    private List<String> hookFindings() throws IOException {
        return audit("--include", "PS33,PS35").stream()
                .map(AuditIT::line)
                .sorted()
                .toList();
    }
}
