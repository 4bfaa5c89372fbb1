package io.podseg.reconcile;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Manifests in a Git repository.
 *
 * @param url where it is
 * @param ref branch, tag, full name ({@code refs/...}), commit with all its digits, or {@code HEAD}
 * @param path folder or file in it, without {@code .} and {@code ..}; empty for all of it
 * @param access how to get in
 * @param signers who must have signed the commit
 * @param limit how long one command of Git's may take
 */
public record Repository(GitUrl url, String ref, String path, Access access, Signers signers, Duration limit) {
    /** The branch that the server calls its own. */
    public static final String HEAD = "HEAD";

    /** git-check-ref-format(1): what no name may hold. */
    private static final Pattern FORBIDDEN =
            Pattern.compile("[\\x00-\\x20\\x7f~^:?*\\[\\\\]|\\.\\.|@\\{|//|/\\.|\\.lock(/|$)|^[-/.]|[/.]$|^@$");

    private static final Pattern COMMIT = Pattern.compile("[0-9a-f]{40}|[0-9a-f]{64}");

    /**
     * A repository.
     *
     * @throws IllegalArgumentException where the branch or the path cannot be one; the message is a sentence
     */
    public Repository {
        if (ref.isEmpty() || ref.length() > 250 || FORBIDDEN.matcher(ref).find()) {
            throw new IllegalArgumentException("--ref is not a name that a branch, tag or commit can have");
        }
        path = normal(path);
    }

    /**
     * How to get in. Only the places of secrets are known here.
     *
     * @param credentials file in the format of git-credential-store, or folder with {@code username} and {@code password}
     * @param sshKey private key
     * @param knownHosts host keys that are trusted; the system's and the user's where empty
     * @param authority certificates of authorities to trust in place of the system's
     */
    public record Access(
            Optional<Path> credentials, Optional<Path> sshKey, Optional<Path> knownHosts, Optional<Path> authority) {
        public static final Access NONE =
                new Access(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
    }

    /**
     * Whose signature is accepted. Where either is given, commits without one are refused.
     *
     * @param ssh file in the format of ALLOWED SIGNERS in ssh-keygen(1)
     * @param gpg public keys, as exported by gpg
     */
    public record Signers(Optional<Path> ssh, Optional<Path> gpg) {
        public static final Signers NONE = new Signers(Optional.empty(), Optional.empty());

        /** Whether a signature is demanded. */
        public boolean demanded() {
            return ssh.isPresent() || gpg.isPresent();
        }
    }

    /** Whether one commit is wanted, which never changes. */
    public boolean isCommit() {
        return COMMIT.matcher(ref).matches();
    }

    /** The path for messages. */
    public String shownPath() {
        return path.isEmpty() ? "the repository" : path;
    }

    private static String normal(String path) {
        if (path.startsWith("/") || path.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("--path is a folder or file in the repository, such as deploy/host1");
        }
        String[] parts = Arrays.stream(path.split("/", -1))
                .filter(part -> !part.isEmpty() && !part.equals("."))
                .toArray(String[]::new);
        if (Arrays.asList(parts).contains("..")) {
            throw new IllegalArgumentException("--path must not lead out of the repository by \"..\"");
        }
        return String.join("/", parts);
    }
}
