package io.podseg.git;

import io.podseg.git.Git.SpoiltException;
import io.podseg.git.Tree.Link;
import io.podseg.host.exec.CommandRunner;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.ManifestFiles;
import io.podseg.reconcile.ManifestSource;
import io.podseg.reconcile.Repository;
import io.podseg.reconcile.SourceException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Manifests at a branch, tag or commit of a Git repository. Each look asks the server what the name stands for, and fetches where
 * that is new. The revision is the commit.
 */
public final class GitSource implements ManifestSource {
    /** All manifests of a repository. */
    private static final long ALL_BYTES = 64L * 1024 * 1024;

    private static final long LINK_BYTES = 4096;

    private final Repository repository;
    private final Path state;
    private final Reader reader;
    private final Programs programs;
    private final Map<String, String> environment;
    private Optional<Loaded> last = Optional.empty();

    /**
     * A source.
     *
     * @param state the state folder; what is fetched is kept below it
     * @param reader reads manifests
     * @param environment podseg's own
     */
    public GitSource(
            Repository repository, Path state, Reader reader, Programs programs, Map<String, String> environment) {
        this.repository = repository;
        this.state = state;
        this.reader = reader;
        this.programs = programs;
        this.environment = Map.copyOf(environment);
    }

    /** Where it looks, for messages. */
    Repository repository() {
        return repository;
    }

    @Override
    public synchronized Loaded load() throws SourceException {
        try (Cache cache = Cache.open(state, repository.url(), repository.limit())) {
            try {
                return load(cache);
            } catch (SpoiltException e) {
                cache.wipe();
                return again(cache);
            }
        }
    }

    private Loaded again(Cache cache) throws SourceException {
        try {
            return load(cache);
        } catch (SpoiltException e) {
            throw new SourceException(String.valueOf(e.getMessage()), e);
        }
    }

    private Loaded load(Cache cache) throws SourceException, SpoiltException {
        Path home = cache.home();
        CommandRunner runner = programs.with(Surroundings.of(repository, environment, home), repository.limit());
        Git git = new Git(runner, cache.repository());
        String commit = new Remote(repository, cache, git).commit();
        new Signature(repository.signers(), git, runner, home).check(commit);
        if (last.isEmpty() || !last.get().revision().equals(commit)) {
            last = Optional.of(read(git, commit));
        }
        return last.get();
    }

    private Loaded read(Git git, String commit) throws SourceException, SpoiltException {
        Tree tree = Tree.parse(git.local("ls-tree", "-r", "-l", "-z", "--full-tree", commit));
        Walk walk = new Walk(tree, targets(git, tree));
        List<Walk.Found> found = walk.below(repository.path());
        List<Diagnostic> problems = new ArrayList<>(walk.diagnostics());
        List<SourceFile> files = files(git, sized(found, problems), problems);
        Loaded loaded = reader.read(files);
        boolean compilable = loaded.compilable() && problems.stream().noneMatch(Diagnostic::isError);
        problems.addAll(loaded.diagnostics());
        if (loaded.declarations().all().findAny().isEmpty() && problems.stream().noneMatch(Diagnostic::isError)) {
            problems.add(Diagnostic.error(
                    new Position(Plain.of(repository.shownPath()), 1, 1),
                    "no manifests found at commit " + commit + "; to remove everything, use: podseg destroy"));
        }
        return new Loaded(loaded.declarations(), problems, commit, files, compilable);
    }

    private static Map<String, String> targets(Git git, Tree tree) throws SourceException, SpoiltException {
        List<String> ids = tree.links().stream()
                .filter(link -> link.size() <= LINK_BYTES)
                .map(Link::id)
                .distinct()
                .toList();
        Map<String, String> targets = new LinkedHashMap<>();
        Blobs.read(git, ids).forEach((id, bytes) -> targets.put(id, new String(bytes, StandardCharsets.UTF_8)));
        return targets;
    }

    /** Those of a size that is read. */
    private static List<Walk.Found> sized(List<Walk.Found> found, List<Diagnostic> problems) throws SourceException {
        List<Walk.Found> small = new ArrayList<>();
        long all = 0;
        for (Walk.Found each : found) {
            if (each.file().size() > ManifestFiles.BYTES) {
                problems.add(error(each, "the file is larger than " + ManifestFiles.BYTES + " bytes"));
            } else {
                small.add(each);
                all += each.file().size();
            }
        }
        if (all > ALL_BYTES) {
            throw new SourceException("the manifests in the repository have more than " + ALL_BYTES
                    + " bytes together; name a folder with --path");
        }
        return small;
    }

    private static List<SourceFile> files(Git git, List<Walk.Found> found, List<Diagnostic> problems)
            throws SourceException, SpoiltException {
        Map<String, byte[]> contents = Blobs.read(
                git, found.stream().map(each -> each.file().id()).distinct().toList());
        List<SourceFile> files = new ArrayList<>();
        for (Walk.Found each : found) {
            byte[] content = contents.get(each.file().id());
            if (content == null) {
                throw new SpoiltException("git cat-file left out " + each.file().id());
            }
            try {
                ByteBuffer bytes = ByteBuffer.wrap(content);
                files.add(new SourceFile(
                        each.name(),
                        StandardCharsets.UTF_8.newDecoder().decode(bytes).toString()));
            } catch (CharacterCodingException e) {
                problems.add(error(each, "the file is not UTF-8 text"));
            }
        }
        return files;
    }

    private static Diagnostic error(Walk.Found found, String message) {
        return Diagnostic.error(new Position(found.name(), 1, 1), message);
    }
}
