package io.podseg.manifest;

import io.podseg.manifest.yaml.Document;
import io.podseg.manifest.yaml.DocumentReader;
import io.podseg.manifest.yaml.Limits;
import io.podseg.manifest.yaml.Quoted;
import io.podseg.model.Declarations;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.ManifestSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Manifests in files and folders. Folders are read recursively: files ending in {@code .yaml}, {@code .yml} or {@code .json},
 * not those whose name begins with a dot. A path without any object is an error: nothing found never means nothing wanted.
 */
public final class FolderSource implements ManifestSource {
    private final List<Path> paths;

    /** A source of these files and folders; messages name files below them as the user wrote them. */
    public FolderSource(List<Path> paths) {
        this.paths = List.copyOf(paths);
    }

    @Override
    public Loaded load() {
        List<Diagnostic> diagnostics = new ArrayList<>();
        Declared declared = new Declared();
        Loader loader = new Loader(declared, diagnostics);
        Revision revision = new Revision();
        Set<Path> seen = new HashSet<>();
        List<SourceFile> files = new ArrayList<>();
        for (Path path : paths) {
            int before = declared.size();
            boolean explained = load(path, seen, loader, revision, files, diagnostics);
            if (declared.size() == before && !explained) {
                String shown = Quoted.path(path.toString());
                diagnostics.add(Diagnostic.error(
                        new Position(shown, 1, 1),
                        "no manifests found in " + shown + "; to remove everything, use: podseg destroy"));
            }
        }
        Declarations declarations = declared.finish(diagnostics);
        return new Loaded(declarations, diagnostics.stream().distinct().toList(), revision.text(), files);
    }

    /** Reads files that were kept, as if they still stood where they were. */
    public static Loaded read(List<SourceFile> files) {
        List<Diagnostic> diagnostics = new ArrayList<>();
        Declared declared = new Declared();
        Loader loader = new Loader(declared, diagnostics);
        Revision revision = new Revision();
        for (SourceFile file : files) {
            byte[] bytes = file.text().getBytes(StandardCharsets.UTF_8);
            revision.add(file.name(), bytes);
            new DocumentReader(file.name(), diagnostics).read(bytes).forEach(loader::load);
        }
        Declarations declarations = declared.finish(diagnostics);
        return new Loaded(declarations, diagnostics.stream().distinct().toList(), revision.text(), files);
    }

    /** Whether it is clear why nothing was found, if nothing was. */
    private static boolean load(
            Path path,
            Set<Path> seen,
            Loader loader,
            Revision revision,
            List<SourceFile> kept,
            List<Diagnostic> diagnostics) {
        FileWalk walk = new FileWalk(diagnostics, seen);
        List<FileWalk.Found> files = walk.walk(path);
        int problems = diagnostics.size();
        for (FileWalk.Found file : files) {
            for (Document document : read(file, revision, kept, diagnostics)) {
                loader.load(document);
            }
        }
        return walk.refused() || diagnostics.size() > problems || walk.repeated();
    }

    private static List<Document> read(
            FileWalk.Found file, Revision revision, List<SourceFile> kept, List<Diagnostic> diagnostics) {
        Position start = new Position(file.shown(), 1, 1);
        try (InputStream in = Files.newInputStream(file.real())) {
            byte[] bytes = in.readNBytes(Limits.FILE_BYTES + 1);
            revision.add(file.relative(), bytes);
            if (bytes.length > Limits.FILE_BYTES) {
                diagnostics.add(Diagnostic.error(start, "the file is larger than " + Limits.FILE_BYTES + " bytes"));
                return List.of();
            }
            kept.add(new SourceFile(file.shown(), new String(bytes, StandardCharsets.UTF_8)));
            return new DocumentReader(file.shown(), diagnostics).read(bytes);
        } catch (IOException e) {
            diagnostics.add(Diagnostic.error(start, FileWalk.reason(e)));
            return List.of();
        }
    }
}
