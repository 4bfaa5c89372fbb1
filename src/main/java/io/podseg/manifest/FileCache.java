package io.podseg.manifest;

import io.podseg.model.Diagnostic;
import java.nio.file.Path;
import java.time.Instant;
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

    /** What a file says. */
    record Content(List<Diagnostic> diagnostics, List<Named> named) {
        Content {
            diagnostics = List.copyOf(diagnostics);
            named = List.copyOf(named);
        }
    }
}
