package io.podseg.cli;

import io.podseg.reconcile.GitUrl;
import io.podseg.reconcile.Repository;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;

/** Options that name a Git repository in place of files. */
final class GitOptions {
    @Option(
            names = "--git",
            paramLabel = "URL",
            scope = ScopeType.INHERIT,
            description = "Git repository with the manifests, in place of files: https, ssh, file or USER@HOST:PATH")
    private Optional<String> url = Optional.empty();

    @Option(
            names = "--ref",
            paramLabel = "REF",
            scope = ScopeType.INHERIT,
            description = "Branch, tag or commit. Default: what the server calls HEAD")
    private Optional<String> ref = Optional.empty();

    @Option(
            names = "--path",
            paramLabel = "DIR",
            scope = ScopeType.INHERIT,
            description = "Folder or file in the repository. Default: all of it")
    private Optional<String> path = Optional.empty();

    @Option(
            names = "--git-credentials",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "For HTTPS: file in the format of git-credential-store, or folder with the files username and"
                    + " password")
    private Optional<Path> credentials = Optional.empty();

    @Option(
            names = "--git-ca",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "For HTTPS: certificates of authorities to trust in place of the system's")
    private Optional<Path> authority = Optional.empty();

    @Option(
            names = "--git-ssh-key",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "For SSH: private key, without a passphrase")
    private Optional<Path> sshKey = Optional.empty();

    @Option(
            names = "--git-known-hosts",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "For SSH: host keys to trust. Default: those of this user and of the system")
    private Optional<Path> knownHosts = Optional.empty();

    @Option(
            names = "--git-allowed-signers",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description =
                    "Accept only commits signed by one of these SSH keys, in ssh-keygen's format of allowed signers")
    private Optional<Path> allowedSigners = Optional.empty();

    @Option(
            names = "--git-gpg-keyring",
            paramLabel = "FILE",
            scope = ScopeType.INHERIT,
            description = "Accept only commits signed by one of these GPG keys, as gpg --export writes them")
    private Optional<Path> gpgKeyring = Optional.empty();

    @Option(
            names = "--git-insecure-http",
            scope = ScopeType.INHERIT,
            description = "Accept http:// to other machines too; whoever is on the way can then change the manifests")
    private boolean insecure;

    @Option(
            names = "--git-timeout",
            paramLabel = "TIME",
            scope = ScopeType.INHERIT,
            converter = TimeConverter.class,
            description = "How long one command of Git's may take. Default: 1m")
    private Duration timeout = Duration.ofMinutes(1);

    /** Whether a repository, or a part of one, is named. */
    boolean named() {
        return url.isPresent() || ref.isPresent() || path.isPresent();
    }

    /** Whether anything is said that means nothing without a repository. */
    private boolean dangling() {
        return ref.isPresent()
                || path.isPresent()
                || credentials.isPresent()
                || authority.isPresent()
                || sshKey.isPresent()
                || knownHosts.isPresent()
                || signers().demanded();
    }

    /**
     * The repository; empty where none is named.
     *
     * @throws IllegalArgumentException where what is said makes no sense; the message is a sentence
     */
    Optional<Repository> repository() {
        if (url.isEmpty() && dangling()) {
            throw new IllegalArgumentException(
                    "--ref, --path and the options --git-... are of use only with --git URL");
        }
        return url.map(text -> repository(text, ref.orElse(Repository.HEAD), path.orElse("")));
    }

    /** A repository that something else names, reached as the options say. */
    Repository repository(String text, String name, String folder) {
        return new Repository(
                GitUrl.of(text, insecure),
                name,
                folder,
                new Repository.Access(credentials, sshKey, knownHosts, authority),
                signers(),
                timeout);
    }

    private Repository.Signers signers() {
        return new Repository.Signers(allowedSigners, gpgKeyring);
    }
}
