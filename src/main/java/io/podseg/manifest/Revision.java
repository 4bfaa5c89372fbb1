package io.podseg.manifest;

import io.podseg.state.Hash;
import java.nio.charset.StandardCharsets;
import java.util.TreeSet;

/** Hash over the names and contents of what was read; neither the folder's own place nor the order of reading matters. */
final class Revision {
    private final TreeSet<String> files = new TreeSet<>();

    /** Hash of a file's name and content. */
    static String digest(String relative, byte[] content) {
        return Hash.whole(relative.getBytes(StandardCharsets.UTF_8)) + Hash.whole(content);
    }

    /** Adds a file by its digest. */
    void add(String digest) {
        files.add(digest);
    }

    /** {@code sha256:} and 64 hex digits. */
    String text() {
        return "sha256:" + Hash.whole(String.join("\n", files).getBytes(StandardCharsets.UTF_8));
    }
}
