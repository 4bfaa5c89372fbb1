package io.podseg.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.git.Origin;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Commands on manifests in a Git repository. */
final class GitCommandTest {
    private static final String NETWORK = "apiVersion: podseg.io/v1alpha1\nkind: Network\nmetadata: {name: front}\n";

    @TempDir
    private Path temp = Path.of("");

    private Desk desk = new Desk(Path.of(""));
    private String url = "";

    @BeforeEach
    void repository() {
        desk = new Desk(temp);
        Origin origin = Origin.in(temp.resolve("origin"));
        url = origin.url();
        origin.write("deploy/net.yaml", NETWORK).push();
    }

    @Test
    void everyCommandThatReadsManifests() {
        for (List<String> words : List.of(List.of("validate"), List.of("plan"), List.of("matrix"))) {
            Desk.Run run = desk.on(words.getFirst(), "--git", url, "--ref", "main", "--path", "deploy");
            assertThat(run.exit()).as(words + run.err()).isEqualTo(ExitCode.OK);
        }
        assertThat(desk.on("plan", "--git", url).out()).contains("+ Network front");
        assertThat(desk.on("apply", "--yes", "--git", url).exit()).isEqualTo(ExitCode.OK);
        assertThat(desk.on("plan", "--git", url).out()).contains("No changes.");
    }

    @Test
    void aSavedPlanComesFromTheSameRepository() throws Exception {
        Path file = temp.resolve("net.plan");
        assertThat(desk.on("plan", "--out", file.toString(), "--git", url, "--path", "deploy")
                        .exit())
                .isEqualTo(ExitCode.OK);
        assertThat(desk.on("apply", "--yes", file.toString(), "--git", url).err())
                .contains("leave out -f, --git");
        Desk.Run applied = desk.on("apply", "--yes", file.toString());
        assertThat(applied.exit()).as(applied.err()).isEqualTo(ExitCode.OK);
        assertThat(desk.on("plan", "--git", url).out()).contains("No changes.");
    }

    @Test
    void whatCannotBeFetchedChangesNothing() {
        Desk.Run run = desk.on("apply", "--yes", "--git", url, "--ref", "gone");
        assertThat(run.exit()).isEqualTo(ExitCode.FAILED);
        assertThat(run.err()).isEqualTo("podseg: there is no branch or tag gone in " + url + "\n");
        assertThat(desk.opened).isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://ann:s3cret@git.example.org/x.git",
                "https://s3cret@git.example.org/x.git",
                "https://git.example.org/x.git?private_token=s3cret",
                "ssh://git:s3cret@git.example.org/x.git",
                "http://git.example.org/s3cret.git",
                "git://git.example.org/s3cret.git",
                "ext::sh -c s3cret",
                "ext::sh%20s3cret",
                "ftp://git.example.org/s3cret",
                "--upload-pack=s3cret",
                "-us3cret",
                "ssh://-oProxyCommand=s3cret/x",
                "ssh://git@-oProxyCommand=s3cret/x",
                "git@-oProxyCommand=s3cret:x",
                "git@host::s3cret",
                "file://host/s3cret",
                "file://",
                "s3cret/relative",
                "/s3cret/absolute",
                "https://git.example.org",
                "https://git.example.org\n/s3cret",
                ""
            })
    void placesThatAreRefusedAndNotRepeated(String given) {
        Desk.Run run = desk.on("plan", "--git=" + given);
        assertThat(run.exit()).as(run.err()).isEqualTo(ExitCode.INVALID);
        assertThat(run.err()).startsWith("podseg: the URL given to --git ").doesNotContain("s3cret");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"-x", "--upload-pack=x", "a..b", "a b", "a:b", "+x", "a^{}", "a*", "x.lock", "/x", "x/", "@", ""
            })
    void namesThatAreRefused(String ref) {
        Desk.Run run = desk.on("plan", "--git", url, "--ref=" + ref);
        assertThat(run.err()).contains(ref.equals("+x") ? "no branch or tag" : "--ref is not a name");
        assertThat(run.exit()).isEqualTo(ref.equals("+x") ? ExitCode.FAILED : ExitCode.INVALID);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/etc", "../x", "a/../../x", "a\nb"})
    void pathsThatAreRefused(String path) {
        Desk.Run run = desk.on("plan", "--git", url, "--path=" + path);
        assertThat(run.exit()).isEqualTo(ExitCode.INVALID);
        assertThat(run.err()).startsWith("podseg: --path ");
    }

    @Test
    void wordsThatMakeNoSenseTogether() throws Exception {
        Path file = Files.writeString(temp.resolve("net.yaml"), NETWORK);
        assertThat(desk.on("plan", "-f", file.toString(), "--git", url).err()).contains("not from both");
        assertThat(desk.on("plan", "--ref", "main").err()).contains("of use only with --git");
        assertThat(desk.on("plan", "-f", file.toString(), "--git-allowed-signers", "x")
                        .err())
                .contains("of use only with --git");
        assertThat(desk.on("run", "--git", url, "--git-poll", "1s").err()).contains("--git-poll must be 5s or more");
        assertThat(desk.on("run", "-f", file.toString(), "--webhook-secret-file", "x")
                        .err())
                .contains("of use only with --git");
    }
}
