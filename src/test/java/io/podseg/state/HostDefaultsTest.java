package io.podseg.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.manifest.FolderSource;
import io.podseg.model.Manifest;
import io.podseg.model.SecurityProfile;
import io.podseg.reconcile.ManifestSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Profiles that are marked for the host, as settings of containers.conf, and what those cannot say. */
class HostDefaultsTest {
    @TempDir
    Path folder = Path.of("");

    private ManifestSource.Loaded load(String defaults) throws IOException {
        Files.writeString(folder.resolve("host.yaml"), """
                apiVersion: podseg.io/v1alpha1
                kind: SecurityProfile
                metadata: {name: host}
                spec:
                  host: true
                  defaults:
                    %s
                """.formatted(defaults));
        return new FolderSource(List.of(folder)).load();
    }

    private List<String> problems(String defaults) throws IOException {
        return load(defaults).diagnostics().stream()
                .map(problem -> problem.toString().replace(folder.toString(), ""))
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "capabilities: {drop: [ALL], add: [SETUID, CHOWN]}|default_capabilities|[\"CHOWN\",\"SETUID\"]",
                "capabilities: {drop: [ALL]}|default_capabilities|[]",
                "userNamespace: {mode: auto}|userns|\"auto\"",
                "userNamespace: {mode: auto, size: 4096}|userns|\"auto:size=4096\"",
                "userNamespace: {mode: keep-id}|userns|\"keep-id\"",
                "userNamespace: {mode: nomap}|userns|\"nomap\"",
                "userNamespace: {mode: host}|userns|\"host\"",
                "resources: {pids: 100}|pids_limit|100",
                "resources: {ulimits: [{name: nofile, soft: 10, hard: 20}]}|default_ulimits|[\"nofile=10:20\"]",
                "readOnlyRootFilesystem: true|read_only|true",
                "seccompProfile: {type: Unconfined}|seccomp_profile|\"unconfined\"",
                "appArmorProfile: {type: Localhost, localhostProfile: mine}|apparmor_profile|\"mine\"",
                "appArmorProfile: {type: Unconfined}|apparmor_profile|\"unconfined\"",
            })
    void whatContainersConfSays(String defaults, String name, String value) throws IOException {
        assertThat(problems(defaults)).isEmpty();
        SecurityProfile profile = load(defaults).declarations().profiles().stream()
                .map(Manifest::object)
                .findFirst()
                .orElseThrow();
        assertThat(HostDefaults.of(profile).settings()).hasSize(1).containsEntry(HostDefaults.key(name), value);
    }

    @Test
    void aSeccompProfileIsASettingOfItsOwn() throws IOException {
        SecurityProfile profile =
                load("seccompProfile: {inline: {defaultAction: SCMP_ACT_ALLOW}}").declarations().profiles().stream()
                        .map(Manifest::object)
                        .findFirst()
                        .orElseThrow();
        assertThat(HostDefaults.of(profile).settings().get(HostDefaults.key("seccomp_profile")))
                .startsWith("{")
                .contains("SCMP_ACT_ALLOW");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "capabilities: {drop: [NET_RAW]}|write drop: [ALL]",
                "allowPrivilegeEscalation: false|containers.conf has nothing of that kind",
                "runAsNonRoot: true|without host: true",
                "runAsUser: 1|without host: true",
                "runAsGroup: 1|without host: true",
                "seLinuxOptions: {type: t}|without host: true",
                "tmpfs: [{path: /tmp}]|without host: true",
                "userNamespace: {mode: mapped, uidMappings: [{containerId: 0, hostId: 100000, size: 65536}]}|use mode auto",
                "resources: {memory: 512Mi}|set-property machine.slice MemoryMax=",
                "resources: {cpu: 1}|machine.slice",
                "resources: {memorySwap: -1}|without host: true",
                "resources: {memoryReservation: 1Gi}|without host: true",
                "resources: {cpuShares: 512}|without host: true",
                "resources: {cpus: 0-1}|without host: true",
                "resources: {blockIO: {weight: 100}}|without host: true",
                "restart: {maxRetries: 3}|without host: true",
                "hostIP: 127.0.0.1|without host: true",
                "healthCheck: {exec: {command: [a]}}|without host: true",
            })
    void whatItCannotSayIsAnErrorAtItsPlaceThatNamesTheAlternative(String defaults, String way) throws IOException {
        assertThat(problems(defaults))
                .anySatisfy(problem ->
                        assertThat(problem).startsWith("/host.yaml:7:").contains(way));
    }

    @Test
    void aProfileForPodsSetsNothing() throws IOException {
        Files.writeString(folder.resolve("host.yaml"), """
                apiVersion: podseg.io/v1alpha1
                kind: SecurityProfile
                metadata: {name: pods}
                spec: {defaults: {resources: {memory: 1Gi, pids: 5}}}
                """);
        ManifestSource.Loaded loaded = new FolderSource(List.of(folder)).load();
        assertThat(loaded.diagnostics()).isEmpty();
        assertThat(loaded.declarations().profiles())
                .hasSize(1)
                .allMatch(
                        profile -> HostDefaults.of(profile.object()).settings().isEmpty());
    }
}
