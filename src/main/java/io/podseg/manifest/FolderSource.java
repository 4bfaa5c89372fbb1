package io.podseg.manifest;

import io.podseg.manifest.FileCache.Content;
import io.podseg.manifest.FileCache.ReadFile;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.ManifestFiles;
import io.podseg.reconcile.ManifestSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Manifests in files and folders. Folders are read recursively: files ending in {@code .yaml}, {@code .yml} or {@code .json},
 * not those whose name begins with a dot. Of a single file the seccomp profiles beside it are read that it names. A path without any object is an error: nothing found never means nothing wanted.
 *
 * <p>What was read is kept: loading once more reads the files that were saved since, and gives the very same manifests for all
 * others.
 */
public final class FolderSource implements ManifestSource {
    private final List<Path> paths;
    private final Clock clock;
    private final FileCache cache = new FileCache();
    private final SeccompFiles seccompFiles = new SeccompFiles();

    /** A source of these files and folders; messages name files below them as the user wrote them. */
    public FolderSource(List<Path> paths) {
        this(paths, Clock.systemUTC());
    }

    /**
     * The same with a clock of its own.
     *
     * @param clock tells how long ago a file was saved
     */
    FolderSource(List<Path> paths, Clock clock) {
        this.paths = List.copyOf(paths);
        this.clock = clock;
    }

    @Override
    public synchronized Loaded load() {
        List<Diagnostic> diagnostics = new ArrayList<>();
        Declared declared = new Declared(seccompFiles);
        Revision revision = new Revision();
        Set<Path> seen = new HashSet<>();
        List<SourceFile> files = new ArrayList<>();
        for (Path path : paths) {
            int before = declared.size();
            boolean explained = load(path, seen, declared, revision, files, diagnostics);
            if (declared.size() == before && !explained) {
                String shown = Quoted.path(path.toString());
                diagnostics.add(Diagnostic.error(
                        new Position(shown, 1, 1),
                        "no manifests found in " + shown + "; to remove everything, use: podseg destroy"));
            }
        }
        paths.forEach(path -> files.addAll(beside(path, seen, declared, revision, diagnostics)));
        cache.turn();
        if (declared.onlySeccomp()) {
            String shown = Quoted.path(paths.getFirst().toString());
            diagnostics.add(Diagnostic.error(
                    new Position(shown, 1, 1),
                    "no manifests found, only seccomp profiles; to remove everything, use: podseg destroy"));
        }
        return declared.finish(diagnostics, revision.text(), files);
    }

    /** Reads files that were kept, as if they still stood where they were. */
    public static Loaded read(List<SourceFile> files) {
        return new KeptReader().read(files);
    }

    /** Whether it is clear why nothing was found, if nothing was. */
    private boolean load(
            Path path,
            Set<Path> seen,
            Declared declared,
            Revision revision,
            List<SourceFile> kept,
            List<Diagnostic> diagnostics) {
        FileWalk walk = new FileWalk(diagnostics, seen);
        List<FileWalk.Found> files = walk.walk(path);
        int problems = diagnostics.size();
        for (FileWalk.Found file : files) {
            try {
                ReadFile read = read(file);
                revision.add(read.digest());
                kept.addAll(read.content().file());
                read.content().addTo(declared, diagnostics);
            } catch (IOException e) {
                diagnostics.add(Diagnostic.error(new Position(file.shown(), 1, 1), FileWalk.reason(e)));
            }
        }
        return walk.refused() || diagnostics.size() > problems || walk.repeated();
    }

    /** Reads the seccomp profiles beside a manifest that was named as a single file: it names them, and the user need not. */
    private List<SourceFile> beside(
            Path path, Set<Path> seen, Declared declared, Revision revision, List<Diagnostic> diagnostics) {
        List<SourceFile> kept = new ArrayList<>();
        if (!Files.isRegularFile(path)) {
            return kept;
        }
        for (String wanted : declared.wanted(Quoted.path(path.toString()))) {
            try {
                Path file = Path.of(wanted);
                Path folder = path.toRealPath().getParent();
                if (!Files.isRegularFile(file) || !file.toRealPath().startsWith(folder)) {
                    continue;
                }
                for (FileWalk.Found found : new FileWalk(diagnostics, seen).walk(file)) {
                    ReadFile read = read(found);
                    if (read.content().harmless()) {
                        revision.add(read.digest());
                        kept.addAll(read.content().file());
                        read.content().addTo(declared, diagnostics);
                    }
                }
            } catch (IOException | InvalidPathException e) {
                // What cannot be read is not there, which is an error of the profile that names it.
            }
        }
        return kept;
    }

    private ReadFile read(FileWalk.Found file) throws IOException {
        Optional<ReadFile> unchanged = cache.unchanged(file);
        ReadFile read = unchanged.isPresent() ? unchanged.get() : readAgain(file);
        cache.keep(file, read);
        return read;
    }

    private ReadFile readAgain(FileWalk.Found file) throws IOException {
        Instant now = clock.instant();
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file.real())) {
            bytes = in.readNBytes(ManifestFiles.BYTES + 1);
        }
        String digest = Revision.digest(file.relative(), bytes);
        return new ReadFile(
                file.stamp(), now, digest, cache.same(file, digest).orElseGet(() -> Content.of(file.shown(), bytes)));
    }
}
