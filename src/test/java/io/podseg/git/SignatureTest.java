package io.podseg.git;

import static org.assertj.core.api.Assertions.assertThat;

import io.podseg.reconcile.Repository.Signers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real signatures of real keys. Whatever is not clearly signed by somebody who may is refused. */
final class SignatureTest {
    @TempDir
    private Path temp = Path.of("");

    private Path state = Path.of("");
    private Origin origin = Origin.nowhere();

    @BeforeEach
    void repository() {
        origin = Origin.in(temp);
        origin.network("net.yaml", "one");
        state = temp.resolve("state");
    }

    /** A new SSH key; its public part as a line of allowed signers. */
    private String sshKey(String name) throws IOException {
        String file = temp.resolve(name).toString();
        Origin.run(temp, List.of("ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", name, "-f", file));
        return Files.readString(temp.resolve(name + ".pub")).strip();
    }

    private String signedWithSsh(String name) {
        origin.git("config", "gpg.format", "ssh");
        origin.git("config", "user.signingKey", temp.resolve(name).toString());
        return origin.push("-S");
    }

    @AfterEach
    void noAgentStays() {
        if (Files.isDirectory(temp.resolve("gnupg"))) {
            Origin.run(temp, List.of("gpgconf", "--kill", "all"));
        }
    }

    private String gpgKey(String name, String expires) {
        Origin.run(
                temp, List.of("mkdir", "-p", "-m", "700", temp.resolve("gnupg").toString()));
        Origin.run(
                temp,
                List.of(
                        "gpg",
                        "--batch",
                        "--quiet",
                        "--passphrase",
                        "",
                        "--quick-gen-key",
                        name + " <" + name + "@example.org>",
                        "ed25519",
                        "sign",
                        expires));
        return name + "@example.org";
    }

    private Path keyring(String... names) throws IOException {
        List<String> words = new java.util.ArrayList<>(List.of("gpg", "--batch", "--quiet", "--armor", "--export"));
        words.addAll(List.of(names));
        return Files.writeString(temp.resolve("keyring.asc"), Origin.run(temp, words));
    }

    private String signedWithGpg(String name) {
        origin.git("config", "gpg.format", "openpgp");
        origin.git("config", "user.signingKey", name);
        // Git runs gpg in the working copy; the keys stand beside it.
        origin.git("config", "gpg.program", script());
        return origin.push("-S");
    }

