package io.podseg.desired;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.desired.Abilities.ControlGroups;
import io.podseg.desired.Abilities.SubordinateIds;
import io.podseg.manifest.FolderSource;
import io.podseg.model.Declarations;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a profile for the host says and this host would not do is an error, for Podman would say nothing. */
class HostDefaultsCheckTest {
    private static final Abilities POOR = new Abilities(
            false,
            false,
            false,
            new ControlGroups(1, new TreeSet<>(List.of("memory")), false, false),
            new SubordinateIds("containers", 0, 0),
            new TreeSet<>(),
            "4.3.1",
            new TreeMap<>());

    private static final Abilities RICH = new Abilities(
            true,
            true,
            true,
            new ControlGroups(2, new TreeSet<>(ControlGroups.ALL), true, true),
            new SubordinateIds("containers", 65536, 65536),
            new TreeSet<>(),
            "5.4.2",
            new TreeMap<>(Map.of("nofile", 4096L)));

    @TempDir
    Path folder = Path.of("");

    private List<String> errors(String defaults, boolean rootless, Abilities abilities) throws IOException {
        Files.writeString(folder.resolve("host.yaml"), """
                apiVersion: podseg.io/v1alpha1
                kind: SecurityProfile
                metadata: {name: host}
                spec: {host: true, defaults: {%s}}
                """.formatted(defaults));
        Declarations declarations = new FolderSource(List.of(folder)).load().declarations();
        return HostSettings.of(declarations, new HostFacts(rootless, Optional.empty(), abilities))
                .diagnostics()
                .stream()
                .map(Object::toString)
                .toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "readOnlyRootFilesystem: true|Podman 4.3.1 reads no read_only",
                "appArmorProfile: {type: Localhost, localhostProfile: x}|AppArmor is not on here",
                "seccompProfile: {inline: {defaultAction: SCMP_ACT_ALLOW}}|filters no system calls",
                "resources: {pids: 5}|the controller pids",
                "resources: {ulimits: [{name: nofile, soft: 1, hard: 2}]}|give both the same value",
                "userNamespace: {mode: auto}|containers has no subordinate ids",
                "userNamespace: {mode: auto, size: 4096}|Podman 4.3.1 ignores the size",
            })
    void whatAPoorHostCannotDo(String defaults, String why) throws IOException {
        assertThat(errors(defaults, false, POOR))
                .anySatisfy(problem -> assertThat(problem)
                        .contains("host.yaml:4:")
                        .contains("SecurityProfile host cannot be had")
                        .contains(why));
        assertThat(errors(defaults, false, RICH)).isEmpty();
        assertThat(errors(defaults, false, Abilities.UNKNOWN))
                .as("nothing is known")
                .isEmpty();
    }

    @Test
    void namespacesOfUsersAreForUsers() throws IOException {
        for (String mode : List.of("keep-id", "nomap")) {
            assertThat(errors("userNamespace: {mode: " + mode + "}", false, RICH))
                    .hasSize(1);
            assertThat(errors("userNamespace: {mode: " + mode + "}", true, RICH))
                    .isEmpty();
        }
    }

    /** With such a setting no container of the user would start. */
    @Test
    void aLimitBeyondTheUsersOwn() throws IOException {
        assertThat(errors("resources: {ulimits: [{name: nofile, soft: 4096}, {name: nproc, soft: 9999}]}", true, RICH))
                .isEmpty();
        for (String more : List.of("4097", "-1")) {
            assertThat(errors("resources: {ulimits: [{name: nofile, soft: " + more + "}]}", true, RICH))
                    .singleElement()
                    .asString()
                    .contains("this user may have nofile=4096 at most");
        }
    }

    @Test
    void moreIdsThanThereAre() throws IOException {
        assertThat(errors("userNamespace: {mode: auto, size: 70000}", false, RICH))
                .singleElement()
                .asString()
                .contains("only 65536");
    }
}
