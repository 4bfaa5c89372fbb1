package io.podseg.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.reconcile.Repository.Access;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real servers over HTTP, HTTPS and SSH, on the loopback interface. */
final class GitServerTest {
    private static final String PASSWORD = "s3cret with %/@:' and more";

    @TempDir
    private Path temp = Path.of("");

    private Path state = Path.of("");
    private String commit = "";
    private Origin origin = Origin.nowhere();

    @BeforeEach
    void repository() {
        origin = Origin.in(temp);
        commit = origin.network("net.yaml", "one").push();
        state = temp.resolve("state");
    }

    private static Access credentials(Path file) {
        return new Access(Optional.of(file), Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Access ssh(Path key, Path knownHosts) {
        return new Access(Optional.empty(), Optional.of(key), Optional.of(knownHosts), Optional.empty());
    }

    @Test
    void overHttp() throws Exception {
        try (HttpServer server = HttpServer.open(temp, Optional.empty())) {
            GitSource source = Asked.of(server.base() + "/site.git").ref("main").source(state);
            assertThat(source.load().revision()).isEqualTo(commit);
            String newest = origin.network("net.yaml", "two").push("--amend");
            assertThat(source.load().revision()).as("rewritten").isEqualTo(newest);
            int asked = server.seen.size();
            source.load();
            assertThat(server.seen.size() - asked)
                    .as("requests where nothing is new")
                    .isLessThanOrEqualTo(2);
            assertThat(Asked.of(server.base() + "/site.git").ref(commit).problem(state))
                    .isEqualTo("loaded " + commit);
            assertThat(Asked.of(server.base() + "/none.git").problem(state))
                    .startsWith("cannot fetch from " + server.base() + "/none.git: repository ");
        }
        assertThat(Asked.of("http://127.0.0.1:1/site.git").problem(state))
                .startsWith("cannot fetch from http://127.0.0.1:1/site.git: unable to access");
    }

    @Test
    void overHttpWithAPassword() throws Exception {
        try (HttpServer server = HttpServer.open(temp, Optional.of("ann:" + PASSWORD))) {
            String url = server.base() + "/site.git";
            Path line = Files.writeString(
                    temp.resolve("credentials' of git"),
                    server.base().replace("//", "//ann:s3cret%20with%20%25%2f%40%3a%27%20and%20more@") + "\n");
            assertThat(Asked.of(url).access(credentials(line)).problem(state)).isEqualTo("loaded " + commit);
            Path folder = Files.createDirectories(temp.resolve("secret' files"));
            Files.writeString(folder.resolve("username"), "ann\n");
            Files.writeString(folder.resolve("password"), PASSWORD);
            assertThat(Asked.of(url).access(credentials(folder)).problem(temp.resolve("fresh")))
                    .isEqualTo("loaded " + commit);
            assertThat(Asked.of(url).problem(state))
                    .isEqualTo("cannot fetch from " + url
                            + ": it asks for a user and a password: give them with --git-credentials");
            Path wrong = Files.writeString(
                    temp.resolve("wrong"), server.base().replace("//", "//ann:s3cret-and-wrong@") + "\n");
            assertThat(Asked.of(url).access(credentials(wrong)).problem(state))
                    .isEqualTo("cannot fetch from " + url + ": it refused the credentials");
            assertThat(wrong)
                    .as("Git forgets what was refused, podseg does not")
                    .content()
                    .contains("s3cret-and-wrong");
            assertThat(Asked.of(url).access(credentials(temp.resolve("none"))).problem(state))
                    .isEqualTo("--git-credentials: " + temp.resolve("none") + " is no file that can be read");
        }
        assertThat(Origin.run(temp, List.of("grep", "-rl", "s3cret", "."))
                        .lines()
                        .sorted()
                        .toList())
                .as("secrets stay where they were")
                .containsExactly("./credentials' of git", "./secret' files/password", "./wrong");
    }

    @Test
    void aPasswordIsForOneServer() throws Exception {
        try (HttpServer thief = HttpServer.open(temp, Optional.of("x:y"));
                HttpServer server = HttpServer.open(temp, Optional.empty())) {
            server.redirect = Optional.of(thief.base());
            Path folder = Files.createDirectories(temp.resolve("secrets"));
            Files.writeString(folder.resolve("username"), "ann");
            Files.writeString(folder.resolve("password"), PASSWORD);
            assertThat(Asked.of(server.base() + "/site.git")
                            .access(credentials(folder))
                            .problem(state))
                    .contains("it asks for a user and a password");
            assertThat(thief.seen).isNotEmpty().allMatch(request -> request.endsWith(" null"));
            server.redirect = Optional.of("ftp://127.0.0.1:1");
            assertThat(Asked.of(server.base() + "/site.git").problem(state)).startsWith("cannot fetch from ");
        }
    }

    @Test
    void overHttps() throws Exception {
        try (HttpServer server = HttpServer.openWithCertificate(temp)) {
            Asked asked = Asked.of(server.base() + "/site.git");
            assertThat(asked.problem(state))
                    .isEqualTo("cannot fetch from " + server.base()
                            + "/site.git: its certificate is not trusted: see --git-ca");
            Access access = new Access(
                    Optional.empty(), Optional.empty(), Optional.empty(), Optional.of(temp.resolve("ca.pem")));
            assertThat(asked.access(access).problem(state)).isEqualTo("loaded " + commit);
        }
    }

    @Test
    void overSsh() throws Exception {
        try (SshServer server = SshServer.open(temp.resolve("ssh of %h"))) {
            String url = server.url(origin.bare());
            Path known = server.knownHosts("host");
            Asked asked = Asked.of(url).ref("main");
            assertThat(asked.access(ssh(server.key(), known)).problem(state))
                    .as(server.log())
                    .isEqualTo("loaded " + commit);
            String newest = origin.network("net.yaml", "two").push();
            assertThat(asked.access(ssh(server.key(), known)).problem(state)).isEqualTo("loaded " + newest);
            assertThat(asked.access(ssh(server.strangersKey(), known)).problem(state))
                    .isEqualTo("cannot fetch from " + url + ": it refused the SSH key: see --git-ssh-key");
            String unknown = "cannot fetch from " + url + ": its SSH host key is not known: see --git-known-hosts";
            assertThat(asked.access(ssh(server.key(), server.knownHosts("stranger")))
                            .problem(state))
                    .isEqualTo(unknown);
            Path empty = Files.writeString(temp.resolve("empty"), "");
            assertThat(asked.access(ssh(server.key(), empty)).problem(state)).isEqualTo(unknown);
            Files.setPosixFilePermissions(server.key(), PosixFilePermissions.fromString("rw-r--r--"));
            assertThat(asked.access(ssh(server.key(), known)).problem(state)).startsWith("cannot fetch from " + url);
        }
    }
}
