package io.podseg.git;

import io.podseg.reconcile.Repository;
import io.podseg.reconcile.SourceException;
import java.util.List;
import java.util.Optional;

/** What Git says when it cannot fetch, as a sentence that says what to do. */
final class Complaint {
    private Complaint() {}

    private record Known(String sign, String sentence) {}

    private static final List<Known> KNOWN = List.of(
            new Known("could not read Username", "it asks for a user and a password: give them with --git-credentials"),
            new Known("could not read Password", "it asks for a password: give it with --git-credentials"),
            new Known("Authentication failed", "it refused the credentials"),
            new Known("Host key verification failed", "its SSH host key is not known: see --git-known-hosts"),
            new Known("Permission denied (", "it refused the SSH key: see --git-ssh-key"),
            new Known("UNPROTECTED PRIVATE KEY", "the SSH key may be read by others than its owner: chmod 600"),
            new Known(
                    "dubious ownership",
                    "it belongs to another user than podseg runs as, and Git does not trust it: change the owner, or use"
                            + " ssh"),
            new Known("signal 25", "it is larger than podseg takes (512 MiB)"),
            new Known("File too large", "it is larger than podseg takes (512 MiB)"),
            new Known(
                    "not our ref", "it has no such commit, or does not give out single commits: name a branch or tag"),
            new Known("No space left on device", "no space is left on the disk"),
            new Known("does not support shallow", "it is served by plain HTTP without Git's own protocol"),
            new Known("transport '", "it redirects to something that podseg does not follow"),
            new Known("server certificate verification failed", "its certificate is not trusted: see --git-ca"),
            new Known("SSL certificate problem", "its certificate is not trusted: see --git-ca"));

    static SourceException of(Repository repository, String stderr) {
        Optional<String> known = KNOWN.stream()
                .filter(each -> stderr.contains(each.sign()))
                .map(Known::sentence)
                .findFirst();
        return new SourceException(
                "cannot fetch from " + Plain.of(repository.url().text()) + ": " + known.orElseGet(() -> said(stderr)));
    }

    /** The line that tells most: of the program that saw the problem, not of those that it was started by. */
    private static String said(String stderr) {
        List<String> lines = stderr.lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
        return lines.stream()
                .filter(line -> line.startsWith("fatal: ") || line.startsWith("error: ") || line.startsWith("ssh: "))
                .findFirst()
                .or(() -> lines.stream().findFirst())
                .map(line -> Plain.said(line.replaceFirst("^(fatal|error): ", "")))
                .orElse("git says nothing");
    }
}
