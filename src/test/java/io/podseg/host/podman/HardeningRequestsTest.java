package io.podseg.host.podman;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.podseg.desired.Compiler;
import io.podseg.desired.Known;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Diagnostic;
import io.podseg.model.Hardening.IdMapping;
import io.podseg.model.Hardening.UserNamespace;
import io.podseg.model.Hardening.UserNamespace.Mode;
import io.podseg.state.PodSettings;
import io.podseg.state.PodSettings.Namespaces;
import io.podseg.state.PodSpec;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** What Podman is told of the pods in manifests that use every mechanism. */
class HardeningRequestsTest {
    private static final Path FILES = Path.of("/state/files");

    private static JsonNode json(Object request) throws JsonProcessingException {
        return Json.MAPPER.readTree(Json.write(request));
    }

    private static PodSpec pod(String folder) {
        var loaded = new FolderSource(List.of(Path.of(folder))).load();
        assertThat(loaded.diagnostics().stream().filter(Diagnostic::isError)).isEmpty();
        return Compiler.compile(loaded.declarations(), Known.NOTHING)
                .pods()
                .values()
                .iterator()
                .next();
    }

    private static JsonNode container(PodSpec pod) throws JsonProcessingException {
        var container = pod.containers().getFirst();
        return json(PodRequests.container(pod, container, PodRequests.OnHost.of(container), FILES));
    }

    @Test
    void everyMechanismIsInTheRequest() throws JsonProcessingException {
        PodSpec pod = pod("src/test/resources/lab/manifests/hardened");
        JsonNode request = container(pod);
        assertThat(request.at("/resource_limits").toString())
                .isEqualTo(
                        "{\"memory\":{\"limit\":67108864,\"reservation\":33554432,\"swap\":100663296},"
                                + "\"cpu\":{\"shares\":256,\"quota\":50000,\"period\":100000,\"cpus\":\"0\"},\"pids\":{\"limit\":50}}");
        assertThat(request.at("/throttleReadBpsDevice").toString()).isEqualTo("{\"/dev/loop0\":{\"rate\":10000000}}");
        assertThat(request.at("/throttleWriteBpsDevice").toString()).isEqualTo("{\"/dev/loop0\":{\"rate\":20000000}}");
        assertThat(request.at("/throttleReadIOPSDevice").toString()).isEqualTo("{\"/dev/loop0\":{\"rate\":1000}}");
        assertThat(request.at("/throttleWriteIOPSDevice").toString()).isEqualTo("{\"/dev/loop0\":{\"rate\":2000}}");
        assertThat(request.at("/restart_policy").asText()).isEqualTo("on-failure");
        assertThat(request.at("/restart_tries").asInt()).isEqualTo(2);
        assertThat(request.at("/mounts").toString())
                .isEqualTo("[{\"type\":\"tmpfs\",\"source\":\"tmpfs\",\"destination\":\"/open\","
                        + "\"options\":[\"rw\",\"size=1048576\",\"exec\",\"suid\",\"dev\",\"mode=0750\"]},"
                        + "{\"type\":\"tmpfs\",\"source\":\"tmpfs\",\"destination\":\"/shut\","
                        + "\"options\":[\"rw\",\"mode=1777\",\"size=2097152\",\"noexec\",\"nosuid\",\"nodev\"]}]");
        assertThat(request.at("/seccomp_profile_path").asText())
                .matches("/state/files/more_limits/seccomp-[0-9a-f]{16}/seccomp.json");
        JsonNode users = json(PodRequests.pod(pod, Quirks.NONE));
        assertThat(users.at("/userns").toString()).isEqualTo("{\"nsmode\":\"private\"}");
        assertThat(users.at("/idmappings").toString())
                .isEqualTo("{\"AutoUserNs\":false,\"UIDMap\":[{\"container_id\":0,\"host_id\":300000,\"size\":1000}],"
                        + "\"GIDMap\":[{\"container_id\":0,\"host_id\":400000,\"size\":1000}]}");
        assertThat(PodRequests.folders(pod)).hasSize(1);
    }

    /** Podman's issue 16062: where 4.3 looks for the size itself, all of Podman may stop for good. */
    @ParameterizedTest
    @CsvSource({"4.3.1, 65534", "4.0.2, 65534", "4.4.0, ''", "4.9.3, ''", "5.4.2, ''"})
    void aUserNamespaceOfPodmansChoiceHasASizeWherePodmanMustNotLookForOne(String version, String size)
            throws JsonProcessingException {
        assertThat(autoSize(Optional.empty(), version)).isEqualTo(size);
        assertThat(autoSize(Optional.of(4096L), version)).isEqualTo("4096");
    }

    private static String autoSize(Optional<Long> size, String version) throws JsonProcessingException {
        return json(SettingsRequests.pod(
                        withUsers(new UserNamespace(Mode.AUTO, size, List.of(), List.of())), Quirks.of(version)))
                .at("/idmappings/AutoUserNsOpts/Size")
                .asText();
    }

    private static PodSettings withUsers(UserNamespace users) {
        PodSettings none = PodSettings.NONE;
        return new PodSettings(
                none.initContainers(),
                none.initType(),
                none.hosts(),
                none.dns(),
                none.sysctls(),
                new Namespaces(false, false, false, false, Optional.of(users)),
                none.infraName(),
                none.annotations(),
                none.maxRetries());
    }

    @ParameterizedTest
    @EnumSource(Mode.class)
    void eachUserNamespaceHasPodmansName(Mode mode) throws JsonProcessingException {
        UserNamespace users = new UserNamespace(
                mode,
                mode == Mode.AUTO ? Optional.of(4096L) : Optional.empty(),
                List.of(new IdMapping(0, 1, 2)),
                List.of());
        JsonNode request = json(SettingsRequests.pod(withUsers(users), Quirks.NONE));
        String name = request.at("/userns/nsmode").asText();
        String ids = request.at("/idmappings").toString();
        switch (mode) {
            case HOST -> assertThat(name + ids).isEqualTo("host");
            case KEEP_ID -> assertThat(name + ids).isEqualTo("keep-id");
            // Podman's command line calls it nomap.
            case NOMAP -> assertThat(name + ids).isEqualTo("no-map");
            // Podman takes a size in the name and forgets it.
            case AUTO ->
                assertThat(name + ids).isEqualTo("auto{\"AutoUserNs\":true,\"AutoUserNsOpts\":{\"Size\":4096}}");
            case MAPPED ->
                assertThat(name + ids)
                        .isEqualTo(
                                "private{\"AutoUserNs\":false,\"UIDMap\":[{\"container_id\":0,\"host_id\":1,\"size\":2}],"
                                        + "\"GIDMap\":[{\"container_id\":0,\"host_id\":1,\"size\":2}]}");
        }
    }
}
