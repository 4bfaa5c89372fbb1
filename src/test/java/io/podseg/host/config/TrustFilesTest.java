package io.podseg.host.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.podseg.reconcile.HostException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.NullMarked;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** policy.json and registries.d: podseg's part comes and goes, and not a byte of the rest changes. */
@NullMarked
class TrustFilesTest {
    private static final String REJECT = "[{\"type\":\"reject\"}]";
    private static final String A = "transports/docker/registry.example.org:5000/team";
    private static final String B = "transports/docker/";
    private static final String C = "transports/oci/";

    @TempDir
    Path root;

    private Path system = Path.of("");
    private Path user = Path.of("");

    @BeforeEach
    void folders() throws IOException {
        system = Files.createDirectory(root.resolve("etc"));
        user = root.resolve("home/.config/containers");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}\n",
                "{\n    \"default\": [\n        {\n            \"type\": \"insecureAcceptAnything\"\n        }\n    ]\n}\n",
                "{\n\t\"transports\": {\n\t\t\"docker\": {\n\t\t\t\"quay.io\": [ {\"type\" : \"reject\"} ]\n\t\t}\n\t},\n\n\t\"default\": [{\"type\":\"reject\"}] }",
                "{\"default\":[{\"type\":\"reject\"}],\"transports\":{\"docker-daemon\":{\"\":[{\"type\":\"insecureAcceptAnything\"}]}}}"
            })
    void whatWasThereStaysByteForByte(String before) throws IOException, HostException {
        Path file = Files.writeString(system.resolve("policy.json"), before);
        PolicyFile policy = new PolicyFile(new TrustPlaces(user, system, false));
        policy.write(changes(Map.of(A, REJECT, B, REJECT)));
        assertThat(policy.read(Set.of(A, B, C))).containsOnlyKeys(A, B).containsValue(REJECT);
        policy.write(changes(Map.of(C, REJECT)));
        assertThat(policy.read(Set.of(A, B, C))).containsOnlyKeys(A, B, C);
        policy.write(gone(B, A));
        policy.write(gone(C));
        assertThat(file).hasContent(before);
        assertThat(Files.readString(file)).isEqualTo(before);
    }

    @Test
    void whatOthersAddMeanwhileStays() throws IOException, HostException {
        Path file = Files.writeString(system.resolve("policy.json"), "{\"default\":[{\"type\":\"reject\"}]}");
        PolicyFile policy = new PolicyFile(new TrustPlaces(user, system, false));
        policy.write(changes(Map.of(A, REJECT)));
        String added = Files.readString(file).replace(REJECT, REJECT + ", \"quay.io\": [ { \"type\":\"reject\" } ]");
        Files.writeString(file, added);
        policy.write(gone(A));
        assertThat(Files.readString(file))
                .contains("\"quay.io\": [ { \"type\":\"reject\" } ]")
                .doesNotContain("team");
        assertThat(JsonText.parse(Files.readString(file)).names(java.util.List.of("transports", "docker")))
                .containsExactly("quay.io");
    }

    @Test
    void ownerAndPermissionsStayAndLinksAreFollowed() throws IOException, HostException {
        Path real = Files.writeString(root.resolve("real.json"), "{\"default\":[{\"type\":\"reject\"}]}");
        Files.setPosixFilePermissions(real, PosixFilePermissions.fromString("rw-r-----"));
        Files.createSymbolicLink(system.resolve("policy.json"), real);
        new PolicyFile(new TrustPlaces(user, system, false)).write(changes(Map.of(A, REJECT)));
        assertThat(system.resolve("policy.json")).isSymbolicLink();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(real)))
                .isEqualTo("rw-r-----");
        assertThat(Files.readString(real)).contains("team");
    }

    /** Podman refuses such a file as a whole; nobody must guess what it meant. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"default\":[],\"default\":[]}",
                "{\"default\":[]} {}",
                "{\"transports\":{\"docker\":[]}}"
            })
    void aBrokenFileIsLeftAlone(String text) throws IOException {
        Path file = Files.writeString(system.resolve("policy.json"), text);
        PolicyFile policy = new PolicyFile(new TrustPlaces(user, system, false));
        assertThatThrownBy(() -> policy.write(changes(Map.of(A, REJECT))))
                .isInstanceOf(HostException.class)
                .hasMessageContaining("policy.json");
        assertThat(Files.readString(file)).isEqualTo(text);
    }

    /** Podman reads the one in the home folder instead of the system's, root's too. */
    @Test
    void theFileInTheHomeFolderIsTheOneThatCounts() throws IOException, HostException {
        Files.createDirectories(user);
        Files.writeString(system.resolve("policy.json"), "{\"default\":[{\"type\":\"reject\"}]}");
        Files.writeString(user.resolve("policy.json"), "{\"default\":[{\"type\":\"insecureAcceptAnything\"}]}");
        new PolicyFile(new TrustPlaces(user, system, false)).write(changes(Map.of(A, REJECT)));
        assertThat(Files.readString(user.resolve("policy.json"))).contains("team");
        assertThat(Files.readString(system.resolve("policy.json"))).doesNotContain("team");
    }

    @Test
    void withoutRootTheSystemsIsCopiedAndTheCopyGoesAgain() throws IOException, HostException {
        String text = "{ \"default\": [{\"type\":\"insecureAcceptAnything\"}] }";
        Files.writeString(system.resolve("policy.json"), text);
        PolicyFile policy = new PolicyFile(new TrustPlaces(user, system, true));
        policy.write(changes(Map.of(A, REJECT)));
        assertThat(Files.readString(user.resolve("policy.json"))).contains("team", "insecureAcceptAnything");
        policy.write(gone(A));
        assertThat(user.resolve("policy.json")).doesNotExist();
        assertThat(Files.readString(system.resolve("policy.json"))).isEqualTo(text);
    }

    @Test
    void registriesHaveAFileOfTheirOwnAndItGoes() throws IOException, HostException {
        Path folder = Files.createDirectory(system.resolve("registries.d"));
        String others = "docker:\n  quay.io:\n    lookaside: https://a.example.org\n";
        Files.writeString(folder.resolve("default.yaml"), others);
        RegistriesFolder registries = new RegistriesFolder(new TrustPlaces(user, system, false));
        String name = "docker/registry.example.org:5000/team";
        String value = "{\"lookaside\":\"file:///x\",\"use-sigstore-attachments\":true}";
        registries.write(changes(Map.of(name, value)));
        assertThat(registries.read(Set.of(name, "docker/quay.io")))
                .containsEntry(name, value)
                .hasSize(2);
        assertThatThrownBy(() -> registries.write(changes(Map.of("docker/quay.io", value))))
                .hasMessageContaining("default.yaml speaks of quay.io already");
        registries.write(gone(name));
        assertThat(folder).isDirectoryNotContaining("glob:**podseg*");
        assertThat(Files.readString(folder.resolve("default.yaml"))).isEqualTo(others);
    }

    @Test
    void withoutRootTheSystemsRegistriesGoOnCounting() throws IOException, HostException {
        Path folder = Files.createDirectory(system.resolve("registries.d"));
        Files.writeString(
                folder.resolve("default.yaml"), "docker:\n  quay.io:\n    lookaside: https://a.example.org\n");
        RegistriesFolder registries = new RegistriesFolder(new TrustPlaces(user, system, true));
        String name = "docker/registry.example.org";
        registries.write(changes(Map.of(name, "{\"use-sigstore-attachments\":true}")));
        assertThat(registries.read(Set.of(name, "docker/quay.io"))).hasSize(2);
        assertThat(user.resolve("registries.d/default.yaml")).exists();
        registries.write(gone(name));
        assertThat(user.resolve("registries.d")).doesNotExist();
    }

    private static SortedMap<String, Optional<String>> changes(Map<String, String> values) {
        TreeMap<String, Optional<String>> changes = new TreeMap<>();
        values.forEach((name, value) -> changes.put(name, Optional.of(value)));
        return changes;
    }

    private static SortedMap<String, Optional<String>> gone(String... names) {
        TreeMap<String, Optional<String>> changes = new TreeMap<>();
        for (String name : names) {
            changes.put(name, Optional.empty());
        }
        return changes;
    }
}
