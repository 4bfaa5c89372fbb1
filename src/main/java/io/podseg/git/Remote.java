package io.podseg.git;

import io.podseg.git.Git.SpoiltException;
import io.podseg.host.exec.CommandRunner.Exited;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.SourceException;
import java.nio.file.Files;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The repository on the server: what a name stands for there, and getting that. */
final class Remote {
    /** What was fetched last for the name that is asked for. */
    private static final String FETCHED = "refs/podseg/fetched";

    private static final int SHA256_DIGITS = 64;

    private final Repository repository;
    private final Cache cache;
    private final Git git;

    /** A name on the server and the object that it stands for. */
    private record Tip(String name, String id) {}

    Remote(Repository repository, Cache cache, Git git) {
        this.repository = repository;
        this.cache = cache;
        this.git = git;
    }

    /** The commit that the name stands for, with everything in it, here. */
    String commit() throws SourceException, SpoiltException {
        if (cache.full()) {
            cache.wipe();
        }
        boolean wide = repository.isCommit() && repository.ref().length() == SHA256_DIGITS;
        make(wide ? "sha256" : "sha1");
        cache.unlock();
        boolean narrow = !git.local("rev-parse", "--show-object-format").strip().equals("sha256");
        if (repository.isCommit()) {
            return single(repository.ref());
        }
        Tip tip = tip();
        if (tip.id().length() == SHA256_DIGITS && narrow) {
            cache.wipe();
            make("sha256");
        }
        Exited have = git.asked("rev-parse", "--verify", "--quiet", FETCHED);
        if (!have.stdout().strip().equals(tip.id())) {
            Exited fetched = fetch(tip.name());
            if (fetched.exit() != 0) {
                throw new SpoiltException(String.valueOf(
                        Complaint.of(repository, fetched.stderr()).getMessage()));
            }
        }
        return peeled(FETCHED);
    }

    private void make(String format) throws SourceException, SpoiltException {
        if (!Files.exists(cache.repository().resolve("HEAD"))) {
            cache.wipe();
            git.local("init", "--quiet", "--bare", "--template=", "--object-format=" + format);
        }
    }

    private String single(String commit) throws SourceException, SpoiltException {
        if (git.asked("cat-file", "-e", commit + "^{tree}").exit() != 0) {
            Exited fetched = fetch(commit);
            if (fetched.exit() != 0) {
                throw Complaint.of(repository, fetched.stderr());
            }
        }
        String found = peeled(commit);
        if (!found.equals(commit)) {
            throw new SourceException("--ref " + commit + " is no commit but a tag: name the tag");
        }
        return found;
    }

    private Exited fetch(String what) throws SourceException {
        return git.remote(
                "fetch",
                "--quiet",
                "--no-tags",
                "--no-recurse-submodules",
                "--no-write-fetch-head",
                "--depth=1",
                "--force",
                "--",
                repository.url().text(),
                "+" + what + ":" + FETCHED);
    }

    private String peeled(String name) throws SourceException, SpoiltException {
        git.local("cat-file", "-t", name);
        Exited commit = git.asked("rev-parse", "--verify", "--quiet", "--end-of-options", name + "^{commit}");
        if (commit.exit() != 0) {
            throw new SourceException(Plain.of(repository.ref()) + " in " + repository.url() + " is no commit");
        }
        return commit.stdout().strip();
    }

    private Tip tip() throws SourceException {
        String ref = repository.ref();
        List<String> names = ref.equals(Repository.HEAD) || ref.startsWith("refs/")
                ? List.of(ref)
                : List.of("refs/heads/" + ref, "refs/tags/" + ref);
        String[] words = Stream.concat(
                        Stream.of("ls-remote", "--quiet", "--", repository.url().text()), names.stream())
                .toArray(String[]::new);
        Exited answer = git.remote(words);
        if (answer.exit() != 0) {
            throw Complaint.of(repository, answer.stderr());
        }
        Map<String, String> found = new TreeMap<>();
        for (String line : answer.stdout().lines().toList()) {
            int tab = line.indexOf('\t');
            if (tab > 0
                    && names.contains(line.substring(tab + 1))
                    && line.substring(0, tab).matches("[0-9a-f]{40,64}")) {
                found.put(line.substring(tab + 1), line.substring(0, tab));
            }
        }
        return chosen(found);
    }

    private Tip chosen(Map<String, String> found) throws SourceException {
        String ref = repository.ref();
        if (found.size() > 1) {
            throw new SourceException(Plain.of(ref) + " is both a branch and a tag in " + repository.url()
                    + ": say --ref refs/heads/" + ref + " or --ref refs/tags/" + ref);
        }
        return found.entrySet().stream()
                .findFirst()
                .map(entry -> new Tip(entry.getKey(), entry.getValue()))
                .orElseThrow(() -> new SourceException(
                        ref.equals(Repository.HEAD)
                                ? repository.url() + " has no commit"
                                : "there is no branch or tag " + Plain.of(ref) + " in " + repository.url()
                                        + (ref.matches("[0-9a-f]{7,39}")
                                                ? "; a commit is named with all its digits"
                                                : "")));
    }
}
