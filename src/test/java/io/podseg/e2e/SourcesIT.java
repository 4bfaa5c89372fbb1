package io.podseg.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.git.Origin;
import io.podseg.lab.Lab;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The built podseg follows a branch: what is pushed comes about, and what is wrong with it does not. */
class SourcesIT {
    private static final Duration LONG = Duration.ofMinutes(5);
    private static final String SECRET = "a secret of the webhook";
    private static final String SUMMARY = "/run/podseg/status/summary.yaml";

    @TempDir(factory = InTarget.class)
    private Path temp;

    /** Where the lab sees it, too. */
    static final class InTarget implements org.junit.jupiter.api.io.TempDirFactory {
        @Override
        public Path createTempDirectory(
                org.junit.jupiter.api.extension.AnnotatedElementContext element,
                org.junit.jupiter.api.extension.ExtensionContext test)
                throws IOException {
            return Files.createTempDirectory(Path.of("target").toAbsolutePath(), "sources");
        }
    }

    @Test
    void aBranchIsFollowed() throws Exception {
        Origin origin = Origin.in(temp);
        origin.network("deploy/net.yaml", "first").push();
        Path secret = Files.writeString(temp.resolve("secret"), SECRET);
        try (Lab lab = Lab.start()) {
            lab.spawn(
                    Lab.launcher(),
                    "run",
                    "--git",
                    origin.url(),
                    "--ref",
                    "main",
                    "--path",
                    "deploy",
                    "--git-poll",
                    "1000m",
                    "--webhook-secret-file",
                    secret.toString(),
                    "--listen",
                    "127.0.0.1:9467");
            lab.await("the first network", LONG, () -> network(lab, "first"));
            String good = origin.network("deploy/net2.yaml", "second").push();
            deliver(lab, "a secret of somebody else", "403");
            assertThat(network(lab, "second")).isFalse();
            deliver(lab, SECRET, "202");
            lab.await("the second network", LONG, () -> network(lab, "second"));
            lab.await("its revision", LONG, () -> summary(lab).contains(good));
            origin.write("deploy/net2.yaml", "kind: [").push();
            deliver(lab, SECRET, "202");
            lab.await("word of the error", LONG, () -> summary(lab).contains("error"));
            assertThat(network(lab, "second"))
                    .as("the last good revision stays")
                    .isTrue();
            Files.move(origin.bare(), temp.resolve("away"));
            deliver(lab, SECRET, "202");
            lab.await("word of the loss", LONG, () -> summary(lab).contains("cannot fetch from " + origin.url()));
            assertThat(network(lab, "second")).isTrue();
            Files.move(temp.resolve("away"), origin.bare());
            String mended = origin.network("deploy/net2.yaml", "third").push();
            deliver(lab, SECRET, "202");
            lab.await("the third network", LONG, () -> network(lab, "third") && !network(lab, "second"));
            lab.await("the revision", LONG, () -> summary(lab).contains(mended));
            git("rm", "-rq", "deploy");
            git("commit", "-qm", "Nothing");
            git("push", "-q", "origin", "main");
            deliver(lab, SECRET, "202");
            lab.await("word of the emptiness", LONG, () -> summary(lab).contains(mended + " stays in force"));
            assertThat(network(lab, "third")).isTrue();
            git("reset", "-q", "--hard", good);
            git("push", "-qf", "origin", "main");
            deliver(lab, SECRET, "202");
            lab.await("the branch as it was", LONG, () -> network(lab, "second") && !network(lab, "third"));
            assertThat(lab.run("pkill", "-x", "git").exit())
                    .as("a git left running")
                    .isEqualTo(1);
        }
    }

    private void git(String... arguments) {
        List<String> argv = new ArrayList<>(List.of("git"));
        argv.addAll(List.of(arguments));
        Origin.run(temp.resolve("work"), argv);
    }

    private static boolean network(Lab lab, String name) {
        return lab.podman("network", "exists", name).exit() == 0;
    }

    private static String summary(Lab lab) {
        return lab.run("cat", SUMMARY).stdout();
    }

    private static void deliver(Lab lab, String token, String status) {
        var said = lab.run(
                "busybox",
                "wget",
                "-S",
                "-q",
                "-O",
                "-",
                "--header",
                "X-Gitlab-Token: " + token,
                "--post-data",
                "{}",
                "http://127.0.0.1:9467/webhook/git");
        assertThat(said.stdout() + said.stderr()).contains(status);
    }

    /** Who may not write the state folder reads Git manifests through a folder that is gone afterwards. */
    @Test
    void anOrdinaryUserValidates() {
        Origin origin = Origin.in(temp.resolve("origin"));
        origin.network("net.yaml", "first").push();
        Origin.run(temp, List.of("chown", "-R", "65534:65534", temp.toString()));
        Origin.run(temp, List.of("chmod", "-R", "a+rX", temp.toString()));
        String said = Origin.run(
                temp,
                List.of(
                        "setpriv",
                        "--reuid=65534",
                        "--regid=65534",
                        "--clear-groups",
                        "env",
                        "TMPDIR=" + temp,
                        "JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=" + temp,
                        Lab.launcher(),
                        "validate",
                        "--git",
                        origin.url(),
                        "--state-dir",
                        "/var/lib/podseg-of-root"));
        assertThat(said).contains("1 object in 1 file is valid.");
        assertThat(Origin.run(temp, List.of("find", temp.toString(), "-maxdepth", "1", "-name", "podseg-git*")))
                .isEmpty();
    }
}
