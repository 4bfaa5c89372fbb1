package io.podseg.manifest;

import io.podseg.manifest.crd.SeccompFile;
import io.podseg.manifest.yaml.DocumentReader;
import io.podseg.model.Diagnostic;
import io.podseg.model.Position;
import io.podseg.reconcile.ManifestFiles;
import io.podseg.reconcile.ManifestSource.SourceFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Files that were read before. A file whose stamp is the same is not read again, and one that was saved anew with the same
 * content is not parsed again, so that what did not change stays the very same objects.
 */
final class FileCache {
    private Map<Place, ReadFile> before = new HashMap<>();
    private Map<Place, ReadFile> now = new HashMap<>();

    private record Place(String shown, String relative, Path real) {
        static Place of(FileWalk.Found file) {
            return new Place(file.shown(), file.relative(), file.real());
        }
    }

    /**
     * A file and what it says.
     *
     * @param stamp the file's stamp before it was read
     * @param read when it was read
     * @param digest hash of its path and content
     * @param content what it says
     */
    record ReadFile(FileStamp stamp, Instant read, String digest, Content content) {}

    /** What was read of the file if it is certainly the same still. */
    Optional<ReadFile> unchanged(FileWalk.Found file) {
        return Optional.ofNullable(before.get(Place.of(file)))
                .filter(old -> old.stamp().equals(file.stamp()) && old.stamp().settledAt(old.read()));
    }

    /** What was read of a file with the same content. */
    Optional<Content> same(FileWalk.Found file, String digest) {
        return Optional.ofNullable(before.get(Place.of(file)))
                .filter(old -> old.digest().equals(digest))
                .map(ReadFile::content);
    }

    /** Keeps a file for the next time. */
    void keep(FileWalk.Found file, ReadFile read) {
        now.put(Place.of(file), read);
    }

    /** Forgets the files that were not kept. */
    void turn() {
        before = now;
        now = new HashMap<>();
    }

    /**
     * What a file says.
     *
     * @param file the file itself; none where it is too large to be read
     */
    record Content(List<SourceFile> file, List<Diagnostic> diagnostics, List<Named> named) {
        Content {
            file = List.copyOf(file);
            diagnostics = List.copyOf(diagnostics);
            named = List.copyOf(named);
        }

        /**
         * Parses.
         *
         * @param name the file's name in messages
         */
        static Content of(String name, byte[] bytes) {
            List<Diagnostic> diagnostics = new ArrayList<>();
            List<Named> named = new ArrayList<>();
            if (bytes.length > ManifestFiles.BYTES) {
                diagnostics.add(Diagnostic.error(
                        new Position(name, 1, 1), "the file is larger than " + ManifestFiles.BYTES + " bytes"));
                return new Content(List.of(), diagnostics, named);
            }
            Loader loader = new Loader(named, diagnostics);
            new DocumentReader(name, diagnostics).read(bytes).forEach(loader::load);
            return new Content(
                    List.of(new SourceFile(name, new String(bytes, StandardCharsets.UTF_8))), diagnostics, named);
        }

        /** Whether it declares nothing that could be applied. */
        boolean harmless() {
            return named.stream()
                    .allMatch(object -> object.manifest()
                            .filter(manifest -> manifest.object() instanceof SeccompFile)
                            .isPresent());
        }

        void addTo(Declared declared, List<Diagnostic> problems) {
            problems.addAll(diagnostics);
            named.forEach(object -> declared.add(object, problems));
        }
    }
}
