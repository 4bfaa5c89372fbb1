package io.podseg.desired;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Hardening.Ulimit;
import io.podseg.model.Hardening.UserNamespace;
import io.podseg.state.ContainerSettings;
import io.podseg.state.ContainerSettings.HostValue;
import io.podseg.state.ContainerSpec;
import io.podseg.state.PodFields;
import io.podseg.state.PodSettings;
import io.podseg.state.PodSpec;
import io.podseg.state.SecretSpec;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fields and annotations of a Pod in the specification that Podman is told. */
class SettingsCompilerTest {
    private static final Path EVERYTHING = Path.of("src/test/resources/cases-manifest/pod-settings-read/in");

    @TempDir
    private Path folder;

    private static Desired compile(Path folder) {
        Declarations declarations = new FolderSource(List.of(folder)).load().declarations();
        return Compiler.compile(declarations, Known.NOTHING);
    }

    private Desired compile(String text) throws IOException {
        Files.writeString(folder.resolve("pod.yaml"), text);
        var loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics().stream().filter(Diagnostic::isError)).isEmpty();
        return Compiler.compile(loaded.declarations(), Known.NOTHING);
    }

    private static PodSpec pod(Desired desired) {
        return desired.pods().values().iterator().next();
    }

    @Test
    void aPodsSettingsAreThoseDeclared() {
        PodSettings settings = pod(compile(EVERYTHING)).settings();
        assertThat(settings.hosts()).containsExactly("db.example:192.0.2.1", "db:192.0.2.1", "db6.example:2001:db8::1");
        assertThat(settings.dns())
                .isEqualTo(new PodSettings.Dns(
                        List.of("192.0.2.53"), List.of("example.com", "svc."), List.of("ndots:2", "rotate")));
        assertThat(settings.sysctls()).isEqualTo(Map.of("net.core.somaxconn", "128", "kernel.shmmax", "1"));
        assertThat(settings.namespaces().users()).contains(UserNamespace.of(UserNamespace.Mode.AUTO));
        assertThat(settings.namespaces().sharedProcesses()).isTrue();
        assertThat(settings.initType()).isEqualTo("always");
        assertThat(settings.infraName()).contains("everything-infra");
        assertThat(settings.annotations()).containsEntry("example.com/free", "true");
        assertThat(settings.initContainers())
                .extracting(ContainerSpec::podmanName)
                .containsExactly("everything-first");
    }

    @Test
    void aContainersSettingsAreThoseDeclared() {
        PodSpec pod = pod(compile(EVERYTHING));
        ContainerSpec main = pod.containers().getFirst();
        ContainerSettings settings = main.settings();
        assertThat(settings.bounds().ulimits())
                .containsExactly(new Ulimit("nofile", 1024, 2048), new Ulimit("nproc", -1, -1));
        assertThat(settings.bounds().pids()).contains(-1L);
        assertThat(settings.bounds().cpus()).contains("0-1,3");
        assertThat(settings.bounds().memoryReservation()).contains(32L << 20);
        assertThat(settings.confinement())
                .isEqualTo(new ContainerSettings.Confinement(
                        true,
                        false,
                        Optional.of("/var/lib/kubelet/seccomp/profiles/web.json"),
                        Optional.empty(),
                        Optional.empty()));
        assertThat(settings.volumesFrom()).containsExactly("everything-first:ro", "other");
        assertThat(settings.stopSignal()).contains(10);
        assertThat(settings.labels()).isEqualTo(Map.of("io.containers.autoupdate", "disabled"));
        assertThat(main.security().selinux()).containsExactly("type:spc_t");
        assertThat(settings.hostEnv())
                .isEqualTo(Map.of(
                        "NODE",
                        new HostValue(HostValue.Kind.NODE_NAME, 1),
                        "UID",
                        new HostValue(HostValue.Kind.POD_ID, 1),
                        "CPU",
                        new HostValue(HostValue.Kind.CPU_MILLIS, 1000)));
        assertThat(main.env())
                .containsEntry("MEMORY", "32")
                .containsEntry("APP", "web")
                .containsEntry("FREE", "true");
        assertThat(main.env().get("IP"))
                .isEqualTo(pod.attachments().getFirst().addresses().getFirst().toString());
        // The pod's word counts where the container has none: its field, not its annotation.
        assertThat(pod.settings()
                        .initContainers()
                        .getFirst()
                        .settings()
                        .confinement()
                        .seccomp())
                .isEmpty();
        assertThat(pod.settings()
                        .initContainers()
                        .getFirst()
                        .settings()
                        .confinement()
                        .nonRoot())
                .isTrue();
    }

    @Test
    void everySettingIsPartOfTheHash() {
        PodSpec pod = pod(compile(EVERYTHING));
        assertThat(PodFields.of(pod))
                .containsKeys(
                        "initContainers.type",
                        "initContainers[first].image",
                        "hostAliases",
                        "dnsConfig.nameservers",
                        "sysctls[kernel.shmmax]",
                        "userns",
                        "infra.name",
                        "containers[main].tty",
                        "containers[main].env[UID]",
                        "containers[main].ulimits",
                        "containers[main].cpuset",
                        "containers[main].memory-nodes",
                        "containers[main].securityContext.seccompProfile",
                        "containers[main].volumesFrom",
                        "containers[main].lifecycle.stopSignal");
    }

    private static final String SECRET = """
            apiVersion: v1
            kind: Secret
            metadata: {name: s}
            stringData: {password: "a$$b"}
            ---
            """;

    private static String podWith(String container) {
        return SECRET + """
                apiVersion: v1
                kind: Pod
                metadata: {name: p}
                spec:
                  containers:
                  - name: main
                    image: localhost/x:1
                    env:
                    - {name: HOST, value: db}
                    - {name: PASSWORD, valueFrom: {secretKeyRef: {name: s, key: password}}}
                    - {name: ID, valueFrom: {fieldRef: {fieldPath: metadata.uid}}}
                    - {name: LATER, value: "$(NEXT)"}
                    - {name: NEXT, value: x}
                """ + container.indent(4);
    }

    @Test
    void aValueMadeOfASecretIsASecret() throws IOException {
        Desired desired = compile(podWith("""
                - {name: URL, value: "pg://u:$(PASSWORD)@$(HOST)/$$"}
                """));
        ContainerSpec main = pod(desired).containers().getFirst();
        assertThat(main.env()).doesNotContainKey("URL").containsEntry("LATER", "$(NEXT)");
        SecretSpec secret =
                requireNonNull(desired.secrets().get(main.secretEnv().get("URL")));
        assertThat(new String(secret.content().bytes(), StandardCharsets.UTF_8)).isEqualTo("pg://u:a$$b@db/$");
        assertThat(secret.key().toString()).isEqualTo("Secret default/s");
    }

    @Test
    void aCommandLineMayNameVariablesButNoSecret() throws IOException {
        Desired desired = compile(podWith("""
                args: ["--host=$(HOST)", "$$(HOST)", "$(WHO)"]
                """));
        assertThat(desired.diagnostics()).isEmpty();
        assertThat(pod(desired).containers().getFirst().command()).containsExactly("--host=db", "$(HOST)", "$(WHO)");
        Desired bad = compile(podWith("""
                args: ["$(PASSWORD)"]
                command: ["$(ID)"]
                """));
        assertThat(bad.diagnostics()).hasSize(2);
        assertThat(bad.diagnostics().toString())
                .contains("$(PASSWORD) would stand in the container's command line")
                .contains("$(ID) would stand")
                .doesNotContain("a$$b");
    }

    @Test
    void annotationsThatAreFreeDoNotReplaceAPod() throws IOException {
        String text = podWith("tty: true\n");
        String one = PodFields.hash(pod(compile(text)));
        String other = PodFields.hash(pod(compile(text.replace("{name: p}", "{name: p, annotations: {a: b}}"))));
        assertThat(other).isEqualTo(one);
    }
}
