package io.podseg.host.hook;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.host.exec.CommandRunner.Exited;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The program for rootless Podman, whose first container after a boot comes with a namespace of bridges without any rules. */
class HookBridgesTest {
    private static final Path PROGRAMS = Path.of("src/main/dist/bin").toAbsolutePath();
    private static final String OTHERS = "\"a\":\"b\"";
    private static final String OURS = "\"io.podseg.layer\":\"host\",\"io.podseg.pod\":\"shop_web\"";
    private static final int START = 42;
    private static final int REFUSED = 41;

    @TempDir
    private Path folder;

    private NewNamespace namespace;
    private Path firewall = PROGRAMS.resolve("podseg-firewall");

    /** After a boot there is what podseg has kept, and no runtime folder. */
    @BeforeEach
    void boot() throws IOException {
        namespace = NewNamespace.open();
        Files.createDirectories(folder.resolve("state/ruleset"));
    }

    @AfterEach
    void close() {
        namespace.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "run/netns/rootless-netns-0123456789abcdef0123",
                "run/containers/networks/rootless-netns/rootless-netns",
                "somewhere else/networks/rootless-netns/rootless-netns"
            })
    void theFirstContainerOfABootFindsGuardedNetworks(String place) throws IOException {
        Path bridges = bridges(place);

        assertThat(run(OTHERS).exit()).isEqualTo(START);

        assertThat(guards(bridges)).contains("-A PREROUTING -j PODSEG-PREROUTING");
        assertThat(run(OURS).exit()).isEqualTo(START);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "exit 1", "if", "kill -9 $$"})
    void whereTheNetworksCannotBeGuardedPodsegsContainersDoNotStart(String program) throws IOException {
        Path bridges = bridges("run/netns/rootless-netns-0123456789abcdef0123");
        firewall = Files.writeString(folder.resolve("broken"), program);

        Exited ours = run(OURS);

        assertThat(ours.exit()).isEqualTo(REFUSED);
        assertThat(ours.stderr()).contains("networks cannot be guarded");
        assertThat(run(OTHERS).exit()).isEqualTo(START);
        assertThat(guards(bridges)).doesNotContain("PODSEG");
    }

    @Test
    void aFileThatIsNoNamespaceAnyMoreIsLeftAlone() throws IOException {
        Path file = folder.resolve("run/netns/rootless-netns-0123456789abcdef0123");
        Files.createDirectories(file.getParent());
        Files.createFile(file);

        assertThat(run(OURS).exit()).isEqualTo(START);
    }

    private Path bridges(String place) throws IOException {
        Path file = folder.resolve(place);
        Files.createDirectories(file.getParent());
        Files.createFile(file);
        namespace.must(List.of("unshare", "--net=" + file, "true"));
        return file;
    }

    private String guards(Path bridges) {
        return namespace
                .run("", "nsenter", "--net=" + bridges, "iptables", "-t", "raw", "-S")
                .stdout();
    }

    private Exited run(String annotations) {
        return namespace.run(
                "{\"ociVersion\":\"1.0.2-dev\",\"id\":\"abc\",\"status\":\"creating\",\"pid\":1,\"bundle\":\"/b\",\"annotations\":{"
                        + annotations + "}}",
                "/bin/sh",
                PROGRAMS.resolve("podseg-hook").toString(),
                folder.resolve("run/podseg").toString(),
                firewall.toString(),
                folder.resolve("state").toString(),
                folder.resolve("networks").toString());
    }
}