    private String script() {
        try {
            Path file = Files.writeString(
                    temp.resolve("gpg"), "#!/bin/sh\nGNUPGHOME='" + temp + "/gnupg' exec gpg --batch \"$@\"\n");
            assertThat(file.toFile().setExecutable(true)).isTrue();
            return file.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Asked asked(Optional<Path> ssh, Optional<Path> gpg) {
        return Asked.of(origin.url()).ref("main").signers(new Signers(ssh, gpg));
    }

    private String ssh(String allowed) throws IOException {
        Path file = Files.writeString(temp.resolve("allowed signers'"), allowed + "\n");
        return asked(Optional.of(file), Optional.empty()).problem(state);
    }

    private String gpg(Path keyring) {
        return asked(Optional.empty(), Optional.of(keyring)).problem(state);
    }

    private static String refused(String commit, String reason) {
        return "commit " + commit + " is not accepted: " + reason;
    }

    @Test
    void signedWithSsh() throws Exception {
        String key = sshKey("ann");
        String stranger = sshKey("eve");
        String commit = signedWithSsh("ann");
        String unknown = refused(commit, "its key is not one of the allowed signers, or was not at that time");
        assertThat(ssh("ann@example.org " + key)).isEqualTo("loaded " + commit);
        assertThat(ssh("ann@example.org namespaces=\"git\" " + key)).isEqualTo("loaded " + commit);
        assertThat(ssh("eve@example.org " + stranger)).isEqualTo(unknown);
        assertThat(ssh("ann@example.org namespaces=\"file\" " + key)).isEqualTo(unknown);
        assertThat(ssh("ann@example.org valid-before=\"20200101\" " + key)).isEqualTo(unknown);
        assertThat(ssh("ann@example.org valid-after=\"20900101\" " + key)).isEqualTo(unknown);
        assertThat(ssh("")).isEqualTo(unknown);
        assertThat(ssh("ann@example.org rubbish")).startsWith(refused(commit, "its "));
    }

    @Test
    void notSigned() throws Exception {
        String key = sshKey("ann");
        String commit = origin.push();
        assertThat(ssh("ann@example.org " + key)).isEqualTo(refused(commit, "it is not signed"));
        Path none = Files.writeString(temp.resolve("none"), "");
        assertThat(gpg(none)).isEqualTo(refused(commit, "it is not signed"));
    }

    @Test
    void theTagIsSignedAndTheCommitIsNot() throws Exception {
        String key = sshKey("ann");
        String commit = origin.push();
        origin.git("config", "gpg.format", "ssh");
        origin.git("config", "user.signingKey", temp.resolve("ann").toString());
        origin.git("tag", "-s", "-m", "signed", "v1");
        origin.git("push", "--quiet", "--tags", "origin");
        Path file = Files.writeString(temp.resolve("allowed"), "ann@example.org " + key + "\n");
        assertThat(asked(Optional.of(file), Optional.empty()).ref("v1").problem(state))
                .isEqualTo(refused(commit, "it is not signed"));
    }

    @Test
    void theContentIsAnotherThanWhatWasSigned() throws Exception {
        String key = sshKey("ann");
        String commit = signedWithSsh("ann");
        String forged = origin.git("cat-file", "commit", commit).replace("Change", "Chance");
        Path file = Files.writeString(temp.resolve("forged"), forged);
        String other =
                origin.git("hash-object", "-t", "commit", "-w", file.toString()).strip();
        origin.git("push", "--quiet", "--force", "origin", other + ":refs/heads/main");
        assertThat(ssh("ann@example.org " + key)).startsWith(refused(other, "its "));
    }

    @Test
    void twoSignaturesAndStrangeOnes() throws Exception {
        String key = sshKey("ann");
        String commit = signedWithSsh("ann");
        String text = origin.git("cat-file", "commit", commit);
        String twice = commit(text.replace("\ngpgsig ", "\ngpgsig-sha256 rubbish\ngpgsig "));
        assertThat(ssh("ann@example.org " + key))
                .isEqualTo(refused(twice, "its signature is neither of SSH nor of GPG"));
        String strange = commit(text.replace("SSH SIGNATURE", "SIGNED MESSAGE"));
        assertThat(ssh("ann@example.org " + key))
                .isEqualTo(refused(strange, "its signature is neither of SSH nor of GPG"));
    }

    private String commit(String text) throws IOException {
        Path file = Files.writeString(temp.resolve("forged"), text);
        String id = origin.git("hash-object", "-t", "commit", "--literally", "-w", file.toString())
                .strip();
        origin.git("push", "--quiet", "--force", "origin", id + ":refs/heads/main");
        return id;
    }

    @Test
    void whoIsTakenOffTheListIsNoLongerAccepted() throws Exception {
        String key = sshKey("ann");
        String commit = signedWithSsh("ann");
        Path file = Files.writeString(temp.resolve("allowed"), "ann@example.org " + key + "\n");
        GitSource source = asked(Optional.of(file), Optional.empty()).source(state);
        assertThat(Asked.problem(source)).isEqualTo("loaded " + commit);
        Files.writeString(file, "");
        assertThat(Asked.problem(source)).startsWith(refused(commit, "its key is not one of"));
        Files.delete(file);
        assertThat(Asked.problem(source)).isEqualTo("--git-allowed-signers: " + file + " is no file that can be read");
    }

    @Test
    void signedWithGpg() throws Exception {
        String ann = gpgKey("ann", "never");
        String eve = gpgKey("eve", "never");
        String commit = signedWithGpg(ann);
        assertThat(gpg(keyring(ann, eve))).isEqualTo("loaded " + commit);
        assertThat(gpg(keyring(eve)))
                .isEqualTo(refused(
                        commit, "its signature cannot be checked, such as where its key is not in the keyring"));
        assertThat(gpg(Files.writeString(temp.resolve("rubbish"), "rubbish")))
                .isEqualTo("--git-gpg-keyring: " + temp.resolve("rubbish") + " holds no keys that gpg can use");
        assertThat(ssh("ann@example.org " + sshKey("other")))
                .isEqualTo(refused(
                        commit,
                        "it is signed with GPG, and no --git-allowed-signers is given"
                                .replace("--git-allowed-signers", "--git-gpg-keyring")));
    }

    @Test
    void keysOfGpgThatAreOver() throws Exception {
        String ann = gpgKey("ann", "seconds=2");
        String commit = signedWithGpg(ann);
        Path keyring = keyring(ann);
        String over = refused(commit, "its key has expired");
        for (int tries = 0; tries < 100 && !gpg(keyring).equals(over); tries++) {
            Thread.sleep(100);
        }
        assertThat(gpg(keyring)).isEqualTo(over);
    }

    @Test
    void keysOfGpgThatWereRevoked() throws Exception {
        String ann = gpgKey("ann", "never");
        String commit = signedWithGpg(ann);
        Path certificates = temp.resolve("gnupg/openpgp-revocs.d");
        try (var files = Files.list(certificates)) {
            Path file = files.findFirst().orElseThrow();
            Files.writeString(file, Files.readString(file).replace(":-----BEGIN", "-----BEGIN"));
            Origin.run(temp, List.of("gpg", "--batch", "--quiet", "--import", file.toString()));
        }
        assertThat(gpg(keyring(ann))).isEqualTo(refused(commit, "its key was revoked"));
    }
}
