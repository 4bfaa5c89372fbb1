package io.podseg.git;

import io.podseg.git.Git.SpoiltException;
import io.podseg.host.exec.CommandRunner;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.SourceException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Whether a commit was signed by somebody who may. Whatever is not clearly so refuses the commit: no signature, one of another
 * kind, a key that is not listed, expired or revoked, a signature that is wrong, a file that cannot be read.
 */
final class Signature {
    private static final String SSH = "-----BEGIN SSH SIGNATURE-----";
    private static final String GPG = "-----BEGIN PGP SIGNATURE-----";

    /** The keys in the file are trusted; nothing is asked of anybody, and no agent is started. */
    private static final String GPG_SETTINGS =
            "batch\nno-greeting\nno-autostart\ntrust-model always\n" + "no-auto-key-retrieve\nno-auto-key-locate\n";

    /** What gpg reports of a signature beside GOODSIG when something is wrong with it, and what that means. */
    private static final Map<String, String> GPG_FAULTS = new TreeMap<>(Map.of(
            "NO_PUBKEY", "its key is not in the keyring",
            "ERRSIG", "its signature cannot be checked, such as where its key is not in the keyring",
            "EXPKEYSIG", "its key has expired",
            "REVKEYSIG", "its key was revoked",
            "EXPSIG", "its signature has expired",
            "BADSIG", "its signature is wrong",
            "NODATA", "its signature is none"));

    /** What ssh-keygen says of a signature that is none of a signer who may sign commits, or might at that time. */
    private static final List<String> NOT_LISTED = List.of(
            "No principal matched",
            "Good \"git\" signature with ",
            "not permitted for use",
            "not yet valid",
            "has expired");

    private final Repository.Signers signers;
    private final Git git;
    private final CommandRunner programs;
    private final Path gpgHome;

    Signature(Repository.Signers signers, Git git, CommandRunner programs, Path home) {
        this.signers = signers;
        this.git = git;
        this.programs = programs;
        this.gpgHome = home.resolve(".gnupg");
    }

    /**
     * Returns where the commit may be used.
     *
     * @throws SourceException where it may not; says why
     */
    void check(String commit) throws SourceException, SpoiltException {
        if (!signers.demanded()) {
            return;
        }
        String signature = signature(git.local("cat-file", "commit", commit));
        if (signature.startsWith(SSH)) {
            ssh(commit);
        } else if (signature.startsWith(GPG)) {
            gpg(commit);
        } else {
            throw refused(
                    commit, signature.isEmpty() ? "it is not signed" : "its signature is neither of SSH nor of GPG");
        }
    }

    /** The first line of the signature in a commit's header; a second signature is no podseg's and no user's. */
    private static String signature(String commit) {
        List<String> found = commit.lines()
                .takeWhile(line -> !line.isEmpty())
                .filter(line -> line.startsWith("gpgsig ") || line.startsWith("gpgsig-sha256 "))
                .map(line -> line.substring(line.indexOf(' ') + 1))
                .toList();
        return found.size() > 1 ? "several" : found.isEmpty() ? "" : found.getFirst();
    }

    private void ssh(String commit) throws SourceException {
        if (signers.ssh().isEmpty()) {
            throw refused(commit, "it is signed with SSH, and no --git-allowed-signers is given");
        }
        Exited verified = git.asked("verify-commit", "--raw", commit);
        String said = verified.stdout() + verified.stderr();
        if (verified.exit() == 0 && said.contains("Good \"git\" signature for ")) {
            return;
        }
        boolean unknown = NOT_LISTED.stream().anyMatch(said::contains);
        throw refused(
                commit,
                unknown
                        ? "its key is not one of the allowed signers, or was not at that time"
                        : "its signature is wrong: " + Plain.said(said));
    }

    private void gpg(String commit) throws SourceException {
        if (signers.gpg().isEmpty()) {
            throw refused(commit, "it is signed with GPG, and no --git-gpg-keyring is given");
        }
        keyring(signers.gpg().get());
        Exited verified = git.asked("verify-commit", "--raw", commit);
        List<String> words = (verified.stdout() + verified.stderr())
                .lines()
                .filter(line -> line.startsWith("[GNUPG:] "))
                .map(line -> line.split(" ", 3)[1])
                .toList();
        boolean faulty = words.stream().anyMatch(GPG_FAULTS::containsKey);
        if (verified.exit() == 0 && !faulty && words.contains("GOODSIG") && words.contains("VALIDSIG")) {
            return;
        }
        throw refused(
                commit,
                words.stream()
                        .filter(GPG_FAULTS::containsKey)
                        .findFirst()
                        .map(word -> GPG_FAULTS.getOrDefault(word, ""))
                        .orElse("its signature cannot be checked: " + Plain.said(verified.stderr())));
    }

    /** A keyring with nothing in it but the keys of the file, for this one check. */
    private void keyring(Path file) throws SourceException {
        try {
            Files.createDirectories(
                    gpgHome, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            Files.writeString(gpgHome.resolve("gpg.conf"), GPG_SETTINGS);
        } catch (IOException e) {
            throw new SourceException("cannot make a keyring: " + Plain.of(String.valueOf(e.getMessage())), e);
        }
        var imported = programs.run(
                List.of("gpg", "--quiet", "--import", file.toAbsolutePath().toString()), "");
        if (imported instanceof CommandRunner.Missing) {
            throw new SourceException("the program gpg is needed for --git-gpg-keyring and is missing; install gnupg");
        }
        if (!imported.ok()) {
            throw new SourceException(
                    "--git-gpg-keyring: " + Plain.of(file.toString()) + " holds no keys that gpg can use");
        }
    }

    private static SourceException refused(String commit, String reason) {
        return new SourceException("commit " + commit + " is not accepted: " + reason);
    }
}
